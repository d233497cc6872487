"""Reading events, and what other features may ask about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.events.models import Event, Follower
from weiguang.events.rules import hosts_of
from weiguang.events.signing_up.service import figures_of, placed_people, read_roster, show_posts

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

_SINCE: dict[str, Any] = {"hosts": [], "starts": "", "ends": "", "to_date": "", "cancelled": False}
_DETAIL_SINCE: dict[str, Any] = {"stalls": [], "cancel_note": ""}
"""What an event of an earlier release has not."""

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
    """The ids of everybody who has a place, in id order; whoever waits for one is not meant."""
    return placed_people(event)


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
    """Stored events as list items, with how many signed up, what is free, and whether the actor has a place."""
    figures = figures_of([event["_id"] for event in found], actor.person)
    return [
        {"id": event["_id"]}
        | {name: event[name] for name in _ITEM}
        | {name: event.get(name, empty) for name, empty in _SINCE.items()}
        | {"hosts": hosts_of(event)}
        | figures[event["_id"]]
        for event in found
    ]


def show_event(found: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """One stored event with everything that is public about it."""
    since = {name: found.get(name, empty) for name, empty in _DETAIL_SINCE.items()}
    following = {"following": is_following(event=found["_id"], person=actor.person)}
    posts = {"posts": show_posts(read_roster(found["_id"], None))}
    return show_events([found], actor=actor)[0] | {name: found[name] for name in _DETAIL} | since | following | posts


def is_following(*, event: ObjectId, person: ObjectId | None) -> bool:
    """Whether somebody follows an event; nobody follows none."""
    return person is not None and Follower.collection().find_one({"_id": f"{event}:{person}"}, {"_id": 1}) is not None


def followers_of(event: ObjectId) -> Iterator[ObjectId]:
    """The ids of everybody who follows an event, in id order, straight from the index."""
    for row in Follower.collection().find({"event": event}, {"_id": 0, "person": 1}).sort("person", 1):
        yield row["person"]
