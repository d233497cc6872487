"""Reading events, and what other features may ask about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.events.models import Event, Registration

_ITEM = (
    "title",
    "year",
    "date",
    "date_text",
    "tentative",
    "district",
    "host",
    "venues",
    "kind",
    "services",
    "fair",
)
_DETAIL = ("content", "programmes", "blocks", "source")

Place = tuple[str, int, ObjectId]


def get_event(event: ObjectId) -> dict[str, Any]:
    """One event as stored; raises `NotFound`."""
    found = Event.collection().find_one({"_id": event})
    if found is None:
        raise NotFound
    return found


def get_fair(event: ObjectId) -> dict[str, Any]:
    """The event of a fair; raises `NotFound`, also for an event that is none."""
    found = get_event(event)
    if not found.get("fair"):
        raise NotFound
    return found


def titles_of(events: Iterable[ObjectId]) -> dict[ObjectId, str]:
    """Titles by id, in one read; unknown ids are left out."""
    found = Event.collection().find({"_id": {"$in": list(events)}}, {"title": 1})
    return {event["_id"]: event["title"] for event in found}


def registered_people(event: ObjectId) -> Iterator[ObjectId]:
    """The ids of everybody who signed up, in id order, straight from the index."""
    query = {"event": event}
    for row in Registration.collection().find(query, {"_id": 0, "person": 1}).sort("person", 1):
        yield row["person"]


def list_fairs(*, after: tuple[str, ObjectId] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` fairs as stored, newest first."""
    query: dict[str, Any] = {"fair": True}
    if after:
        day, event = after
        query |= {"date": {"$lte": day}, "$or": [{"date": {"$lt": day}}, {"_id": {"$lt": event}}]}
    return list(Event.collection().find(query).sort([("date", -1), ("_id", -1)]).limit(limit + 1))


def list_events(
    *, actor: Actor, year: int | None, district: str | None, after: Place | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` events by date, as the actor sees them; ``seq`` comes along for the cursor."""
    query: dict[str, Any] = {name: value for name, value in (("year", year), ("district", district)) if value}
    if after:
        day, seq, event = after
        later = [
            {"date": {"$gt": day}},
            {"date": day, "seq": {"$gt": seq}},
            {"date": day, "seq": seq, "_id": {"$gt": event}},
        ]
        query |= {"date": {"$gte": day}, "$or": later}
    order = [("date", 1), ("seq", 1), ("_id", 1)]
    found = list(Event.collection().find(query).sort(order).limit(limit + 1))
    shown = show_events(found, actor=actor)
    return [item | {"seq": event["seq"]} for item, event in zip(shown, found, strict=True)]


def show_events(found: list[dict[str, Any]], *, actor: Actor) -> list[dict[str, Any]]:
    """Stored events as list items, with how many signed up and whether the actor did."""
    ids = [event["_id"] for event in found]
    counts, mine = _registration_counts(ids), _registered(ids, actor)
    return [
        {"id": event["_id"]}
        | {name: event[name] for name in _ITEM}
        | {"registered": event["_id"] in mine, "registrations": counts.get(event["_id"], 0)}
        for event in found
    ]


def show_event(found: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """One stored event with everything that is public about it."""
    return show_events([found], actor=actor)[0] | {name: found[name] for name in _DETAIL}


def _registration_counts(events: list[ObjectId]) -> dict[ObjectId, int]:
    """Counted over the index alone; one event has thousands of registrations at most."""
    pipeline: list[dict[str, Any]] = [{"$match": {"event": {"$in": events}}}, {"$sortByCount": "$event"}]
    return {row["_id"]: row["count"] for row in Registration.collection().aggregate(pipeline)}


def _registered(events: list[ObjectId], actor: Actor) -> set[ObjectId]:
    if actor.person is None:
        return set()
    keys = [f"{event}:{actor.person}" for event in events]
    return {row["event"] for row in Registration.collection().find({"_id": {"$in": keys}}, {"event": 1})}
