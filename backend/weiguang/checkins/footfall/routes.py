"""Plaques and footfall over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import current_app, g, request

from weiguang.checkins.footfall import counting, service
from weiguang.checkins.footfall.schemas import PlaqueSchema, PointFootfallSchema, VisitCountedSchema, VisitSchema
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page
from weiguang.web.site import settings_of

blp = Blueprint("footfall", __name__, description="客流")


@blp.route("/check-in-points/<code:point>/plaque")
@blp.public
@blp.answers(200, PlaqueSchema)
def show_plaque(point: str) -> dict[str, Any]:
    """What stands behind a scanned plaque."""
    return counting.show_plaque(point, now=g.now)


@blp.route("/check-in-points/<code:point>/visits", methods=["POST"])
@blp.public
@blp.arguments(VisitSchema)
@blp.also(200, VisitCountedSchema)
@blp.answers(201, VisitCountedSchema)
def count_visit(body: dict[str, Any], point: str) -> tuple[dict[str, Any], int]:
    """Count one visit of somebody we do not know."""
    address = request.remote_addr or ""
    counted, new = counting.count_visit(actor=g.actor, point=point, address=address, now=g.now, **body)
    return counted, 201 if new else 200


@blp.route("/events/<oid:event>/footfall")
@blp.requires("event.manage")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(PointFootfallSchema))
def list_event_footfall(query: dict[str, Any], event: ObjectId) -> dict[str, Any]:
    """How many came by at each plaque of an event, per day."""
    after = cursor.decode(query["cursor"], str)
    limit = query["limit"]
    rows = service.list_event_footfall(
        actor=g.actor,
        event=event,
        base_url=settings_of(current_app).base_url,
        after=after[0] if after else None,
        limit=limit,
    )
    items, following = cursor.page(rows, limit, lambda row: (row["point"],))
    return {"items": items, "next": following}
