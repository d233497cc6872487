"""Points, the desk's code and check-ins over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from bson import ObjectId
from flask import current_app, g

from weiguang.checkins import checking_in, desk, managing, service, taking_back
from weiguang.checkins.schemas import (
    CheckedInSchema,
    CheckInAnswersSchema,
    CheckInQueueSchema,
    CheckInSchema,
    DeskCodeSchema,
    ManagedPointSchema,
    NewPointSchema,
    PointChangesSchema,
    PointSchema,
    TakenBackSchema,
    TakingBackQuery,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page
from weiguang.web.site import settings_of

blp = Blueprint("checkins", __name__, description="签到")


@blp.route("/events/<oid:event>/desk-code")
@blp.requires("check_in.desk")
@blp.answers(200, DeskCodeSchema)
def show_desk_code(event: ObjectId) -> dict[str, Any]:
    """The rotating code for the organiser's screen."""
    return desk.show_desk_code(actor=g.actor, event=event, base_url=settings_of(current_app).base_url, now=g.now)


@blp.route("/events/<oid:event>/check-in-points")
@blp.requires("check_in.desk")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(ManagedPointSchema))
def list_points(query: dict[str, Any], event: ObjectId) -> dict[str, Any]:
    """The check-in points of an event, its own among them."""
    after, limit = cursor.decode(query["cursor"], str), query["limit"]
    found = managing.list_points(actor=g.actor, event=event, after=after[0] if after else None, limit=limit, now=g.now)
    items, following = cursor.page(found, limit, lambda point: (point["code"],))
    return {"items": items, "next": following}


@blp.route("/events/<oid:event>/check-in-points", methods=["POST"])
@blp.requires("check_in.desk")
@blp.arguments(NewPointSchema)
@blp.also(200, ManagedPointSchema)
@blp.answers(201, ManagedPointSchema)
def make_point(body: dict[str, Any], event: ObjectId) -> tuple[dict[str, Any], int]:
    """Make a gate, desk, stall or meeting of an event."""
    made, new = managing.make_point(actor=g.actor, event=event, now=g.now, **body)
    return made, 201 if new else 200


@blp.route("/check-in-points/<code:point>")
@blp.public
@blp.answers(200, PointSchema)
def show_point(point: str) -> dict[str, Any]:
    """What a scanned code belongs to."""
    return service.show_point(point)


@blp.route("/check-in-points/<code:point>", methods=["PATCH"])
@blp.requires("check_in.desk")
@blp.arguments(PointChangesSchema)
@blp.answers(200, ManagedPointSchema)
def change_point(body: dict[str, Any], point: str) -> dict[str, Any]:
    """Rename a point, change its rule, close or open it."""
    return managing.change_point(actor=g.actor, code=point, changes=body, now=g.now)


@blp.route("/check-in-points/<code:point>/desk-code")
@blp.requires("check_in.desk")
@blp.answers(200, DeskCodeSchema)
def show_point_code(point: str) -> dict[str, Any]:
    """The rotating code of any point."""
    return desk.show_point_code(actor=g.actor, code=point, base_url=settings_of(current_app).base_url, now=g.now)


@blp.route("/check-ins/<uuid:client_id>", methods=["PUT"])
@blp.signed_in
@blp.arguments(CheckInSchema)
@blp.also(200, CheckedInSchema)
@blp.answers(201, CheckedInSchema)
def check_in(body: dict[str, Any], client_id: UUID) -> tuple[dict[str, Any], int]:
    """Check in or out: by the screen or a plaque oneself, by a personal code or a name as staff.

    A repeat is told so; two desks that admitted one person leave something to do.
    """
    checked_in, new = checking_in.check_in(actor=g.actor, client_id=str(client_id), now=g.now, **body)
    return checked_in, 201 if new else 200


@blp.route("/check-ins/<uuid:client_id>", methods=["DELETE"])
@blp.requires("check_in.desk")
@blp.arguments(TakingBackQuery, location="query")
@blp.answers(200, TakenBackSchema)
def take_back(query: dict[str, Any], client_id: UUID) -> dict[str, Any]:
    """Take back whom one's own phone admitted, on the same day or while it is a thing to do; the same again is fine."""
    return taking_back.take_back(actor=g.actor, client_id=str(client_id), now=g.now, **query)


@blp.route("/check-ins/batch", methods=["POST"])
@blp.signed_in
@blp.arguments(CheckInQueueSchema(many=True))
@blp.answers(200, CheckInAnswersSchema)
def check_in_all(rows: list[Any]) -> dict[str, Any]:
    """Check in an offline queue; one answer per row."""
    return {"items": checking_in.check_in_all(actor=g.actor, rows=rows, now=g.now)}
