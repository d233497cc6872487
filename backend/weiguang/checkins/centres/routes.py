"""Service centres over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, current_app, g

from weiguang.checkins.centres import figures, managing, service
from weiguang.checkins.centres.schemas import (
    CentreChangesSchema,
    CentreFiguresSchema,
    CentreItemSchema,
    CentreOfDaySchema,
    CentrePlaqueSchema,
    CentreSchema,
    CentresQuery,
    FiguresOfDayQuery,
    FiguresQuery,
    NewCentreSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.etag import tagged
from weiguang.web.site import settings_of

blp = Blueprint("centres", __name__, description="党群服务中心")


@blp.route("/centres")
@blp.public
@blp.arguments(CentresQuery, location="query")
@blp.answers(200, cursor.page_of(CentreItemSchema))
def list_centres(query: dict[str, Any]) -> Response:
    """The directory."""
    limit, after = query["limit"], cursor.decode(query["cursor"], int, ObjectId)
    rows = service.list_centres(
        level=query["level"], within=query["within"], words=query["q"], after=after, limit=limit, now=g.now
    )
    items, following = cursor.page(rows, limit, lambda row: (row["seq"], row["id"]))
    return tagged({"items": _without_seq(items), "next": following})


@blp.route("/centres", methods=["POST"])
@blp.requires("centre.manage")
@blp.arguments(NewCentreSchema)
@blp.also(200, CentreSchema)
@blp.answers(201, CentreSchema)
def create_centre(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Make a centre."""
    made, new = managing.create_centre(actor=g.actor, now=g.now, **body)
    return service.show_centre(made, actor=g.actor, now=g.now), 201 if new else 200


@blp.route("/centres/<oid:centre>")
@blp.public
@blp.answers(200, CentreSchema)
def get_centre(centre: ObjectId) -> dict[str, Any]:
    """One centre."""
    return service.show_centre(service.get_centre(centre), actor=g.actor, now=g.now)


@blp.route("/centres/<oid:centre>", methods=["PATCH"])
@blp.requires("centre.manage")
@blp.arguments(CentreChangesSchema)
@blp.answers(200, CentreSchema)
def change_centre(body: dict[str, Any], centre: ObjectId) -> dict[str, Any]:
    """Change a centre."""
    changed = managing.change_centre(actor=g.actor, centre=centre, changes=body)
    return service.show_centre(changed, actor=g.actor, now=g.now)


@blp.route("/centres/<oid:centre>/plaque")
@blp.requires("centre.manage")
@blp.answers(200, CentrePlaqueSchema)
def show_plaque(centre: ObjectId) -> dict[str, Any]:
    """What to print and hang up."""
    return service.show_plaque(actor=g.actor, centre=centre, base_url=settings_of(current_app).base_url)


@blp.route("/centres/<oid:centre>/figures")
@blp.requires("centre.manage")
@blp.arguments(FiguresQuery, location="query")
@blp.answers(200, CentreFiguresSchema)
def show_figures(query: dict[str, Any], centre: ObjectId) -> dict[str, Any]:
    """How many came, per day."""
    return figures.show_figures(actor=g.actor, centre=centre, first=query["from"], last=query["to"], now=g.now)


@blp.route("/centres/figures")
@blp.requires("centre.manage")
@blp.arguments(FiguresOfDayQuery, location="query")
@blp.answers(200, cursor.page_of(CentreOfDaySchema))
def list_figures(query: dict[str, Any]) -> dict[str, Any]:
    """How many came to each centre on one day."""
    limit, after = query["limit"], cursor.decode(query["cursor"], int, ObjectId)
    rows = figures.list_figures(
        actor=g.actor, day=query["day"], within=query["within"], after=after, limit=limit, now=g.now
    )
    items, following = cursor.page(rows, limit, lambda row: (row["seq"], row["centre"]))
    return {"items": _without_seq(items), "next": following}


def _without_seq(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items without what only the cursor needs."""
    return [{name: value for name, value in item.items() if name != "seq"} for item in items]
