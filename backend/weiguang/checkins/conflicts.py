"""What desks left to do: kept as it was sent, listed, decided once, carried out, and finished after a crash.

Life: open → deciding → resolved. The decision is written first and then carried out; every effect is a row under a
natural key, so the worker may do it again. A check-in that is taken back decides what was open about it: its own row is
``taken_back``, and one that it kept out ``stands``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.checkins.models import CheckInConflict, Point
from weiguang.checkins.taking_out import let_stand, take_out
from weiguang.errors import Conflict, NotFound
from weiguang.events.service import get_event
from weiguang.participation.models import Participation
from weiguang.participation.recording import find_act
from weiguang.people.service import names_of
from weiguang.storage.clock import from_ms, to_ms

SENTENCES = {
    "second_admission": "这个人已经在别处签到过了，这里又放行了一次，已记为待核对",
    "shared_code": "这个签到码几分钟前在另一个入口用过，请核对是不是本人，已记为待核对",
    "no_check_in": "没有找到签到记录，签退已先记下，等签到补上后自动算好",
}
"""What the desk is told, by kind."""
TEXTS = {
    "second_admission": "已经在“{other}”签到过，又在“{here}”放行了一次。",
    "shared_code": "同一个签到码几分钟内先后在“{other}”和“{here}”使用，可能是截图。",
    "no_check_in": "在“{here}”签退了，但是没有签到记录。",
}
KINDS = tuple(SENTENCES)
DECISIONS = ("same_person", "two_people", "not_present", "noted")
"""One person, counted once; two people with one code; the person did not come, so the check-in is taken out; seen."""
POSSIBLE = {
    "second_admission": ("same_person", "two_people", "not_present"),
    "shared_code": ("same_person", "two_people", "not_present"),
    "no_check_in": ("noted",),
}
PATIENCE = timedelta(seconds=10)
A_STEP = 50


class CheckInConflictSettled(Conflict):
    """Somebody else decided this one before."""

    code = "check_in_conflict_settled"
    title = "这一条刚才已经有人处理了，刷新看看"


class DecisionUnfit(Conflict):
    """This decision does not answer this kind of question."""

    code = "decision_unfit"
    title = "这一条不能这样处理，请在给出的选项里选"


def list_conflicts(
    *, actor: Actor, event: ObjectId, after: tuple[int, ObjectId] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` things to do, oldest first; ``position`` is the cursor's. Raises `NotFound`, `Forbidden`."""
    actor.must("check_in.desk", get_event(event)["line"])
    query: dict[str, Any] = {"event": event, "state": "open"}
    if after:
        at, last = from_ms(after[0]), after[1]
        query["$or"] = [{"at": {"$gt": at}}, {"at": at, "_id": {"$gt": last}}]
    found = list(CheckInConflict.collection().find(query).sort([("at", 1), ("_id", 1)]).limit(limit + 1))
    return show_conflicts(found)


def show_conflicts(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stored conflicts as their staff see them."""
    names = names_of(one["person"] for one in found if one["person"])
    met = [one["standing"] for one in found if one["standing"]]
    others = {row["_id"]: row for row in Participation.collection().find({"_id": {"$in": met}})}
    codes = {one["point"] for one in found} | {row.get("point") for row in others.values()}
    points = {point["_id"]: point["name"] for point in Point.collection().find({"_id": {"$in": list(codes)}})}
    return [_shown(one, names, others.get(one["standing"]), points) for one in found]


def _shown(
    one: dict[str, Any], names: dict[ObjectId, str], other: dict[str, Any] | None, points: dict[str, str]
) -> dict[str, Any]:
    here, elsewhere = points.get(one["point"], ""), points.get((other or {}).get("point", ""), "")
    return {
        "id": one["_id"],
        "kind": one["kind"],
        "name": names.get(one["person"], ""),
        "point": one["point"],
        "point_name": here,
        "at": one["at"],
        "received_at": one["received_at"],
        "other": {"point_name": elsewhere, "at": other["occurred_at"]} if other else None,
        "text": TEXTS[one["kind"]].format(here=here, other=elsewhere),
        "state": "open" if one["state"] == "open" else "resolved",
        "decisions": list(POSSIBLE[one["kind"]]),
        "position": (to_ms(one["at"]), one["_id"]),
    }


def decide(*, actor: Actor, conflict: ObjectId, decision: str, note: str, now: datetime) -> dict[str, Any]:
    """Decide one thing to do; the same decision again changes nothing.

    Raises `NotFound`, `Forbidden`, `DecisionUnfit`, `CheckInConflictSettled`.
    """
    found = find_conflict(conflict)
    if found is None:
        raise NotFound
    actor.must("check_in.desk", get_event(found["event"])["line"])
    if decision not in POSSIBLE[found["kind"]]:
        raise DecisionUnfit
    made = {"choice": decision, "note": note, "by": actor.person, "at": now}
    taken = _decided(conflict, made)
    if taken is None or taken["decision"]["choice"] != decision:
        raise CheckInConflictSettled
    carry_out(taken, now)
    shown = show_conflicts([taken])[0]
    return {name: shown[name] for name in shown if name != "position"}


def carry_out(conflict: dict[str, Any], now: datetime) -> None:
    """Do what was decided; doing it twice is the same."""
    choice, by = conflict["decision"]["choice"], conflict["decision"]["by"]
    if choice in ("same_person", "stands") and "_id" in conflict["row"]:
        let_stand(conflict["row"])
    out = [_recorded(conflict)] if choice in ("two_people", "not_present") else []
    out += [find_act(conflict["standing"])] if choice == "not_present" else []
    for check_in in filter(None, out):
        take_out(check_in, by=by, now=now)
    CheckInConflict.collection().update_one(
        {"_id": conflict["_id"], "state": "deciding"}, {"$set": {"state": "resolved"}}
    )


def _recorded(conflict: dict[str, Any]) -> dict[str, Any] | None:
    """The conflict's own row, where it stands in the ledger: two entrances wrote theirs in one moment."""
    if conflict["kind"] != "shared_code":
        return None
    row = conflict["row"]
    return Participation.collection().find_one({"who": row["who"], "client_id": row["client_id"]})


def find_conflict(conflict: ObjectId) -> dict[str, Any] | None:
    """One conflict in whatever state."""
    return CheckInConflict.collection().find_one({"_id": conflict})


def about(check_in: str, event: ObjectId | None) -> list[dict[str, Any]]:
    """What is open about a check-in, the earliest first."""
    query = {"event": event, "state": "open", "$or": [{"standing": check_in}, {"row._id": check_in}]}
    return list(CheckInConflict.collection().find(query).sort([("at", 1), ("_id", 1)])) if event else []


def settle(conflict: dict[str, Any], choice: str, *, by: ObjectId | None, now: datetime) -> bool:
    """Decide one because a check-in was taken back; True when that is how it ended, now or before."""
    made = {"choice": choice, "note": "", "by": by, "at": now}
    taken = _decided(conflict["_id"], made)
    if taken is None or taken["decision"]["choice"] != choice:
        return False
    carry_out(taken, now)
    return True


def _decided(conflict: ObjectId, made: dict[str, Any]) -> dict[str, Any] | None:
    """The conflict as it is decided: by ``made``, or by whoever was first."""
    return CheckInConflict.collection().find_one_and_update(
        {"_id": conflict, "state": "open"},
        {"$set": {"state": "deciding", "decision": made}},
        return_document=ReturnDocument.AFTER,
    ) or find_conflict(conflict)


def finish_decided(now: datetime) -> int:
    """Carry out what was decided and not finished; return how many."""
    left = {"state": "deciding", "decision.at": {"$lt": now - PATIENCE}}
    found = list(CheckInConflict.collection().find(left).limit(A_STEP))
    for conflict in found:
        carry_out(conflict, now)
    return len(found)
