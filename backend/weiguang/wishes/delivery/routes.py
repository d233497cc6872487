"""Delivery teams, run sheets, marks and thanks over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from bson import ObjectId
from flask import Response, g

from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.queue import QueueAnswerSchema
from weiguang.web.schema import Page
from weiguang.wishes.delivery import finishing, marking, photos, planning, sheets, teams, thanks
from weiguang.wishes.delivery.schemas import (
    AddressesSchema,
    AddressSchema,
    FinishSchema,
    MarkedSchema,
    MarkQueueSchema,
    MarkSchema,
    MyTeamsSchema,
    NewTeamSchema,
    PictureSchema,
    PlanAnswerSchema,
    PlanSchema,
    ReceiptCodeSchema,
    SheetDayQuery,
    SheetDaysSchema,
    SheetQuery,
    StopSchema,
    TeamChangeSchema,
    TeamSchema,
    ThanksProofSchema,
    ThanksReadSchema,
    ThanksReviewSchema,
    ThanksSchema,
    ThanksWaitingSchema,
)

PICTURE_MOST = 6 << 20
"""Phones send photos made small; a larger one is a mistake."""

StopPage = cursor.page_of(StopSchema)

blp = Blueprint("delivery", __name__, description="配送")


@blp.route("/fairs/<oid:fair>/teams", methods=["POST"])
@blp.requires("wish.deliver")
@blp.arguments(NewTeamSchema)
@blp.also(200, TeamSchema)
@blp.answers(201, TeamSchema)
def create_team(body: dict[str, Any], fair: ObjectId) -> tuple[dict[str, Any], int]:
    """Make a delivery team; a repeat answers the same."""
    team, new = teams.create_team(actor=g.actor, fair=fair, now=g.now, **body)
    return team, 201 if new else 200


@blp.route("/fairs/<oid:fair>/teams")
@blp.requires("wish.deliver")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(TeamSchema))
def list_teams(query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """The delivery teams of a fair."""
    after = cursor.decode(query["cursor"], str, ObjectId)
    rows = teams.list_teams(actor=g.actor, fair=fair, after=after, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["name"], row["id"]))
    return {"items": items, "next": following}


@blp.route("/teams/<oid:team>", methods=["PATCH"])
@blp.requires("wish.deliver")
@blp.arguments(TeamChangeSchema)
@blp.answers(200, TeamSchema)
def change_team(body: dict[str, Any], team: ObjectId) -> dict[str, Any]:
    """Change a team's name, districts and people."""
    return teams.change_team(actor=g.actor, team=team, **body)


@blp.route("/me/teams")
@blp.signed_in
@blp.answers(200, MyTeamsSchema)
def list_my_teams() -> dict[str, Any]:
    """The delivery teams I belong to."""
    return {"items": teams.list_my_teams(actor=g.actor)}


@blp.route("/fairs/<oid:fair>/run-sheets", methods=["POST"])
@blp.requires("wish.deliver")
@blp.arguments(PlanSchema)
@blp.answers(200, PlanAnswerSchema)
def plan_stops(body: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """Give wishes to a team for a day; one answer a wish."""
    return {"items": planning.plan_stops(actor=g.actor, fair=fair, now=g.now, **body)}


@blp.route("/fairs/<oid:fair>/run-sheets")
@blp.requires("wish.deliver")
@blp.answers(200, SheetDaysSchema)
def list_days(fair: ObjectId) -> dict[str, Any]:
    """How far every run sheet of a fair is."""
    return {"items": sheets.list_days(actor=g.actor, fair=fair)}


@blp.route("/fairs/<oid:fair>/unplanned")
@blp.requires("wish.deliver")
@blp.arguments(Page, location="query")
@blp.answers(200, StopPage)
def list_unplanned(query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """Prepared wishes without a stop, and stops where nobody was."""
    after = cursor.decode(query["cursor"], int)
    rows = sheets.list_unplanned(actor=g.actor, fair=fair, after=after, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["serial"],))
    return {"items": items, "next": following}


@blp.route("/teams/<oid:team>/run-sheet")
@blp.signed_in
@blp.arguments(SheetQuery, location="query")
@blp.answers(200, StopPage)
def read_sheet(query: dict[str, Any], team: ObjectId) -> dict[str, Any]:
    """A team's stops of a day, for its members and planners."""
    limit, after = query["limit"], cursor.decode(query["cursor"], str, int, str)
    rows = sheets.read_sheet(actor=g.actor, team=team, day=query["day"], after=after, limit=limit, now=g.now)
    items, following = cursor.page(rows, limit, lambda row: (row["district"], row["seq"], row["code"]))
    return {"items": items, "next": following}


@blp.route("/teams/<oid:team>/run-sheet/addresses", methods=["POST"])
@blp.signed_in
@blp.arguments(SheetDayQuery)
@blp.answers(200, AddressesSchema)
def open_addresses(body: dict[str, Any], team: ObjectId) -> dict[str, Any]:
    """The addresses of today's stops, for a member on the way; every look is logged."""
    return {"items": sheets.open_addresses(actor=g.actor, team=team, now=g.now, **body)}


@blp.route("/wishes/<code:wish>/address", methods=["POST"])
@blp.signed_in
@blp.answers(200, AddressSchema)
def open_address(wish: str) -> dict[str, Any]:
    """Who and where, for a member of the stop's team on the day; every look is logged."""
    return sheets.open_address(actor=g.actor, wish=wish, now=g.now)


@blp.route("/wishes/<code:wish>/receipt-code")
@blp.requires("wish.deliver")
@blp.answers(200, ReceiptCodeSchema)
def show_receipt_code(wish: str) -> dict[str, Any]:
    """The digits that the beneficiary tells the team."""
    return {"code": sheets.show_receipt_code(actor=g.actor, wish=wish)}


@blp.route("/deliveries/<uuid:client_id>", methods=["PUT"])
@blp.signed_in
@blp.arguments(MarkSchema)
@blp.answers(200, MarkedSchema)
def mark_stop(body: dict[str, Any], client_id: UUID) -> dict[str, Any]:
    """Mark a stop; a repeat is told so."""
    return marking.mark_stop(actor=g.actor, mark=marking.Mark(client_id=str(client_id), **body), now=g.now)


@blp.route("/deliveries/batch", methods=["POST"])
@blp.signed_in
@blp.arguments(MarkQueueSchema(many=True))
@blp.answers(200, QueueAnswerSchema)
def mark_all(rows: list[Any]) -> dict[str, Any]:
    """Mark an offline queue; one answer per row."""
    return {"items": marking.mark_all(actor=g.actor, rows=rows, now=g.now)}


@blp.route("/wishes/<code:wish>/pictures", methods=["POST"])
@blp.signed_in
@blp.takes_file("image/jpeg", "image/png", "image/webp", most=PICTURE_MOST)
@blp.answers(200, PictureSchema)
def add_picture(wish: str, data: bytes) -> dict[str, Any]:
    """Keep a photo of the goods; never of a face."""
    return {"id": photos.add_picture(actor=g.actor, wish=wish, data=data, now=g.now)}


@blp.route("/wishes/<code:wish>/pictures/<picture:picture>")
@blp.signed_in
@blp.answers(200, content_type="image/jpeg")
def get_picture(wish: str, picture: str) -> Response:
    """A photo of the goods, for the stop's team and planners."""
    jpeg = photos.get_picture(actor=g.actor, wish=wish, picture=picture)
    return Response(jpeg, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})


@blp.route("/wishes/<code:wish>/deliver", methods=["POST"])
@blp.requires("wish.deliver")
@blp.arguments(FinishSchema)
@blp.answers(204)
def hand_over(body: dict[str, Any], wish: str) -> None:
    """Record a delivery that no team made: fetched at the counter, done on the spot."""
    finishing.hand_over(actor=g.actor, wish=wish, now=g.now, **body)


@blp.route("/wishes/<code:wish>/close", methods=["POST"])
@blp.requires("wish.deliver")
@blp.arguments(FinishSchema)
@blp.answers(204)
def close_wish(body: dict[str, Any], wish: str) -> None:
    """Close a delivered wish that brought no thanks."""
    finishing.close_wish(actor=g.actor, wish=wish, now=g.now, **body)


@blp.route("/wishes/<code:wish>/thanks", methods=["POST"])
@blp.signed_in
@blp.arguments(ThanksSchema)
@blp.answers(204)
def propose_thanks(body: dict[str, Any], wish: str) -> None:
    """Write down what the beneficiary says; a second person reads it first."""
    thanks.propose_thanks(actor=g.actor, wish=wish, now=g.now, **body)


@blp.route("/wishes/<code:wish>/thanks/review", methods=["POST"])
@blp.requires("wish.deliver")
@blp.arguments(ThanksReviewSchema)
@blp.answers(204)
def review_thanks(body: dict[str, Any], wish: str) -> None:
    """Approve the thanks, which closes the wish, or refuse them."""
    thanks.review_thanks(actor=g.actor, wish=wish, now=g.now, **body)


@blp.route("/wishes/<code:wish>/thanks/read", methods=["POST"])
@blp.public
@blp.arguments(ThanksProofSchema)
@blp.answers(200, ThanksReadSchema)
def read_thanks(body: dict[str, Any], wish: str) -> dict[str, Any]:
    """The thanks, for a claimant without an account: the claim's client id proves it."""
    return {"text": thanks.read_thanks(wish=wish, **body)}


@blp.route("/fairs/<oid:fair>/thanks")
@blp.requires("wish.deliver")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(ThanksWaitingSchema))
def list_thanks(query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """Thanks that wait for a second person."""
    after = cursor.decode(query["cursor"], int)
    rows = thanks.list_thanks(actor=g.actor, fair=fair, after=after, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["serial"],))
    return {"items": items, "next": following}
