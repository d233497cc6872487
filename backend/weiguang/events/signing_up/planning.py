"""The plan: how many may come, which posts there are, and their shifts. Changed as a whole, by its version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import Conflict
from weiguang.events.service import get_event
from weiguang.events.signing_up.gathering import open_roster
from weiguang.events.signing_up.models import Roster
from weiguang.events.signing_up.rules import POOL, shift_words
from weiguang.events.signing_up.service import figures_of, read_roster, roster_figures, show_posts
from weiguang.events.signing_up.settling import counted, onto_telling, seats_where, settle

Plan = dict[str, Any]
NO_LIMIT: Plan = {
    "posts": [],
    "shifts": [{"id": POOL, "post": POOL, "starts_at": None, "ends_at": None, "capacity": None}],
}


class PlanChanged(Conflict):
    """Somebody else saved the plan since it was read."""

    code = "plan_changed"
    title = "别人刚改过岗位安排，请刷新后再改"


class ShiftHasPeople(Conflict):
    """A shift goes only when nobody is on it."""

    code = "shift_has_people"
    title = "要删掉的班次里还有人，请先把他们移到别的班次"


def show_plan(*, actor: Actor, event: ObjectId) -> dict[str, Any]:
    """The plan as its organiser edits it. Raises `NotFound`, `Forbidden`."""
    reach(actor, event)
    return _shown(event, read_roster(event, None))


def reach(actor: Actor, event: ObjectId) -> dict[str, Any]:
    """The event, for somebody whose ``event.manage`` reaches it; raises `NotFound`, `Forbidden`."""
    found = get_event(event)
    actor.must("event.manage", found["line"])
    return found


def save_plan(
    *, actor: Actor, event: ObjectId, version: int, capacity: int | None, posts: list[dict[str, Any]], now: datetime
) -> dict[str, Any]:
    """Set the whole plan; the same plan again answers the same.

    Nobody loses a place by it: a lowered capacity waits until enough have left. Those whose shift has another time are
    told. Raises `NotFound`, `Forbidden`, `PlanChanged`, `ShiftHasPeople`, `TooManyToLimit`.
    """
    reach(actor, event)
    wanted = _plan(capacity, posts)
    if version == 0 and open_roster(event, wanted, now):
        return _shown(event, read_roster(event, None))
    standing = read_roster(event, None)
    if standing is None or _content(standing) == wanted:
        return _shown(event, standing)
    if standing["version"] != version:
        raise PlanChanged
    return _shown(event, _write(standing, wanted, now))


def _plan(capacity: int | None, posts: list[dict[str, Any]]) -> Plan:
    """The stored form: shifts in one list, the pool first."""
    pool = NO_LIMIT["shifts"][0] | {"capacity": capacity}
    shifts = [shift | {"post": post["id"]} for post in posts for shift in post["shifts"]]
    return {
        "posts": [{name: post[name] for name in ("id", "name", "note")} for post in posts],
        "shifts": [pool, *({name: shift[name] for name in pool} for shift in shifts)],
    }


def _content(roster: dict[str, Any]) -> Plan:
    names = NO_LIMIT["shifts"][0]
    shifts = [{name: shift[name] for name in names} for shift in roster["shifts"]]
    return {"posts": roster["posts"], "shifts": shifts}


def _write(standing: dict[str, Any], wanted: Plan, now: datetime) -> dict[str, Any]:
    """Write the plan if nobody changed it meanwhile and nobody sits on a shift that goes."""
    kept = [shift["id"] for shift in wanted["shifts"]]
    moved = _with_other_times(standing["shifts"], wanted["shifts"])
    told = onto_telling(seats_where({"$in": ["$$seat.shift", moved]}), "time", now)
    change = {name: {"$literal": value} for name, value in wanted.items()}
    written = Roster.collection().find_one_and_update(
        {
            "_id": standing["_id"],
            "version": standing["version"],
            "seats": {"$not": {"$elemMatch": {"shift": {"$nin": kept}}}},
        },
        [{"$set": change | {"version": standing["version"] + 1, "telling": told}}, *settle(now)],
        projection=counted(None),
        return_document=ReturnDocument.AFTER,
    )
    if written is None:
        raise _why_not(standing, kept)
    return written


def _with_other_times(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[str]:
    times = {shift["id"]: (shift["starts_at"], shift["ends_at"]) for shift in before}
    return [one["id"] for one in after if one["id"] in times and times[one["id"]] != (one["starts_at"], one["ends_at"])]


def _why_not(standing: dict[str, Any], kept: list[str]) -> Conflict:
    now_standing = read_roster(standing["_id"], None)
    if now_standing is None or now_standing["version"] != standing["version"]:
        return PlanChanged()
    full = [one for one in now_standing["shifts"] if one["id"] not in kept and one["placed"] + one["waiting"]]
    named = "、".join(shift_words(one, now_standing["posts"]) for one in full)
    return ShiftHasPeople(f"“{named}”还有人报名，请先把他们移到别的班次" if named else None)


def _shown(event: ObjectId, roster: dict[str, Any] | None) -> dict[str, Any]:
    """The plan with its figures; ``version`` 0 is an event that nobody has limited."""
    figures = roster_figures(roster) if roster else figures_of([event], None)[event]
    pool = roster["shifts"][0] if roster else {"capacity": None, "placed": figures["registrations"], "waiting": 0}
    return {
        "version": roster["version"] if roster else 0,
        "capacity": pool["capacity"],
        "pool": {name: pool[name] for name in ("placed", "waiting")},
        "posts": show_posts(roster),
        "registrations": figures["registrations"],
        "waiting": figures["waiting"],
    }
