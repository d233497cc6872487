"""Points, the desk's code and check-ins over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from bson import ObjectId
from flask import current_app, g

from weiguang.checkins import checking_in, desk, service
from weiguang.checkins.schemas import (
    CheckedInSchema,
    CheckInQueueSchema,
    CheckInSchema,
    DeskCodeSchema,
    PointSchema,
)
from weiguang.web.blueprint import Blueprint
from weiguang.web.queue import QueueAnswerSchema
from weiguang.web.site import settings_of

blp = Blueprint("checkins", __name__, description="签到")


@blp.route("/events/<oid:event>/desk-code")
@blp.requires("check_in.desk")
@blp.answers(200, DeskCodeSchema)
def show_desk_code(event: ObjectId) -> dict[str, Any]:
    """The rotating code for the organiser's screen."""
    return desk.show_desk_code(actor=g.actor, event=event, base_url=settings_of(current_app).base_url, now=g.now)


@blp.route("/check-in-points/<code:point>")
@blp.public
@blp.answers(200, PointSchema)
def show_point(point: str) -> dict[str, Any]:
    """What a scanned code belongs to."""
    return service.show_point(point)


@blp.route("/check-ins/<uuid:client_id>", methods=["PUT"])
@blp.signed_in
@blp.arguments(CheckInSchema)
@blp.also(200, CheckedInSchema)
@blp.answers(201, CheckedInSchema)
def check_in(body: dict[str, Any], client_id: UUID) -> tuple[dict[str, Any], int]:
    """Check in by scanning the screen; a repeat is told so."""
    checked_in, new = checking_in.check_in(actor=g.actor, client_id=str(client_id), now=g.now, **body)
    return checked_in, 201 if new else 200


@blp.route("/check-ins/batch", methods=["POST"])
@blp.signed_in
@blp.arguments(CheckInQueueSchema(many=True))
@blp.answers(200, QueueAnswerSchema)
def check_in_all(rows: list[Any]) -> dict[str, Any]:
    """Check in an offline queue; one answer per row."""
    return {"items": checking_in.check_in_all(actor=g.actor, rows=rows, now=g.now)}
