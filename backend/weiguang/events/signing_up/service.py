"""Reading who takes part: figures for everybody, seats for their owners, and what other features may ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bson import ObjectId

from weiguang.events.models import Registration
from weiguang.events.signing_up.models import Roster
from weiguang.events.signing_up.rules import POOL, post_name
from weiguang.events.signing_up.settling import counted, people_on, seats_where

PLACED, WAITING = "placed", "waiting"


def is_placed(event: ObjectId, person: ObjectId) -> bool:
    """Whether somebody has a place; waiting for one is none."""
    mine = {"$elemMatch": {"person": person, "placed": True}}
    roster = Roster.collection().find_one({"_id": event}, {"seats": mine})
    if roster is not None:
        return bool(roster.get("seats"))
    query = {"_id": f"{event}:{person}", "event": event}
    return Registration.collection().find_one(query, {"_id": 1}) is not None


def placed_people(event: ObjectId) -> Iterator[ObjectId]:
    """The ids of everybody who has a place, in id order, each once."""
    roster = Roster.collection().find_one({"_id": event}, {"people": people_on(seats_where("$$seat.placed"))})
    if roster is not None:
        yield from sorted(roster["people"])
        return
    for row in Registration.collection().find({"event": event}, {"_id": 0, "person": 1}).sort("person", 1):
        yield row["person"]


def read_roster(event: ObjectId, person: ObjectId | None) -> dict[str, Any] | None:
    """The roster of an event as `settling.counted` shows it; None for an event that nobody has limited."""
    return Roster.collection().find_one({"_id": event}, counted(person))


def read_rosters(events: Iterable[ObjectId], person: ObjectId | None) -> dict[ObjectId, dict[str, Any]]:
    """The same for several events at once, by id."""
    found = Roster.collection().find({"_id": {"$in": list(events)}}, counted(person))
    return {roster["_id"]: roster for roster in found}


def figures_of(events: list[ObjectId], person: ObjectId | None) -> dict[ObjectId, dict[str, Any]]:
    """What an event shows about signing up, for each of ``events``.

    ``registrations`` counts people with a place and ``waiting`` people in a line; ``capacity`` and ``free`` are null
    without a limit. ``standing`` is about ``person``: placed, waiting or null.
    """
    rosters = read_rosters(events, person)
    unlimited = [event for event in events if event not in rosters]
    counts, mine = _registration_counts(unlimited), _registered(unlimited, person)
    shown = {event: roster_figures(roster) for event, roster in rosters.items()}
    for event in unlimited:
        shown[event] = {
            "registrations": counts.get(event, 0),
            "capacity": None,
            "free": None,
            "waiting": 0,
            "registered": event in mine,
            "standing": PLACED if event in mine else None,
        }
    return shown


def roster_figures(roster: dict[str, Any]) -> dict[str, Any]:
    """The figures of one roster."""
    open_shifts = shifts_in_use(roster)
    limited = all(shift["capacity"] is not None for shift in open_shifts)
    standing = PLACED if any(seat["placed"] for seat in roster["seats"]) else WAITING
    return {
        "registrations": roster["people"],
        "capacity": sum(shift["capacity"] for shift in open_shifts) if limited else None,
        "free": sum(free_of(shift) or 0 for shift in open_shifts) if limited else None,
        "waiting": roster["waiting"],
        "registered": bool(roster["seats"]),
        "standing": standing if roster["seats"] else None,
    }


def shifts_in_use(roster: dict[str, Any]) -> list[dict[str, Any]]:
    """The shifts that one signs up for: those of the posts, or the pool where there are none."""
    return [shift for shift in roster["shifts"] if (shift["id"] == POOL) != bool(roster["posts"])]


def free_of(shift: dict[str, Any]) -> int | None:
    """How many places are free; None without a limit."""
    return None if shift["capacity"] is None else max(0, shift["capacity"] - shift["placed"])


def show_posts(roster: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Posts with their shifts and what is free; none for an event without."""
    if roster is None:
        return []
    shifts = [(one["post"], _shift(one)) for one in roster["shifts"]]
    return [post | {"shifts": [shown for of, shown in shifts if of == post["id"]]} for post in roster["posts"]]


def _shift(shift: dict[str, Any]) -> dict[str, Any]:
    kept = ("id", "starts_at", "ends_at", "capacity", "placed", "waiting")
    return {name: shift[name] for name in kept} | {"free": free_of(shift)}


def show_seats(roster: dict[str, Any]) -> list[dict[str, Any]]:
    """The seats of one person, each with its post, its time and its position in the line."""
    shifts = {shift["id"]: shift for shift in roster["shifts"]}
    return [show_seat(seat, shifts[seat["shift"]], roster["posts"]) for seat in roster["seats"]]


def show_seat(seat: dict[str, Any], shift: dict[str, Any], posts: list[dict[str, Any]]) -> dict[str, Any]:
    """One seat; ``position`` is null for whoever has a place."""
    return {
        "client_id": seat["client"],
        "shift": shift["id"] or None,
        "post": post_name(shift, posts),
        "starts_at": shift["starts_at"],
        "ends_at": shift["ends_at"],
        "state": PLACED if seat["placed"] else WAITING,
        "position": seat["position"],
        "registered_at": seat["at"],
    }


def _registration_counts(events: list[ObjectId]) -> dict[ObjectId, int]:
    """Counted over the index alone."""
    if not events:
        return {}
    pipeline: list[dict[str, Any]] = [{"$match": {"event": {"$in": events}}}, {"$sortByCount": "$event"}]
    return {row["_id"]: row["count"] for row in Registration.collection().aggregate(pipeline)}


def _registered(events: list[ObjectId], person: ObjectId | None) -> set[ObjectId]:
    if person is None or not events:
        return set()
    query = {"_id": {"$in": [f"{event}:{person}" for event in events]}, "event": {"$exists": True}}
    return {row["event"] for row in Registration.collection().find(query, {"event": 1})}
