"""Who came: the meeting's check-in point, figures for everybody, names for the branch's secretary."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.service import below
from weiguang.branches.tree import load_tree
from weiguang.checkins.service import ensure_point, find_point, forget_point
from weiguang.checkins.standing import withdrawn_key
from weiguang.meetings.apologies import apologies_of, excused_people
from weiguang.meetings.rules import KINDS, point_rule
from weiguang.meetings.service import Stored, get_meeting
from weiguang.meetings.telling import CONVENE
from weiguang.participation.explaining import act_keys, acts_about
from weiguang.people.models import Person
from weiguang.people.service import names_of

NAME = "会议签到"
WITHDRAWN = withdrawn_key("")


def subject_of(meeting: ObjectId) -> str:
    """What the ledger says a check-in at a meeting was about; also the key of its point."""
    return f"meeting:{meeting}"


def keep_point(meeting: Stored) -> dict[str, Any]:
    """The meeting's point, in step with it.

    Anybody may read a point's title, so it is the kind. A crash between a change of the meeting and this is mended when
    the code is shown the next time.
    """
    point = ensure_point(
        subject_of(meeting["_id"]),
        kind="meeting",
        subject=subject_of(meeting["_id"]),
        title=KINDS[meeting["kind"]],
        name=NAME,
        branch=meeting["branch"],
        branches=meeting["accepted"],
        line=load_tree().credited(meeting["accepted"]),
        rule=point_rule(meeting),
    )
    forget_point(point["_id"])
    return point


def show_point(*, actor: Actor, meeting: ObjectId) -> dict[str, Any]:
    """The code under which the screen and the desk of a meeting are found; raises `NotFound`, `Forbidden`."""
    found = get_meeting(meeting)
    actor.must(CONVENE, load_tree().credited(found["accepted"]))
    return {"point": keep_point(found)["_id"]}


def came(meeting: ObjectId) -> set[ObjectId]:
    """Everybody who checked in, straight from the ledger's keys."""
    point = find_point(subject_of(meeting))
    if point is None:
        return set()
    check_in = f"checkin:{point['_id']}:"
    taken_out = {key.removeprefix(WITHDRAWN) for key in act_keys([f"{WITHDRAWN}{check_in}"])}
    return {ObjectId(key.split(":")[2]) for key in act_keys([check_in]) if key not in taken_out}


def came_at(person: ObjectId | None, meeting: ObjectId) -> datetime | None:
    """When somebody checked in, if they did."""
    found = {row["_id"]: row["occurred_at"] for row in acts_about(person, subject_of(meeting))} if person else {}
    standing = (key for key in found if not key.startswith(WITHDRAWN) and f"{WITHDRAWN}{key}" not in found)
    return min((found[key] for key in standing), default=None)


def figures(meeting: Stored) -> dict[str, int]:
    """How many are called, came, and said that they cannot; who came all the same came."""
    present, excused = came(meeting["_id"]), excused_people(meeting["_id"])
    return {
        "called": Person.collection().count_documents(_called(meeting, meeting["accepted"])),
        "came": len(present),
        "excused": len(excused - present),
    }


def list_attendance(
    *, actor: Actor, meeting: ObjectId, state: str | None, after: ObjectId | None, limit: int, now: datetime
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Up to ``limit + 1`` people of the branches that the actor's role reaches, by name, and the figures of all.

    ``state`` keeps those who came, are excused, or neither (``silent``). ``after`` is a person: no address holds a
    name. Raises `NotFound`, `Forbidden`.
    """
    found = get_meeting(meeting)
    tree = load_tree()
    mine = [branch for branch in found["accepted"] if actor.may(CONVENE, tree.line(branch))]
    if not mine:
        actor.must(CONVENE, [])
    present, excused = came(meeting), excused_people(meeting)
    query: dict[str, Any] = {"$and": [_reached(found, mine, present), _standing(state, present, excused)]}
    if after:
        name = names_of([after]).get(after, "")
        query["$and"].append({"$or": [{"name": {"$gt": name}}, {"name": name, "_id": {"$gt": after}}]})
    people = list(Person.collection().find(query, {"name": 1}).sort([("name", 1), ("_id", 1)]).limit(limit + 1))
    said = apologies_of(actor=actor, meeting=meeting, people=[one["_id"] for one in people], now=now)
    return [_shown(one, present, said.get(one["_id"])) for one in people], figures(found)


def _called(meeting: Stored, branches: list[ObjectId]) -> dict[str, Any]:
    return {"_id": {"$in": meeting["called"]}} if meeting["called"] else below(branches)


def _reached(meeting: Stored, branches: list[ObjectId], present: set[ObjectId]) -> dict[str, Any]:
    """Who is called, and who came of these branches without being called by name."""
    called = _called(meeting, branches)
    return {"$or": [called, {"$and": [{"_id": {"$in": list(present)}}, below(branches)]}]}


def _standing(state: str | None, present: set[ObjectId], excused: set[ObjectId]) -> dict[str, Any]:
    if state == "came":
        return {"_id": {"$in": list(present)}}
    if state == "excused":
        return {"_id": {"$in": list(excused - present)}}
    return {"_id": {"$nin": list(present | excused)}} if state == "silent" else {}


def _shown(person: dict[str, Any], present: set[ObjectId], said: dict[str, Any] | None) -> dict[str, Any]:
    state = "came" if person["_id"] in present else "excused" if said else "silent"
    return {"person": person["_id"], "name": person.get("name", ""), "state": state, "apology": said}
