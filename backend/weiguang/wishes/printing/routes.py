"""What is printed, over HTTP. Cards are a POST, because the answer holds secrets and nothing may keep it."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, current_app, g

from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.json import answer
from weiguang.web.schema import Page
from weiguang.web.site import settings_of
from weiguang.wishes.printing import service
from weiguang.wishes.printing.schemas import (
    PaperRowSchema,
    PrintingSchema,
    PrintSchema,
    ReplaceSchema,
    RoseCardSchema,
    RoseCardsSchema,
)

blp = Blueprint("printing", __name__, description="打印玫瑰卡、海报和登记表")


@blp.route("/fairs/<oid:fair>/printing")
@blp.requires("wish.print")
@blp.answers(200, PrintingSchema)
def describe_fair(fair: ObjectId) -> dict[str, Any]:
    """What there is to print at a fair."""
    return service.describe_fair(actor=g.actor, fair=fair, base_url=settings_of(current_app).base_url)


@blp.route("/fairs/<oid:fair>/cards", methods=["POST"])
@blp.requires("wish.print")
@blp.arguments(PrintSchema)
@blp.answers(200, RoseCardsSchema)
def print_cards(body: dict[str, Any], fair: ObjectId) -> Response:
    """Rose cards with their tear-off codes; printing again gives the same codes."""
    base_url = settings_of(current_app).base_url
    return _secret(service.print_cards(actor=g.actor, fair=fair, base_url=base_url, now=g.now, **body))


@blp.route("/wishes/<code:wish>/card/replace", methods=["POST"])
@blp.requires("wish.print")
@blp.arguments(ReplaceSchema)
@blp.answers(200, RoseCardSchema)
def replace_card(body: dict[str, Any], wish: str) -> Response:
    """Replace a lost card; the old tear-off code is void."""
    base_url = settings_of(current_app).base_url
    return _secret(service.replace_card(actor=g.actor, wish=wish, base_url=base_url, now=g.now, **body))


@blp.route("/fairs/<oid:fair>/claim-list")
@blp.requires("wish.print")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(PaperRowSchema))
def list_claimable(query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """The rows of the paper claim list: wishes that wait for somebody, by serial."""
    after = cursor.decode(query["cursor"], int)
    rows = service.list_claimable(actor=g.actor, fair=fair, after=after, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["serial"],))
    return {"items": items, "next": following}


def _secret(body: dict[str, Any]) -> Response:
    response = answer(body)
    response.headers["Cache-Control"] = "no-store"
    return response
