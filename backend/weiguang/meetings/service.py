"""Finding meetings, who sees and manages them, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import Conflict, Forbidden, NotFound
from weiguang.meetings.models import Apology, Meeting
from weiguang.meetings.rules import LONGEST, state_of
from weiguang.meetings.telling import CONVENE
from weiguang.people.service import names_of
from weiguang.storage.clock import from_ms, to_ms

Stored = dict[str, Any]
After = tuple[int, ObjectId]
LISTED = ("kind", "title", "branches", "accepted", "declined", "starts_at", "ends_at", "place", "link")
ENDS = ("cancelled_at", "signed_at")


STANDS = {"held_at": None, "cancelled_at": None}
"""What a meeting is like that may still change."""


class MeetingHeld(Conflict):
    """Its minutes are signed, or are just being signed."""

    code = "meeting_held"
    title = "这次会议的记录已经签字，不能再改了；记录写错了可以更正"


class MeetingCancelled(Conflict):
    """It does not take place."""

    code = "meeting_cancelled"
    title = "这次会议已经取消"


def get_meeting(meeting: ObjectId) -> Stored:
    """One meeting; raises `NotFound`."""
    found = Meeting.collection().find_one({"_id": meeting})
    if found is None:
        raise NotFound("没有找到这次会议")
    return found


def see_meeting(actor: Actor, meeting: ObjectId) -> Stored:
    """One meeting that the actor may know of: it concerns them, or they look after it; raises `NotFound`."""
    found = get_meeting(meeting)
    if not (concerns(actor, found) or serves(actor, found) or actor.may(CONVENE, found["reach"])):
        raise NotFound("没有找到这次会议")
    return found


def manage_meeting(actor: Actor, meeting: ObjectId) -> Stored:
    """One meeting that the actor convenes; raises `NotFound`, `Forbidden`."""
    found = get_meeting(meeting)
    actor.must(CONVENE, found["line"])
    return found


def must_stand(meeting: Stored) -> None:
    """Raise `MeetingCancelled` or `MeetingHeld` unless the meeting may still change."""
    if meeting["cancelled_at"]:
        raise MeetingCancelled
    if meeting["held_at"]:
        raise MeetingHeld


def concerns(actor: Actor, meeting: Stored) -> bool:
    """Whether the actor is called: by name, or as a member of an accepted branch or of what is below one."""
    if meeting["called"]:
        return actor.person in meeting["called"]
    return not set(meeting["accepted"]).isdisjoint(load_tree().credited(actor.memberships))


def serves(actor: Actor, meeting: Stored) -> bool:
    """Whether the actor keeps the minutes: chair, recorder, or who may convene for an accepted branch."""
    if actor.person is not None and actor.person in (meeting["chair"], meeting["recorder"]):
        return True
    return actor.may(CONVENE, load_tree().credited(meeting["accepted"]))


def must_serve(actor: Actor, meeting: ObjectId) -> Stored:
    """One meeting whose minutes the actor keeps; raises `NotFound`, and `Forbidden` for those who only see it."""
    found = see_meeting(actor, meeting)
    if not serves(actor, found):
        raise Forbidden
    return found


def list_meetings(*, actor: Actor, when: str, after: After | None, limit: int, now: datetime) -> list[Stored]:
    """Up to ``limit + 1`` meetings that concern the actor: ``coming`` soonest first, or ``past`` latest first."""
    own = load_tree().credited(actor.memberships)
    called = {"$or": [{"called": []}, {"called": actor.person}]}
    return _page([{"accepted": {"$in": own}}, called], when, after, limit, now)


def list_convened(*, actor: Actor, when: str, after: After | None, limit: int, now: datetime) -> list[Stored]:
    """The same of the meetings that the actor's role reaches, invitations among them."""
    return _page([{"reach": {"$in": actor.scope(CONVENE)}}], when, after, limit, now)


def _page(
    clauses: list[dict[str, Any]], when: str, after: After | None, limit: int, now: datetime
) -> list[dict[str, Any]]:
    coming = when == "coming"
    clauses.append({"ends_at": {"$gte" if coming else "$lt": now}})
    # What begins long ago is over, so the index by beginnings need not be walked from its start.
    clauses.append({"starts_at": {"$gte": now - LONGEST} if coming else {"$lt": now}})
    beyond, order = ("$gt", 1) if coming else ("$lt", -1)
    if after:
        at, key = from_ms(after[0]), after[1]
        clauses.append({"$or": [{"starts_at": {beyond: at}}, {"starts_at": at, "_id": {beyond: key}}]})
    found = Meeting.collection().find({"$and": clauses}, [*LISTED, *ENDS]).sort([("starts_at", order), ("_id", order)])
    return list(found.limit(limit + 1))


def position_of(meeting: Stored) -> After:
    """Where a meeting stands in a list, as its cursor tells."""
    return to_ms(meeting["starts_at"]), meeting["_id"]


def show_items(meetings: Iterable[Stored], *, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Meetings as a list shows them; one read tells what the actor is excused from."""
    listed = list(meetings)
    keys = [f"{meeting['_id']}:{actor.person}" for meeting in listed]
    excused = {one["meeting"] for one in Apology.collection().find({"_id": {"$in": keys}}, {"meeting": 1})}
    return [show_item(meeting, now) | {"excused": meeting["_id"] in excused} for meeting in listed]


def show_item(meeting: Stored, now: datetime) -> dict[str, Any]:
    """What every view of a meeting says."""
    return {
        "id": meeting["_id"],
        **{name: meeting[name] for name in ("kind", "title", "starts_at", "ends_at", "place")},
        "online": bool(meeting["link"]),
        "state": state_of(meeting, now),
        "signed": meeting["signed_at"] is not None,
        "branches": [_branch(meeting, branch) for branch in meeting["branches"]],
    }


def _branch(meeting: Stored, branch: ObjectId) -> dict[str, Any]:
    state = "accepted" if branch in meeting["accepted"] else "declined" if branch in meeting["declined"] else "invited"
    return {"id": branch, "name": load_tree().by_id.get(branch, {}).get("name", ""), "state": state}


def people_named(meeting: Stored) -> dict[str, Any]:
    """The chair and the recorder by name."""
    names = names_of(one for one in (meeting["chair"], meeting["recorder"]) if one)
    return {
        role: {"id": meeting[role], "name": names.get(meeting[role], "")} if meeting[role] else None
        for role in ("chair", "recorder")
    }
