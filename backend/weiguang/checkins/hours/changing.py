"""What happens to a change of hours: asked, proposed, answered, decided. Each act is one conditional write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.access.limits import hit
from weiguang.checkins.hours import deriving
from weiguang.checkins.hours.models import HourChange
from weiguang.checkins.hours.rules import hand_key
from weiguang.checkins.hours.service import APPROVE, PROPOSE, Change, host_line, own_entry
from weiguang.errors import ClientIdReused, Conflict, Forbidden, NotFound, SignInRequired, Unacceptable
from weiguang.events.service import get_event
from weiguang.participation.recording import fingerprint
from weiguang.people.service import find_by_phones, names_of
from weiguang.storage.clock import local_day

ASKED_A_DAY, LOOKED_UP_A_DAY, DAY_S = 20, 200, 86_400


class HoursUnderWay(Conflict):
    """The same row, or the same person, event and day, has a change that is not refused."""

    code = "hours_under_way"
    title = "这一条已经有人在办，或已经补录过，不用再报"


class HoursForOneself(Forbidden):
    """Nobody acts on their own hours."""

    code = "hours_for_oneself"
    title = "自己的时长要请别人来办"


class HoursNeedTwo(Forbidden):
    """Who proposed does not approve."""

    code = "hours_need_two"
    title = "这一条是您报的，要请另一个人批准"


class HoursMovedOn(Conflict):
    """Somebody else was faster, with another decision."""

    code = "hours_moved_on"
    title = "这一条已经有人办过了，请刷新"


class LookFirst(Conflict):
    """A forgotten check-out is looked at before it is corrected."""

    code = "look_first"
    title = "这一条忘了签退，请先在“忘记签退”里核实"


def ask(
    *, actor: Actor, client_id: str, row: str | None, event: ObjectId | None, day: str | None, text: str, now: datetime
) -> tuple[Change, bool]:
    """Ask that a row be corrected, or that a day at an event which was not recorded be added.

    Raises `NotFound`, `HoursUnderWay`, `ClientIdReused`, `TooMany`, and `Unacceptable` when neither is named.
    """
    if actor.person is None:
        raise SignInRequired
    about = _row_about(actor.person, row) if row else _event_about(actor.person, event, day, now)
    asked = about | {"state": "asked", "person": actor.person, "text": text, "asked_at": now}
    told = fingerprint("ask", row, event, day, text)
    hit(name="hours-ask", key=str(actor.person), most=ASKED_A_DAY, window_s=DAY_S, now=now)
    return _make(actor.person, client_id, told, asked)


def propose(
    *,
    actor: Actor,
    client_id: str,
    event: ObjectId,
    person: ObjectId | None,
    phone: str | None,
    day: str,
    minutes: int,
    reason: str,
    now: datetime,
) -> tuple[Change, bool]:
    """Propose to add hours of somebody at an event; the person is named by id or found by phone.

    Raises `NotFound`, `Forbidden`, `HoursForOneself`, `HoursUnderWay`, `ClientIdReused`, `TooMany`.
    """
    if actor.person is None:
        raise SignInRequired
    actor.must(PROPOSE, get_event(event)["line"])
    found = _found(actor, person, phone, now)
    if found == actor.person:
        raise HoursForOneself
    proposed = _event_about(found, event, day, now) | {"state": "proposed", "person": found, "minutes": minutes}
    proposed |= {"reason": reason, "proposed_by": actor.person, "proposed_at": now}
    return _make(actor.person, client_id, fingerprint("propose", event, found, day, minutes, reason), proposed)


def answer(*, actor: Actor, change: ObjectId, decision: str, minutes: int | None, reason: str, now: datetime) -> Change:
    """Answer who asked: refuse with a reason, or propose the minutes that a second person then decides on.

    Raises `NotFound`, `Forbidden`, `HoursForOneself`, `LookFirst`, `HoursMovedOn`, and `Unacceptable` without minutes.
    """
    found = _reach(actor, change, PROPOSE)
    if decision == "refuse":
        return _step(found, "asked", {}, _refusal(actor, reason, now))
    if minutes is None:
        raise Unacceptable(errors=[{"field": "minutes", "message": "请填写应该是多少时长"}])
    if found["kind"] == "added" and not minutes:
        raise Unacceptable(errors=[{"field": "minutes", "message": "时长要大于 0；不同意请选“不更正”"}])
    was = 0
    if found["kind"] == "corrected":
        entry = own_entry(found["person"], found["row"])
        if entry["state"] == "waiting":
            raise LookFirst
        was = entry["minutes"]
    proposed = {"state": "proposed", "minutes": minutes, "was": was, "reason": reason, "proposed_by": actor.person}
    return _step(found, "asked", {}, {"$set": proposed | {"proposed_at": now}})


def decide(*, actor: Actor, change: ObjectId, decision: str, reason: str, now: datetime) -> Change:
    """Approve or refuse what somebody else proposed; an approval leaves its ledger row.

    Raises `NotFound`, `Forbidden`, `HoursForOneself`, `HoursNeedTwo`, `HoursMovedOn`.
    """
    found = _reach(actor, change, APPROVE)
    if found.get("proposed_by") == actor.person:
        raise HoursNeedTwo
    approval = {"state": "approved", "due": True, "decided_by": actor.person, "decided_at": now, "telling": True}
    update = {"$set": approval} if decision == "approve" else _refusal(actor, reason, now)
    # Who proposed may have changed since it was read, so the write itself asks again.
    decided = _step(found, "proposed", {"proposed_by": {"$ne": actor.person}}, update)
    deriving.derive(decided)
    return decided


def _refusal(actor: Actor, reason: str, now: datetime) -> dict[str, Any]:
    if not reason:
        raise Unacceptable(errors=[{"field": "reason", "message": "请写明原因，本人会看到"}])
    said = {"state": "refused", "decided_by": actor.person, "decided_at": now, "answer": reason, "telling": True}
    return {"$set": said, "$unset": {"key": ""}}


def _reach(actor: Actor, change: ObjectId, permission: str) -> Change:
    found = HourChange.collection().find_one({"_id": change})
    if found is None:
        raise NotFound
    actor.must(permission, found["line"])
    if found["person"] == actor.person:
        raise HoursForOneself
    return found


def _step(found: Change, state: str, where: dict[str, Any], update: dict[str, Any]) -> Change:
    """The one write; when it comes too late, the same decision by the same person answers as before."""
    query = {"_id": found["_id"], "state": state, **where}
    made = HourChange.collection().find_one_and_update(query, update, return_document=ReturnDocument.AFTER)
    if made is not None:
        return made
    standing = HourChange.collection().find_one({"_id": found["_id"]}) or {}
    names = ("state", "minutes", "reason", "proposed_by", "answer", "decided_by")
    told = update["$set"]
    if all(standing.get(name) == told[name] for name in names if name in told):
        return standing
    raise HoursMovedOn


def _row_about(person: ObjectId, row: str) -> dict[str, Any]:
    """What a change of one's own row is about."""
    entry = own_entry(person, row)
    line = host_line(entry)
    about = {"kind": "corrected", "row": row, "key": row, "branch": line[0] if line else None, "line": line}
    return about | {name: entry[name] for name in ("subject", "title", "day")}


def _event_about(person: ObjectId, event: ObjectId | None, day: str | None, now: datetime) -> dict[str, Any]:
    """What an addition is about: a day at an event, not in the future."""
    if event is None or day is None:
        raise Unacceptable(errors=[{"field": "event", "message": "请选一条记录，或选一场活动和日期"}])
    if day > local_day(now):
        raise Unacceptable(errors=[{"field": "day", "message": "日期还没有到"}])
    found = get_event(event)
    about = {"kind": "added", "event": event, "subject": f"event:{event}", "title": found["title"], "day": day}
    return about | {"branch": found["branch"], "line": found["line"], "key": hand_key(event, person, day)}


def _found(actor: Actor, person: ObjectId | None, phone: str | None, now: datetime) -> ObjectId:
    if person is not None and person in names_of([person]):
        return person
    if phone is None:
        raise Unacceptable(errors=[{"field": "person", "message": "请选一位志愿者，或填写手机号"}])
    hit(name="hours-phone", key=str(actor.person), most=LOOKED_UP_A_DAY, window_s=DAY_S, now=now)
    found = find_by_phones([phone]).get(phone)
    if found is None:
        raise NotFound("没有用这个手机号登录过的人，请他先登录一次")
    return found


def _make(by: ObjectId, client_id: str, told: str, change: Change) -> tuple[Change, bool]:
    """The insert that decides: one change under way for a key, one for a client id."""
    made = {"_id": ObjectId(), "made_by": by, "client": client_id, "fingerprint": told, **change}
    try:
        HourChange.collection().insert_one(made)
        return made, True
    except DuplicateKeyError:
        pass
    sent = HourChange.collection().find_one({"made_by": by, "client": client_id})
    if sent is None:
        raise HoursUnderWay
    if sent["fingerprint"] != told:
        raise ClientIdReused
    return sent, False
