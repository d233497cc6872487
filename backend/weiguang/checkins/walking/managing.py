"""Writing routes and their stops. Every act is one conditional write and may be repeated."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.branches.tree import line_for
from weiguang.checkins.walking.models import Route
from weiguang.checkins.walking.points import keep_points, point_of
from weiguang.checkins.walking.rules import REMOVED_KEPT, STOPS_MOST
from weiguang.checkins.walking.service import get_route, reach_route
from weiguang.errors import Conflict
from weiguang.participation.recording import fingerprint
from weiguang.storage.documents import insert_once


class RouteWithoutStops(Conflict):
    """A route that people see has at least one stop."""

    code = "route_without_stops"
    title = "路线至少要有一站，才能开放给大家走"


class StopRemoved(Conflict):
    """The stop was removed; its record stays, its id is not used again."""

    code = "stop_removed"
    title = "这一站已经撤下，请新加一站"


class RouteFull(Conflict):
    """No more stops fit."""

    code = "route_full"
    title = f"一条路线最多 {STOPS_MOST} 站"


class StopsChanged(Conflict):
    """The new order does not name every stop of the route once."""

    code = "stops_changed"
    title = "站点刚刚有增减，请刷新后再排顺序"


def create_route(
    *, actor: Actor, client_id: str, branch: ObjectId | None, now: datetime, **content: Any
) -> tuple[dict[str, Any], bool]:
    """Draft a route of ``branch``, or of the first branch the actor manages; return it and whether it is new.

    A repeat answers the same. Raises `NotFound`, `Forbidden`, `ClientIdReused`.
    """
    line = line_for(actor, "event.manage", branch)
    made = new_route(line=line, now=now, **content) | {
        "client_id": client_id,
        "created_by": actor.person,
        "fingerprint": fingerprint(json.dumps({"branch": branch, **content}, default=str, sort_keys=True)),
    }
    return insert_once(Route, made)


def new_route(*, line: list[ObjectId], now: datetime, **content: Any) -> dict[str, Any]:
    """Build a stored draft without stops."""
    return {
        "_id": ObjectId(),
        **content,
        "branch": line[0],
        "line": line,
        "state": "draft",
        "published_at": None,
        "closed_at": now,
        "stops": [],
        "removed": [],
        "invented": False,
        "mark": ObjectId(),
        "created_at": now,
    }


def change_route(*, actor: Actor, route: ObjectId, changes: dict[str, Any]) -> dict[str, Any]:
    """Set what ``changes`` names; a repeat changes nothing. Raises `NotFound`, `Forbidden`."""
    standing = reach_route(actor, route)
    if not changes:
        return standing
    return _kept(_write({"_id": route}, {"$set": changes | _due()})) or get_route(route)


def publish_route(*, actor: Actor, route: ObjectId, published: bool, now: datetime) -> dict[str, Any]:
    """Open a route to everybody, or take it down to a draft; a repeat changes nothing.

    Raises `NotFound`, `Forbidden`, `RouteWithoutStops`.
    """
    reach_route(actor, route)
    if published:
        where: dict[str, Any] = {"_id": route, "state": "draft", "stops.0": {"$exists": True}}
        change = {"state": "published", "published_at": now, "closed_at": None}
    else:
        where = {"_id": route, "state": "published"}
        change = {"state": "draft", "closed_at": now}
    moved = _kept(_write(where, {"$set": change | _due()}))
    standing = moved or get_route(route)
    if published and standing["state"] != "published":
        raise RouteWithoutStops
    return standing


def put_stop(*, actor: Actor, route: ObjectId, stop: str, content: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Write the stop ``stop``, at the end when it is new; return the route and whether it is new.

    The point is made first: one that no stop refers to harms nobody, and a repeat finds it again. Raises `NotFound`,
    `Forbidden`, `StopRemoved`, `RouteFull`.
    """
    found = reach_route(actor, route)
    _refuse_removed(found, stop)
    written = {"id": stop, "code": point_of(found, {"id": stop, **content}, found["closed_at"]), **content}
    free = {f"stops.{STOPS_MOST - 1}": {"$exists": False}, "removed.id": {"$ne": stop}}
    while True:
        changed = _write({"_id": route, "stops.id": stop}, {"$set": {"stops.$": written} | _due()})
        if changed:
            return _kept(changed) or changed, False
        added = _write({"_id": route, "stops.id": {"$ne": stop}} | free, {"$push": {"stops": written}, "$set": _due()})
        if added:
            return _kept(added) or added, True
        standing = get_route(route)
        _refuse_removed(standing, stop)
        if all(one["id"] != stop for one in standing["stops"]):
            raise RouteFull
        # Somebody added this very stop in between: it is changed like any other.


def remove_stop(*, actor: Actor, route: ObjectId, stop: str, now: datetime) -> dict[str, Any]:
    """Take a stop off the route; what was walked there stays. A repeat changes nothing.

    Raises `NotFound`, `Forbidden`, `RouteWithoutStops` for the last stop of a published route.
    """
    found = reach_route(actor, route)
    leaving = next((one for one in found["stops"] if one["id"] == stop), None)
    if leaving is None:
        return found
    removed = {name: leaving[name] for name in ("id", "code", "name")} | {"removed_at": now}
    taken = _write(
        {"_id": route, "stops.id": stop, "$or": [{"state": "draft"}, {"stops.1": {"$exists": True}}]},
        {
            "$pull": {"stops": {"id": stop}},
            "$push": {"removed": {"$each": [removed], "$slice": -REMOVED_KEPT}},
            "$set": _due(),
        },
    )
    standing = _kept(taken) or get_route(route)
    if any(one["id"] == stop for one in standing["stops"]):
        raise RouteWithoutStops("开放中的路线至少留一站；请先收起路线，再撤下这一站")
    return standing


def order_stops(*, actor: Actor, route: ObjectId, order: list[str]) -> dict[str, Any]:
    """Put the stops in ``order``, which names each of them once. Raises `NotFound`, `Forbidden`, `StopsChanged`."""
    reach_route(actor, route)
    of_id = {"$filter": {"input": "$stops", "as": "stop", "cond": {"$eq": ["$$stop.id", "$$id"]}}}
    moved = _write(
        {"_id": route, "stops.id": {"$all": order}, "stops": {"$size": len(order)}},
        [{"$set": {"stops": {"$map": {"input": order, "as": "id", "in": {"$first": of_id}}}}}],
    )
    if moved is None:
        raise StopsChanged
    return moved


def _refuse_removed(route: dict[str, Any], stop: str) -> None:
    if any(one["id"] == stop for one in route["removed"]):
        raise StopRemoved


def _due() -> dict[str, Any]:
    return {"points_due": True, "mark": ObjectId()}


def _write(where: dict[str, Any], change: Any) -> dict[str, Any] | None:
    return Route.collection().find_one_and_update(where, change, return_document=ReturnDocument.AFTER)


def _kept(route: dict[str, Any] | None) -> dict[str, Any] | None:
    keep_points(route)
    return route
