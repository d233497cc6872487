"""Taking back an admission: staff tapped the wrong name, and somebody who never came was checked in.

The same again answers the same. A queue keeps its order, so no taking back arrives before its row; one of a row that
nothing came of is told so. Only whoever admitted the person finds the row, by the client id of their own phone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from weiguang.access.actor import Actor
from weiguang.checkins import conflicts, rules
from weiguang.checkins.knowing import Row, sent_id
from weiguang.checkins.service import get_point
from weiguang.checkins.standing import withdrawn_of
from weiguang.checkins.taking_out import hold_stay, take_out
from weiguang.errors import Conflict, NotFound
from weiguang.participation.models import Participation
from weiguang.storage.clock import corrected, local_day

MESSAGE = "已撤销，这个人可以重新签到"
A_WHILE = timedelta(hours=1)
"""After midnight what was done shortly before it is still the same evening."""


class NothingToTakeBack(NotFound):
    """No row of this phone was recorded under this client id."""

    title = "这一条没有记成签到，不用撤销"


class TakenBackTooLate(Conflict):
    """The day of the check-in is over, and nobody has a question about it."""

    code = "taken_back_too_late"
    title = "只能撤销当天的签到；以前的请告诉活动负责人"


class CheckedOutStays(Conflict):
    """There are hours from this check-in, which a hand corrects with a second person."""

    code = "checked_out_stays"
    title = "这个人已经签退，时长也记下了，不能撤销。请到“志愿时长”里更正"


def take_back(
    *, actor: Actor, client_id: str, withdrawn_at: datetime | None, sent_at: datetime | None, now: datetime
) -> dict[str, Any]:
    """Take back what the actor's phone admitted under ``client_id``; judged by when it was done.

    Raises `NothingToTakeBack`, `Forbidden`, `TakenBackTooLate`, `CheckedOutStays`, `conflicts.CheckInConflictSettled`.
    """
    check_in = _admitted(actor, client_id)
    if check_in is None and not _close_own(actor, client_id, now):
        check_in = _admitted(actor, client_id)  # it was let stand in this moment
        if check_in is None:
            raise conflicts.CheckInConflictSettled
    if check_in is not None:
        _take_back(actor, check_in, corrected(withdrawn_at or now, sent_at, now)[0], now)
    return {"client_id": client_id, "state": "withdrawn", "message": MESSAGE}


def _admitted(actor: Actor, client_id: str) -> Row | None:
    return Participation.collection().find_one({"admitted_by": actor.person, "client_id": client_id})


def _close_own(actor: Actor, client_id: str, now: datetime) -> bool:
    """Close what the row left to do; False when somebody else decided it."""
    conflict = conflicts.find_conflict(sent_id(actor.person, client_id))
    if conflict is None:
        raise NothingToTakeBack
    actor.must("check_in.desk", get_point(conflict["point"])["line"])
    return conflicts.settle(conflict, "taken_back", by=actor.person, now=now)


def _take_back(actor: Actor, check_in: Row, moment: datetime, now: datetime) -> None:
    point = get_point(check_in["point"])
    actor.must("check_in.desk", point["line"])
    if check_in["kind"] != "check_in":
        raise CheckedOutStays
    asked = conflicts.about(check_in["_id"], point.get("event"))
    if not withdrawn_of([check_in["_id"]]):
        if not (asked or _still(check_in, moment)):
            raise TakenBackTooLate
        if rules.rule_of(point).check_out and not hold_stay(check_in, now):
            raise CheckedOutStays
    take_out(check_in, by=actor.person, now=now)
    kept_out = [conflict for conflict in asked if conflict["standing"] == check_in["_id"]]
    for conflict in kept_out[:1]:  # what further desks did now stands against this one
        conflicts.settle(conflict, "stands", by=actor.person, now=now)
    for conflict in [conflict for conflict in asked if conflict not in kept_out]:
        conflicts.settle(conflict, "taken_back", by=actor.person, now=now)


def _still(check_in: Row, moment: datetime) -> bool:
    since: timedelta = abs(moment - check_in["occurred_at"])
    return local_day(moment) == check_in["day"] or since <= A_WHILE
