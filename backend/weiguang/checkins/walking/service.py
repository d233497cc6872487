"""Reading routes: the list, one route for the phone, the route of a plaque."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.checkins.walking.models import Route
from weiguang.checkins.walking.rules import digest_of, subject_of
from weiguang.errors import NotFound
from weiguang.participation.explaining import acts_about
from weiguang.storage.clock import from_ms, to_ms

UNKNOWN = "没有找到这块站点牌，请核对牌子上的编号"
REMOVED = "这一站已经撤下了，路线上别的站还可以走"
CLOSED = "这条路线现在没有开放，请过些时候再来"

_ITEM = ("title", "kind", "district", "summary", "state", "invented")
_STOP = ("id", "name", "place", "map_link", "text", "audio", "question")


def get_route(route: ObjectId) -> dict[str, Any]:
    """One route as stored, whatever its state; raises `NotFound`."""
    found = Route.collection().find_one({"_id": route})
    if found is None:
        raise NotFound
    return found


def reach_route(actor: Actor, route: ObjectId) -> dict[str, Any]:
    """A route that the actor may manage; raises `NotFound`, `Forbidden`."""
    found = get_route(route)
    actor.must("event.manage", found["line"])
    return found


def list_routes(
    *, kind: str | None, district: str | None, after: tuple[int, ObjectId] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` published routes, the newest first; ``position`` is the cursor's."""
    query: dict[str, Any] = {"state": "published"}
    query |= {name: value for name, value in (("kind", kind), ("district", district)) if value}
    if after:
        moment = from_ms(after[0])
        query["published_at"] = {"$lte": moment}
        query["$or"] = [{"published_at": {"$lt": moment}}, {"_id": {"$lt": after[1]}}]
    found = Route.collection().find(query).sort([("published_at", -1), ("_id", -1)]).limit(limit + 1)
    return [show_item(route) | {"position": (to_ms(route["published_at"]), route["_id"])} for route in found]


def list_managed(*, actor: Actor, after: tuple[ObjectId] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` routes that the actor manages, drafts too, the newest first."""
    query: dict[str, Any] = {"line": {"$in": actor.scope("event.manage")}}
    if after:
        query["_id"] = {"$lt": after[0]}
    return [show_item(route) for route in Route.collection().find(query).sort("_id", -1).limit(limit + 1)]


def show_route(*, actor: Actor, route: ObjectId) -> dict[str, Any]:
    """A route whole, as a phone keeps it; a draft is there only for who manages it. Raises `NotFound`."""
    found = get_route(route)
    if not _open_to(actor, found):
        raise NotFound(CLOSED)
    return show_whole(found, actor=actor)


def find_plaque(*, actor: Actor, code: str) -> dict[str, Any]:
    """The route and stop of a plaque's code. Raises `NotFound`, saying why: unknown, removed, or not open."""
    found = Route.collection().find_one({"stops.code": code})
    if found is None:
        gone = Route.collection().find_one({"removed.code": code})
        raise NotFound(REMOVED if gone else UNKNOWN)
    if not _open_to(actor, found):
        raise NotFound(CLOSED)
    stop = next(stop["id"] for stop in found["stops"] if stop["code"] == code)
    return {"stop": stop, "route": show_whole(found, actor=actor)}


def show_item(route: dict[str, Any]) -> dict[str, Any]:
    """A stored route as a list shows it."""
    branch = load_tree().by_id.get(route["branch"])
    return {
        "id": route["_id"],
        **{name: route[name] for name in _ITEM},
        "host": {"id": route["branch"], "name": branch["name"] if branch else ""},
        "stop_count": len(route["stops"]),
    }


def show_whole(route: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """A stored route with its stops, and where the actor has been."""
    stops = [
        {name: stop[name] for name in _STOP} | {"digest": digest_of(route["_id"], stop["code"])}
        for stop in route["stops"]
    ]
    return show_item(route) | {"stops": stops, "visits": _visits(route, actor)}


def _visits(route: dict[str, Any], actor: Actor) -> list[dict[str, Any]]:
    """The actor's latest visit of each stop that is still on the route; nobody has none."""
    if actor.person is None:
        return []
    stop_of = {stop["code"]: stop["id"] for stop in route["stops"]}
    latest: dict[str, datetime] = {}
    for row in acts_about(actor.person, subject_of(route["_id"])):
        stop = stop_of.get(row["_id"].split(":")[1])
        if stop:
            latest[stop] = max(row["occurred_at"], latest.get(stop, row["occurred_at"]))
    return [{"stop": stop, "occurred_at": moment} for stop, moment in latest.items()]


def _open_to(actor: Actor, route: dict[str, Any]) -> bool:
    return route["state"] == "published" or actor.may("event.manage", route["line"])
