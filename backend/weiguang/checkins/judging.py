"""From a scan and what is known of it to what becomes of it: a row to write, an answer, or something to do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from weiguang.checkins import rules
from weiguang.checkins.attempts import Attempt
from weiguang.checkins.deciding import ANSWERS, decide
from weiguang.checkins.knowing import (
    Books,
    Row,
    Standing,
    conflict_id,
    made_id,
    out_key,
    stand,
)
from weiguang.checkins.rows import check_in_row, stay_row
from weiguang.errors import ClientIdReused, Conflict, DomainError, NotFound


class ScanTimeOutOfRange(Conflict):
    """The scan lies too far back, or in the future, even by the corrected clock."""

    code = "scan_time_out_of_range"
    title = "手机记下的扫码时间不对，请检查手机时间，再扫一次"


class CheckInCodeExpired(Conflict):
    """The proof was not on the screen when the phone scanned."""

    code = "check_in_code_expired"
    title = "这个签到码已经过期，请对着现场大屏幕重新扫一次"


class CheckInTakenBack(Conflict):
    """What this request did was taken back meanwhile."""

    code = "check_in_taken_back"
    title = "这次签到已经撤销，人在现场请重新签到"


class PersonUnknown(NotFound):
    """The code is good, or the id well formed, but there is nobody behind it."""

    title = "没有找到这个人，可能已经注销，请按姓名查找"


def _refusals() -> dict[str, type[Conflict]]:
    """One error a refusing answer of the decision table, under the answer's own name as its code."""
    refusing = ANSWERS.keys() - {"admit", "check_out", "already"}
    return {name: type(name, (Conflict,), {"code": name, "title": ANSWERS[name].sentence}) for name in refusing}


REFUSALS = _refusals()


@dataclass(frozen=True)
class Outcome:
    """What becomes of a scan: ``row`` to write, or the one that ``stands``, or a ``conflict`` to keep, or a refusal.

    ``lifts`` is the forgotten check-out whose flag goes with the write.
    """

    act: str = "in"
    row: Row | None = None
    stands: Row | None = None
    conflict: Row | None = None
    refusal: DomainError | None = None
    lifts: str | None = None


def judge(attempt: Attempt, books: Books) -> Outcome:
    """What becomes of ``attempt``, by what ``books`` know. Raises nothing: a refusal is an outcome."""
    sent = _sent_before(attempt, books)
    if sent is not None:
        return sent
    if attempt.by and attempt.person and attempt.person not in books.people:
        return Outcome(refusal=PersonUnknown())
    standing = stand(attempt, books)
    if not attempt.believable:
        return _told_or(ScanTimeOutOfRange(), attempt, standing)
    answer = decide(attempt.rule, attempt.offered, standing.known, attempt.moment)
    if answer == "admit":
        return _admit(attempt, books)
    if answer == "check_out" and standing.check_in is not None:
        return _check_out(attempt, standing.check_in, standing.stay, books)
    if answer == "already" and standing.check_in is not None:
        return _already(attempt, standing, books)
    if answer == "not_inside":
        return _not_inside(attempt, books)
    screen_expired = answer == "code_expired" and attempt.offered.way == "screen"
    return _told_or(CheckInCodeExpired() if screen_expired else REFUSALS[answer](), attempt, standing)


def _sent_before(attempt: Attempt, books: Books) -> Outcome | None:
    """The answer to the same request, told again: it got lost, often for longer than its code lived."""
    row, kept = books.sent.get((attempt.who, attempt.client_id)), None
    if row is None and attempt.by:
        kept = books.kept.get(conflict_id(attempt))
    found = row or kept
    if found is None:
        return None
    if found.get("fingerprint") != attempt.fingerprint:
        return Outcome(refusal=ClientIdReused())
    if row is not None and row["_id"] in books.withdrawn:
        return Outcome(refusal=CheckInTakenBack())
    act = "out" if found.get("measure") == "hours" or found.get("kind") == "no_check_in" else "in"
    return Outcome(act, stands=row, conflict=kept, lifts=row.get("corrects") if row else None)


def _told_or(refusal: DomainError, attempt: Attempt, standing: Standing) -> Outcome:
    """Who is checked in already is told so, whatever they scan; only others, and staff, hear the refusal."""
    if attempt.by is None and standing.check_in is not None and attempt.offered.act != "out":
        return Outcome(stands=standing.check_in)
    return Outcome(refusal=refusal)


def _admit(attempt: Attempt, books: Books) -> Outcome:
    row = check_in_row(attempt, books)
    other = _shown_elsewhere(attempt, books)
    if other is not None:
        return Outcome(conflict=_conflict("shared_code", attempt, row, other))
    return Outcome(row=row)


def _already(attempt: Attempt, standing: Standing, books: Books) -> Outcome:
    """A repeat; but two desks that each admitted one person of an event have to talk."""
    check_in, stay = standing.check_in, standing.stay
    if check_in is None:
        raise ValueError("nobody is admitted already without a check-in")
    elsewhere = check_in.get("point") != attempt.point["_id"] or check_in.get("device", "") not in ("", attempt.device)
    if attempt.by and attempt.rule.once == "event" and attempt.event and elsewhere and attempt.offered.act != "out":
        return Outcome(conflict=_conflict("second_admission", attempt, _second(attempt, standing, books), check_in))
    if attempt.offered.act == "out" and stay is not None:
        return Outcome("out", stands=stay)
    return Outcome(stands=check_in)


def _not_inside(attempt: Attempt, books: Books) -> Outcome:
    """A check-out of somebody who never came: it may have been another phone, whose queue is still to come."""
    if attempt.by is None or attempt.event is None or not attempt.rule.check_out:
        return Outcome("out", refusal=REFUSALS["not_inside"]())
    row = stay_row(attempt, None, books)
    return Outcome("out", conflict=_conflict("no_check_in", attempt, row, None) | {"keys": attempt.keys})


def _check_out(attempt: Attempt, check_in: Row, stay: Row | None, books: Books) -> Outcome:
    if attempt.moment < check_in["occurred_at"]:
        return _not_inside(attempt, books)
    row = stay_row(attempt, check_in, books)
    if stay is None:
        return Outcome("out", row=row)
    row |= {"_id": out_key(check_in), "corrects": stay["_id"], "quantity": row["quantity"] - stay["quantity"]}
    return Outcome("out", row=row, lifts=stay["_id"])


def _shown_elsewhere(attempt: Attempt, books: Books) -> Row | None:
    """Where this very code let somebody in through another entrance, minutes ago, before another device."""
    issued_at = attempt.offered.issued_at
    if issued_at is None or attempt.entrance is None:
        return None
    for row in books.shown.get((attempt.who, issued_at), []):
        near = abs(row["occurred_at"] - attempt.moment) <= rules.SHARED
        same_kind = row["subject"] == attempt.point["subject"] and row.get("entrance") == attempt.entrance
        elsewhere = row["point"] != attempt.point["_id"] and row.get("device") != attempt.device
        if near and same_kind and elsewhere:
            return row
    return None


def shared_at_once(attempt: Attempt, row: Row, books: Books) -> Row | None:
    """What is to do where two entrances stored one code in the same moment; both make it alike, so that one is kept."""
    other = _shown_elsewhere(attempt, books)
    if other is None:
        return None
    first, second = sorted((row, other), key=lambda one: (one["occurred_at"], one["_id"]))
    return _conflict("shared_code", attempt, second, first) | {
        "_id": made_id(first["_id"], second["_id"]),
        "point": second["point"],
        "fingerprint": second["fingerprint"],
        "at": second["occurred_at"],
        "received_at": second["received_at"],
        "by": second["admitted_by"],
    }


def _second(attempt: Attempt, standing: Standing, books: Books) -> Row:
    """A second admission is recorded only when the first is taken back, and if it could have been the first."""
    alone = replace(standing.known, admitted=False, inside=False, in_at=None)
    if decide(attempt.rule, attempt.offered, alone, attempt.moment) == "admit":
        return check_in_row(attempt, books)
    return {"occurred_at": attempt.moment, "skew_ms": attempt.skew_ms, "device": attempt.device}


def _conflict(kind: str, attempt: Attempt, row: Row, other: Row | None) -> Row:
    return {
        "_id": conflict_id(attempt),
        "kind": kind,
        "event": attempt.event,
        "point": attempt.point["_id"],
        "person": attempt.person,
        "fingerprint": attempt.fingerprint,
        "row": row,
        "standing": other["_id"] if other else None,
        "keys": [],
        "at": attempt.moment,
        "received_at": attempt.received_at,
        "by": attempt.by,
        "state": "open",
        "decision": None,
    }
