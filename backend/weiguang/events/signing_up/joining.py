"""What people do: sign up, take it back, and see what they signed up for. Each is one write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict, NotFound
from weiguang.events.service import get_event
from weiguang.events.signing_up import unlimited
from weiguang.events.signing_up.models import SEATS_MOST, Roster
from weiguang.events.signing_up.rules import POOL, clashing, is_over, last_day, overlaps, shift_words
from weiguang.events.signing_up.service import read_roster, shifts_in_use, show_seats
from weiguang.events.signing_up.settling import (
    at_the_end,
    clients_of,
    counted,
    onto_left,
    same,
    seats_but,
    seats_where,
    settle,
)
from weiguang.storage.clock import to_ms

TRIES = 5


class EventOver(Conflict):
    """Nobody signs up for what is past."""

    code = "event_over"
    title = "已经结束了，不能再报名"


class EventCancelled(Conflict):
    """It does not take place."""

    code = "event_cancelled"
    title = "这场活动取消了，不能再报名；请看看别的活动"


class ShiftUnknown(NotFound):
    """The organiser changed the plan meanwhile."""

    title = "没有找到这个班次，请刷新页面后重新选择"


class ShiftRequired(Conflict):
    """An event with posts has no places of its own."""

    code = "shift_required"
    title = "请先选择岗位和班次，再报名"


class ShiftsOverlap(Conflict):
    """One person cannot be in two places."""

    code = "shifts_overlap"
    title = "这个班次和您已报的班次时间重叠；想换，请先取消原来的"


class RegistrationTakenBack(Conflict):
    """A late repeat of a sign-up that is gone: it must not come back."""

    code = "registration_taken_back"
    title = "这次报名已经取消；想参加，请打开活动页重新报名"


class SignUpFull(Conflict):
    """Even the line of those who wait has an end."""

    code = "sign_up_full"
    title = "报名的人太多，候补也排满了；请看看别的活动"


def sign_up(
    *, actor: Actor, event: ObjectId, client_id: str | None, shift: str, demo: bool, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Sign up, for a shift where there are posts; return the registration and whether it is new.

    Takes a place if one is free, else the last position in the line. A repeat answers the same. ``demo`` lets people
    try the programme of past years. Raises `NotFound`, `ShiftUnknown`, `ShiftRequired`, `ShiftsOverlap`, `EventOver`,
    `EventCancelled`, `RegistrationTakenBack`, `SignUpFull`, `ClientIdReused`.
    """
    found = get_event(event)
    # Without a client id there is nothing to tell a repeat by, but the event and the person.
    client = client_id or f"{event}:{actor.person}:{to_ms(now)}"
    for _ in range(TRIES):
        roster = _look(event, actor.person, client)
        if roster is None:
            return _sign_up_unlimited(found, actor, client, shift, demo, now)
        if roster["gone"]:
            raise RegistrationTakenBack
        standing = _standing(roster, client, shift)
        if standing:
            return _answer(roster, standing), False
        _check(found, roster, actor.person, shift, demo, now)
        taken = _take_seat(roster, actor.person, client, shift, now)
        if taken is not None:
            return _answer(taken, client), True
    raise SignUpFull


def _look(event: ObjectId, person: ObjectId | None, client: str) -> dict[str, Any] | None:
    """The roster with my seats, whether this sign-up is gone, and whether the line has come to its end."""
    more = {"gone": {"$in": [{"$literal": client}, "$left"]}, "full": {"$gte": [{"$size": "$seats"}, SEATS_MOST]}}
    return Roster.collection().find_one({"_id": event}, counted(person) | more)


def _standing(roster: dict[str, Any], client: str, shift: str) -> str | None:
    """The client id of the seat that answers this request already."""
    for seat in roster["seats"]:
        if seat["client"] == client and seat["asked"] != shift:
            raise ClientIdReused
        if seat["client"] == client or seat["shift"] == shift:
            return str(seat["client"])
    return None


def _check(
    event: dict[str, Any], roster: dict[str, Any], person: ObjectId | None, shift: str, demo: bool, now: datetime
) -> None:
    """Raise what speaks against this sign-up; what may change meanwhile is checked again by the write."""
    wanted = next((one for one in shifts_in_use(roster) if one["id"] == shift), None)
    if wanted is None:
        raise ShiftRequired if shift == POOL else ShiftUnknown
    if event.get("cancelled"):
        raise EventCancelled
    if not demo and is_over(wanted, last_day(event), now):
        raise EventOver
    held = {seat["shift"] for seat in roster["seats"]}
    here = [(one, roster["posts"]) for one in roster["shifts"] if one["id"] in held]
    for other, posts in [*here, *_held_elsewhere(roster["_id"], person, wanted)]:
        if overlaps(other, wanted):
            where = shift_words(other, posts)
            raise ShiftsOverlap(f"这个班次和您已报的“{where}”时间重叠；想换，请先取消原来的")
    if roster["full"]:
        raise SignUpFull


def _held_elsewhere(event: ObjectId, person: ObjectId | None, wanted: dict[str, Any]) -> list[tuple[Any, Any]]:
    """My shifts at other events that may overlap, each with the posts that name it."""
    if wanted["starts_at"] is None:
        return []
    then = {"$elemMatch": {"starts_at": {"$lt": wanted["ends_at"]}, "ends_at": {"$gt": wanted["starts_at"]}}}
    query = {"_id": {"$ne": event}, "seats.person": person, "shifts": then}
    wanted_fields = {"posts": 1, "shifts": 1, "seats": seats_where(same("person", person))}
    return [
        (shift, roster["posts"])
        for roster in Roster.collection().find(query, wanted_fields)
        for shift in roster["shifts"]
        if shift["id"] in {seat["shift"] for seat in roster["seats"]}
    ]


def _take_seat(
    roster: dict[str, Any], person: ObjectId | None, client: str, shift: str, now: datetime
) -> dict[str, Any] | None:
    """The write that decides; None when something moved since the roster was read.

    The filter pins the plan by its version, so the shifts that overlap are those that were read.
    """
    wanted = next(one for one in roster["shifts"] if one["id"] == shift)
    seat = {"client": client, "person": person, "shift": shift, "asked": shift, "placed": False}
    query = {
        "_id": roster["_id"],
        "version": roster["version"],
        "left": {"$ne": client},
        "seats.client": {"$ne": client},
        "seats": {"$not": {"$elemMatch": {"person": person, "shift": {"$in": clashing(roster["shifts"], wanted)}}}},
        f"seats.{SEATS_MOST - 1}": {"$exists": False},
    }
    last = {"$mergeObjects": [{"$literal": seat}, {"at": at_the_end(now)}]}
    seated = {"$set": {"seats": {"$concatArrays": ["$seats", [last]]}}}
    try:
        return Roster.collection().find_one_and_update(
            query,
            [seated, *settle(now, shifts=[shift], fresh=client)],
            projection=counted(person),
            return_document=ReturnDocument.AFTER,
        )
    except DuplicateKeyError:
        # The unique seats.client: this client id signed up for another event.
        raise ClientIdReused from None


def _sign_up_unlimited(
    event: dict[str, Any], actor: Actor, client: str, shift: str, demo: bool, now: datetime
) -> tuple[dict[str, Any], bool]:
    if shift != POOL:
        raise ShiftUnknown
    over = not demo and is_over({"ends_at": None}, last_day(event), now)
    refusal = EventCancelled() if event.get("cancelled") else EventOver() if over else None
    kept, new = unlimited.register(event["_id"], actor.person, client, refusal=refusal, now=now)
    if client in kept.get("left", []):
        raise RegistrationTakenBack
    return unlimited.show(event["_id"], kept), new


def take_back(*, actor: Actor, event: ObjectId, client_id: str | None, now: datetime) -> None:
    """Take back one sign-up by its client id, or all of mine for the event; a repeat changes nothing.

    A client id is remembered even if its sign-up has not arrived yet: then it is refused when it comes. Raises
    `NotFound` for an unknown event.
    """
    get_event(event)
    mine = [same("person", actor.person), *([same("client", client_id)] if client_id else [])]
    query: dict[str, Any] = {"_id": event}
    if client_id is None:
        query["seats.person"] = actor.person
    else:
        query["left"] = {"$ne": client_id}
        query["seats"] = {"$not": {"$elemMatch": {"client": client_id, "person": {"$ne": actor.person}}}}
    gone: Any = [{"$literal": client_id}] if client_id else clients_of(seats_where(*mine))
    limited = Roster.collection().find_one({"_id": event}, {"_id": 1}) is not None
    Roster.collection().update_one(
        query, [{"$set": {"left": onto_left(gone), "seats": seats_but(*mine)}}, *settle(now)]
    )
    unlimited.unregister(event, actor.person, client_id, remember=not limited)


def show_mine(*, actor: Actor, event: ObjectId) -> dict[str, Any]:
    """My registration for an event, with all my seats. Raises `NotFound`."""
    get_event(event)
    roster = read_roster(event, actor.person)
    if roster is None:
        kept = unlimited.find(event, actor.person)
        return unlimited.show(event, kept) if kept else _nothing(event)
    return _answer(roster, roster["seats"][0]["client"]) if roster["seats"] else _nothing(event)


def _nothing(event: ObjectId) -> dict[str, Any]:
    nothing = dict.fromkeys(("registered_at", "state", "position", "shift"))
    return {"event": event, "registered": False, "seats": []} | nothing


def _answer(roster: dict[str, Any], client: str) -> dict[str, Any]:
    """The registration as its person sees it: one seat in front, all of them below."""
    seats = show_seats(roster)
    this = next(seat for seat in seats if seat["client_id"] == client)
    front = {name: this[name] for name in ("registered_at", "state", "position", "shift")}
    return {"event": roster["_id"], "registered": True, "seats": seats} | front
