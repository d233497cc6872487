"""Events over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, g

from weiguang.events import managing, service
from weiguang.events.schemas import (
    EventChangesSchema,
    EventItemSchema,
    EventSchema,
    EventsQuery,
    NewEventSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.etag import tagged

blp = Blueprint("events", __name__, description="活动")

EventItemPage = cursor.page_of(EventItemSchema)


@blp.route("/events")
@blp.public
@blp.arguments(EventsQuery, location="query")
@blp.answers(200, EventItemPage)
def list_events(query: dict[str, Any]) -> Response:
    """Events by date."""
    limit, position = query.pop("limit"), query.pop("cursor")
    after = cursor.decode(position, str, int, ObjectId)
    rows = service.list_events(actor=g.actor, after=after, limit=limit, **query)
    items, following = cursor.page(rows, limit, lambda row: (row["date"], row["seq"], row["id"]))
    return tagged({"items": _without(items, "seq"), "next": following})


@blp.route("/events", methods=["POST"])
@blp.requires("event.manage")
@blp.arguments(NewEventSchema)
@blp.also(200, EventSchema)
@blp.answers(201, EventSchema)
def create_event(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Make an event."""
    made, new = managing.create_event(actor=g.actor, now=g.now, **body)
    return service.show_event(made, actor=g.actor), 201 if new else 200


@blp.route("/events/<oid:event>")
@blp.public
@blp.answers(200, EventSchema)
def get_event(event: ObjectId) -> Response:
    """One event."""
    return tagged(service.show_event(service.get_event(event), actor=g.actor))


@blp.route("/events/<oid:event>", methods=["PATCH"])
@blp.requires("event.manage")
@blp.arguments(EventChangesSchema)
@blp.answers(200, EventSchema)
def change_event(body: dict[str, Any], event: ObjectId) -> dict[str, Any]:
    """Change an event, for example fix what was tentative."""
    changed = managing.change_event(actor=g.actor, event=event, changes=body, now=g.now)
    return service.show_event(changed, actor=g.actor)


def _without(items: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """The items without what only the cursor needs."""
    return [{name: value for name, value in item.items() if name != key} for item in items]
