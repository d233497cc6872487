"""What is known already about scans: read in bulk, so that a thousand rows cost what a few do."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.branches.tree import load_tree
from weiguang.checkins import rolls, rules
from weiguang.checkins.attempts import Attempt
from weiguang.checkins.deciding import Known, Rule
from weiguang.checkins.models import CheckInConflict
from weiguang.checkins.standing import again_key, current, read_check_ins, withdrawn_of
from weiguang.events.signing_up.service import is_placed, placed_people
from weiguang.participation.hours import WITHDRAWN
from weiguang.participation.models import Participation
from weiguang.people.service import members_of

Row = dict[str, Any]

FORGOTTEN, CORRECTED = "forgotten", "corrected"


@dataclass
class Books:
    """What was read: ledger rows by key and by request, people, sign-ups, conflicts, recent uses of personal codes.

    ``withdrawn`` holds the keys of check-ins that were taken out.
    """

    acts: dict[str, Row] = field(default_factory=dict)
    sent: dict[tuple[str, str], Row] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    people: dict[ObjectId, Row] = field(default_factory=dict)
    registered: set[tuple[ObjectId, ObjectId]] = field(default_factory=set)
    listed: set[tuple[str, ObjectId]] = field(default_factory=set)
    kept: dict[ObjectId, Row] = field(default_factory=dict)
    shown: dict[tuple[str, datetime], list[Row]] = field(default_factory=dict)
    whole: bool = True
    """False: the ledger was not asked yet whether this happened before."""

    def take(self, row: Row) -> None:
        """Know a row that is being written."""
        self.acts[row["_id"]] = row
        self.sent[row["who"], row["client_id"]] = row
        if "code_at" in row:
            self.shown.setdefault((row["who"], row["code_at"]), []).append(row)

    def place(self, key: str) -> tuple[str, int]:
        """The key under which a check-in of natural key ``key`` stands or would be written, and its number."""
        return current(key, self.withdrawn)


@dataclass(frozen=True)
class Standing:
    """How somebody stands at a point: the check-in, the check-out, and what the decision table wants to know."""

    check_in: Row | None
    stay: Row | None
    known: Known


def look_up(attempts: Sequence[Attempt], *, whole: bool) -> Books:
    """Read what deciding these needs; without ``whole`` only what the ledger's own keys cannot tell afterwards."""
    known = [attempt for attempt in attempts if attempt.person]
    books = Books(whole=whole)
    books.people = members_of({attempt.person for attempt in known if attempt.by and attempt.person})
    asked = [attempt for attempt in known if attempt.rule.who == "registered"]
    books.registered = _placed({(one.event, one.person) for one in asked if one.event and one.person})
    books.listed = rolls.on_rolls({(one.roll, one.person) for one in asked if one.roll and one.person})
    read_shown(books, known)
    if whole:
        _read_ledger(books, known)
        ids = [conflict_id(attempt) for attempt in known if attempt.by]
        if ids:
            books.kept = {kept["_id"]: kept for kept in CheckInConflict.collection().find({"_id": {"$in": ids}})}
    return books


def _placed(asked: set[tuple[ObjectId, ObjectId]]) -> set[tuple[ObjectId, ObjectId]]:
    """Which of these (event, person) pairs have a place."""
    if len(asked) == 1:
        return {pair for pair in asked if is_placed(*pair)}
    return {(event, person) for event in {event for event, _ in asked} for person in placed_people(event)} & asked


def read_shown(books: Books, attempts: Iterable[Attempt]) -> None:
    """Where these personal codes let somebody in already; only gates and desks of events care."""
    used = [attempt for attempt in attempts if attempt.offered.issued_at and attempt.entrance]
    if not used:
        return
    codes = {"$exists": True, "$in": list({attempt.offered.issued_at for attempt in used})}
    query = {"who": {"$in": list({attempt.who for attempt in used})}, "code_at": codes}
    rows = list(Participation.collection().find(query))
    gone = withdrawn_of(row["_id"] for row in rows)
    for row in [row for row in rows if row["_id"] not in gone]:
        books.shown.setdefault((row["who"], row["code_at"]), []).append(row)


def _read_ledger(books: Books, attempts: Sequence[Attempt]) -> None:
    """The rows of the same requests, the check-ins these may be about, and the check-outs of those."""
    whos, requests = {attempt.who for attempt in attempts}, [attempt.client_id for attempt in attempts]
    for row in Participation.collection().find({"who": {"$in": list(whos)}, "client_id": {"$in": requests}}):
        books.sent[row["who"], row["client_id"]] = row
    books.acts, books.withdrawn = read_check_ins(key for attempt in attempts for key in attempt.keys)
    books.withdrawn |= withdrawn_of({row["_id"] for row in books.sent.values()} - books.acts.keys())
    stays = [key for row in books.acts.values() for key in (stay_key(row), out_key(row))]
    if stays and any(attempt.rule.check_out for attempt in attempts):
        books.acts |= {row["_id"]: row for row in Participation.collection().find({"_id": {"$in": stays}})}


def stand(attempt: Attempt, books: Books) -> Standing:
    """How the person of a scan stands, by what is known."""
    check_in = _check_in(attempt, books)
    stay = books.acts.get(out_key(check_in)) or books.acts.get(stay_key(check_in)) if check_in else None
    if stay is not None and stay.get("flag") == WITHDRAWN and attempt.offered.act == "out":
        check_in = stay = None  # it is being taken back this very moment: nobody leaves by it
    known = Known(
        event=str(attempt.event) if attempt.event else None,
        on_list=on_list(attempt.rule, attempt, books),
        admitted=check_in is not None,
        inside=check_in is not None and attempt.rule.check_out and (stay is None or stay.get("flag") == FORGOTTEN),
        in_at=check_in["occurred_at"] if check_in else None,
    )
    return Standing(check_in, stay, known)


def _check_in(attempt: Attempt, books: Books) -> Row | None:
    """Today's check-in; else yesterday's, while its shift goes on and nobody checked out."""
    for key in attempt.keys:
        row = books.acts.get(books.place(key)[0])
        if row is None:
            continue
        past_midnight = key != attempt.key
        over = rules.shift_end(attempt.rule, row["occurred_at"]) <= attempt.moment or stay_key(row) in books.acts
        if not (past_midnight and over):
            return row
    return None


def on_list(rule: Rule, attempt: Attempt, books: Books) -> bool:
    """Whether the rule names this person: who signed up, or members of the point's branches and below."""
    if attempt.person is None:
        return False
    if rule.who == "registered":
        return (attempt.event, attempt.person) in books.registered or (attempt.roll, attempt.person) in books.listed
    if rule.who == "anyone":
        return True
    return is_member(memberships(attempt, books), rules.branches_of(attempt.point))


def is_member(memberships: Iterable[ObjectId], branches: Collection[ObjectId]) -> bool:
    """Whether one of these memberships is in or below one of ``branches``; without any, whether there is one at all."""
    own = list(memberships)
    return not set(branches).isdisjoint(load_tree().credited(own)) if branches else bool(own)


def memberships(attempt: Attempt, books: Books) -> tuple[ObjectId, ...]:
    """The branches of the person."""
    if attempt.memberships is not None:
        return attempt.memberships
    found = books.people.get(attempt.person, {}) if attempt.person else {}
    formal = found.get("formal")
    return ((formal,) if formal else ()) + tuple(found.get("functional", ()))


def stay_key(check_in: Row) -> str:
    """The natural key of the check-out that belongs to a check-in."""
    point, person = check_in.get("point") or check_in["_id"].split(":")[1], check_in["who"].removeprefix("p:")
    return again_key(f"stay:{point}:{person}:{check_in['day']}", check_in.get("again", 1))


def out_key(check_in: Row) -> str:
    """The key of the row that corrects a forgotten check-out."""
    return f"{stay_key(check_in)}:out"


def conflict_id(attempt: Attempt) -> ObjectId:
    """The id of what a request may leave to do: the same request again finds it."""
    return sent_id(attempt.by, attempt.client_id)


def sent_id(by: ObjectId | None, client_id: str) -> ObjectId:
    """The id of what the request ``client_id`` of a desk may leave to do."""
    return made_id(str(by), client_id)


def made_id(*parts: str) -> ObjectId:
    """An id that the same parts always give."""
    return ObjectId(hashlib.sha256("\0".join(("check_in", *parts)).encode()).digest()[:12])
