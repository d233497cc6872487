"""Routes, plaques and visits over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from bson import ObjectId
from flask import Response, current_app, g

from weiguang.checkins.walking import managing, plaques, service
from weiguang.checkins.walking.schemas import (
    FoundStopSchema,
    NewRouteSchema,
    RouteChangesSchema,
    RouteItemSchema,
    RoutePlaquesSchema,
    RoutePublicationSchema,
    RouteSchema,
    RoutesQuery,
    RouteStopContentSchema,
    RouteStopOrderSchema,
    RouteVisitsSchema,
    VisitsQuery,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.etag import tagged
from weiguang.web.schema import Page
from weiguang.web.site import settings_of

blp = Blueprint("walking", __name__, description="研学路线")

RouteItemPage = cursor.page_of(RouteItemSchema)


@blp.route("/routes")
@blp.public
@blp.arguments(RoutesQuery, location="query")
@blp.answers(200, RouteItemPage)
def list_routes(query: dict[str, Any]) -> Response:
    """The published routes, the newest first."""
    limit, position = query.pop("limit"), query.pop("cursor")
    after = cursor.decode(position, int, ObjectId)
    rows = service.list_routes(after=(after[0], after[1]) if after else None, limit=limit, **query)
    items, following = cursor.page(rows, limit, lambda row: row["position"])
    items = [{name: value for name, value in item.items() if name != "position"} for item in items]
    return tagged({"items": items, "next": following})


@blp.route("/routes", methods=["POST"])
@blp.requires("event.manage")
@blp.arguments(NewRouteSchema)
@blp.also(200, RouteSchema)
@blp.answers(201, RouteSchema)
def create_route(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Draft a route."""
    made, new = managing.create_route(actor=g.actor, now=g.now, **body)
    return service.show_whole(made, actor=g.actor), 201 if new else 200


@blp.route("/routes/managed")
@blp.requires("event.manage")
@blp.arguments(Page, location="query")
@blp.answers(200, RouteItemPage)
def list_managed(query: dict[str, Any]) -> dict[str, Any]:
    """The routes I manage, drafts too."""
    after = cursor.decode(query["cursor"], ObjectId)
    rows = service.list_managed(actor=g.actor, after=(after[0],) if after else None, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["id"],))
    return {"items": items, "next": following}


@blp.route("/routes/<oid:route>")
@blp.public
@blp.answers(200, RouteSchema)
def show_route(route: ObjectId) -> Response:
    """One route, whole, ready to be walked offline."""
    return tagged(service.show_route(actor=g.actor, route=route))


@blp.route("/routes/<oid:route>", methods=["PATCH"])
@blp.requires("event.manage")
@blp.arguments(RouteChangesSchema)
@blp.answers(200, RouteSchema)
def change_route(body: dict[str, Any], route: ObjectId) -> dict[str, Any]:
    """Change what a route says about itself."""
    return service.show_whole(managing.change_route(actor=g.actor, route=route, changes=body), actor=g.actor)


@blp.route("/routes/<oid:route>/publication", methods=["PUT"])
@blp.requires("event.manage")
@blp.arguments(RoutePublicationSchema)
@blp.answers(200, RouteSchema)
def publish_route(body: dict[str, Any], route: ObjectId) -> dict[str, Any]:
    """Open a route to everybody, or take it down."""
    moved = managing.publish_route(actor=g.actor, route=route, now=g.now, **body)
    return service.show_whole(moved, actor=g.actor)


@blp.route("/routes/<oid:route>/stops/<uuid:stop>", methods=["PUT"])
@blp.requires("event.manage")
@blp.arguments(RouteStopContentSchema)
@blp.also(200, RouteSchema)
@blp.answers(201, RouteSchema)
def put_stop(body: dict[str, Any], route: ObjectId, stop: UUID) -> tuple[dict[str, Any], int]:
    """Write a stop; a new id is a new stop at the end."""
    written, new = managing.put_stop(actor=g.actor, route=route, stop=str(stop), content=body)
    return service.show_whole(written, actor=g.actor), 201 if new else 200


@blp.route("/routes/<oid:route>/stops/<uuid:stop>", methods=["DELETE"])
@blp.requires("event.manage")
@blp.answers(200, RouteSchema)
def remove_stop(route: ObjectId, stop: UUID) -> dict[str, Any]:
    """Take a stop off the route; what was walked there stays."""
    left = managing.remove_stop(actor=g.actor, route=route, stop=str(stop), now=g.now)
    return service.show_whole(left, actor=g.actor)


@blp.route("/routes/<oid:route>/stop-order", methods=["PUT"])
@blp.requires("event.manage")
@blp.arguments(RouteStopOrderSchema)
@blp.answers(200, RouteSchema)
def order_stops(body: dict[str, Any], route: ObjectId) -> dict[str, Any]:
    """Put the stops in another order."""
    moved = managing.order_stops(actor=g.actor, route=route, order=body["stops"])
    return service.show_whole(moved, actor=g.actor)


@blp.route("/routes/<oid:route>/plaques")
@blp.requires("event.manage")
@blp.answers(200, RoutePlaquesSchema)
def list_plaques(route: ObjectId) -> dict[str, Any]:
    """What is printed on the plaques."""
    return plaques.list_plaques(actor=g.actor, route=route, base_url=settings_of(current_app).base_url)


@blp.route("/routes/<oid:route>/visits")
@blp.requires("event.manage")
@blp.arguments(VisitsQuery, location="query")
@blp.answers(200, RouteVisitsSchema)
def count_visits(query: dict[str, Any], route: ObjectId) -> dict[str, Any]:
    """Visits by stop and day, and the known people apart."""
    return plaques.count_visits(actor=g.actor, route=route, **query)


@blp.route("/route-stops/<code:point>")
@blp.public
@blp.answers(200, FoundStopSchema)
def find_plaque(point: str) -> Response:
    """The stop of a scanned plaque, with its whole route."""
    return tagged(service.find_plaque(actor=g.actor, code=point))
