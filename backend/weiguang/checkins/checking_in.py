"""Checking in and out: judge the scan by the time it was made, then one insert.

One scan is inserted at once, by its natural key; only when that is taken, or when it would be refused, the ledger is
read. A batch is read in bulk, judged row by row in order, and written by one unordered insert; a row that met somebody
else's at that moment is judged again by itself. Where a personal code let somebody in, it is looked at once more after
the insert: another entrance may have stored the same code in that very moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from pymongo.errors import BulkWriteError, DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.checkins import rules
from weiguang.checkins.attempts import Attempt, read_attempt
from weiguang.checkins.conflicts import SENTENCES
from weiguang.checkins.deciding import ANSWERS
from weiguang.checkins.judging import Outcome, judge, shared_at_once
from weiguang.checkins.knowing import CORRECTED, FORGOTTEN, Books, Row, look_up, read_shown
from weiguang.checkins.models import CheckInConflict
from weiguang.errors import ClientIdReused, DomainError
from weiguang.offline import UnreadableRow
from weiguang.participation.models import Participation

TRIES = 4
TAKEN = 11000


def check_in(*, actor: Actor, now: datetime, **scan: Any) -> tuple[dict[str, Any], bool]:
    """Check somebody in or out (see `attempts.read_attempt`); return what stands and whether it is new.

    Raises `NotFound`, `Forbidden`, `ScanTimeOutOfRange`, `CheckInCodeExpired`, `ClientIdReused`, and one of
    `judging.REFUSALS` for what the decision table refuses.
    """
    attempt = read_attempt(actor=actor, now=now, **scan)
    outcome, books, new = carry_out(attempt)
    if outcome.refusal is not None:
        raise outcome.refusal
    return show(attempt, outcome, books, new), new


def carry_out(attempt: Attempt) -> tuple[Outcome, Books, bool]:
    """Judge one scan and write what becomes of it; True for what is new."""
    books = look_up([attempt], whole=attempt.offered.act == "out" or attempt.over_midnight)
    for _ in range(TRIES):
        outcome = judge(attempt, books)
        if outcome.row is not None:
            with suppress(DuplicateKeyError):
                Participation.collection().insert_one(outcome.row)
                return _finish([(attempt, outcome)])[0], books, True
        elif books.whole:
            return _finish([(attempt, outcome)])[0], books, False
        books = look_up([attempt], whole=True)
    return Outcome(refusal=ClientIdReused()), books, False


def check_in_all(*, actor: Actor, rows: list[dict[str, Any] | UnreadableRow], now: datetime) -> list[dict[str, Any]]:
    """Check in an offline queue: one answer per row, in order; no row spoils another."""
    read = [_read(actor, row, now) for row in rows]
    attempts = [attempt for attempt in read if isinstance(attempt, Attempt)]
    books = look_up(attempts, whole=True)
    judged: list[tuple[Attempt, Outcome]] = []
    for attempt in attempts:
        outcome = judge(attempt, books)
        _know(books, outcome)
        judged.append((attempt, outcome))
    answers = iter(_write(judged, books))
    return [next(answers) if isinstance(one, Attempt) else one for one in read]


def _read(actor: Actor, row: dict[str, Any] | UnreadableRow, now: datetime) -> Attempt | dict[str, Any]:
    if isinstance(row, UnreadableRow):
        return _answer(row.client_id, "refused", row.message, code="validation_failed")
    try:
        return read_attempt(actor=actor, now=now, **row)
    except DomainError as error:
        return _answer(row["client_id"], "refused", error.detail, code=error.code)


def _know(books: Books, outcome: Outcome) -> None:
    """What a row of the batch makes known to those behind it."""
    if outcome.row is not None:
        books.take(outcome.row)
    if outcome.conflict is not None:
        books.kept[outcome.conflict["_id"]] = outcome.conflict


def _write(judged: Sequence[tuple[Attempt, Outcome]], books: Books) -> list[dict[str, Any]]:
    """Write a judged batch and answer it."""
    writing = [place for place, (_, outcome) in enumerate(judged) if outcome.row is not None]
    lost = {writing[place] for place in _insert([judged[place][1].row for place in writing])}
    done = iter(_finish([one for place, one in enumerate(judged) if place not in lost]))
    return [
        _row_answer(attempt, *(carry_out(attempt) if place in lost else (next(done), books, outcome.row is not None)))
        for place, (attempt, outcome) in enumerate(judged)
    ]


def _finish(judged: Sequence[tuple[Attempt, Outcome]]) -> list[Outcome]:
    """What follows the rows; the same request sent again makes up for what a crash left out."""
    outcomes = _look_again(judged)
    _keep(outcomes)
    _lift(outcomes)
    return outcomes


def _look_again(judged: Sequence[tuple[Attempt, Outcome]]) -> list[Outcome]:
    """Find the codes that another entrance stored in the same moment: of two inserts the later one sees both."""
    stored = [attempt for attempt, outcome in judged if _by_code(attempt, outcome) is not None]
    if not stored:
        return [outcome for _, outcome in judged]
    books = Books()
    read_shown(books, stored)
    return [_looked_at(attempt, outcome, books) for attempt, outcome in judged]


def _looked_at(attempt: Attempt, outcome: Outcome, books: Books) -> Outcome:
    row = _by_code(attempt, outcome)
    return outcome if row is None else replace(outcome, conflict=shared_at_once(attempt, row, books))


def _by_code(attempt: Attempt, outcome: Outcome) -> Row | None:
    """The attempt's own check-in, now or before, where a personal code made it."""
    row = outcome.row or outcome.stands
    return row if row and row["client_id"] == attempt.client_id and "code_at" in row else None


def _insert(rows: list[Row | None]) -> set[int]:
    """Insert rows, each by itself; the places of those whose key was taken meanwhile."""
    if not rows:
        return set()
    try:
        Participation.collection().insert_many([row for row in rows if row is not None], ordered=False)
    except BulkWriteError as error:
        failed = error.details["writeErrors"]
        if any(failure["code"] != TAKEN for failure in failed):
            raise
        return {failure["index"] for failure in failed}
    return set()


def _keep(outcomes: Sequence[Outcome]) -> None:
    """Keep what is to do; kept before is kept."""
    kept = {outcome.conflict["_id"]: outcome.conflict for outcome in outcomes if outcome.conflict is not None}
    if kept:
        try:
            CheckInConflict.collection().insert_many(list(kept.values()), ordered=False)
        except BulkWriteError as error:
            if any(failure["code"] != TAKEN for failure in error.details["writeErrors"]):
                raise


def _lift(outcomes: Sequence[Outcome]) -> None:
    """Take the flag off forgotten check-outs that a real one corrects; the same request sent again does so too."""
    lifted = [outcome.lifts for outcome in outcomes if outcome.lifts is not None]
    if lifted:
        query = {"_id": {"$in": lifted}, "flag": FORGOTTEN}
        Participation.collection().update_many(query, {"$set": {"flag": CORRECTED}})


def show(attempt: Attempt, outcome: Outcome, books: Books, new: bool) -> dict[str, Any]:
    """The answer to one scan."""
    stands = outcome.row or outcome.stands
    shown = {
        "state": "conflict" if outcome.conflict is not None else "stored" if new else "duplicate",
        "act": outcome.act,
        "point": attempt.point["_id"],
        "event": attempt.event,
        "title": stands["title"] if stands else attempt.point["title"],
        "occurred_at": stands["occurred_at"] if stands else attempt.moment,
        "message": _message(outcome, new),
    }
    if outcome.conflict is not None:
        shown["code"] = outcome.conflict["kind"]
    if attempt.by and attempt.person:
        shown["name"] = books.people.get(attempt.person, {}).get("name", "")
    if stands and outcome.act == "out":
        shown["minutes"] = rules.minutes_between(stands["in_at"], stands["out_at"])
    return shown


def _message(outcome: Outcome, new: bool) -> str:
    if outcome.conflict is not None:
        return SENTENCES[outcome.conflict["kind"]]
    if outcome.act == "out":
        return ANSWERS["check_out"].sentence if new else "已签退"
    return ANSWERS["admit" if new else "already"].sentence


def _row_answer(attempt: Attempt, outcome: Outcome, books: Books, new: bool) -> dict[str, Any]:
    if outcome.refusal is not None:
        state = "conflict" if isinstance(outcome.refusal, ClientIdReused) else "refused"
        return _answer(attempt.client_id, state, outcome.refusal.detail, code=outcome.refusal.code)
    shown = show(attempt, outcome, books, new)
    told = {name: shown[name] for name in ("code", "act", "occurred_at", "minutes") if name in shown}
    return _answer(attempt.client_id, shown["state"], shown["message"], **told)


def _answer(client_id: str, state: str, message: str, **more: Any) -> dict[str, Any]:
    return {"client_id": client_id, "state": state, **more, "message": message}
