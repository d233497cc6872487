"""Wishes, claims and fairs over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, current_app, g, request

from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.etag import tagged, tagged_bytes
from weiguang.web.schema import Page
from weiguang.web.site import settings_of
from weiguang.wishes import boards, claiming, holding, qr, releasing, rules, service
from weiguang.wishes.schemas import (
    BoardSchema,
    ClaimedSchema,
    ClaimSchema,
    FairSchema,
    GivingBackSchema,
    HeldSchema,
    HoldSchema,
    MyClaimSchema,
    ReleaseSchema,
    WishesQuery,
    WishItemSchema,
    WishSchema,
)

QR_CACHE = "public, max-age=2592000"

blp = Blueprint("wishes", __name__, description="微心愿和公益集市")


@blp.route("/wishes")
@blp.public
@blp.arguments(WishesQuery, location="query")
@blp.answers(200, cursor.page_of(WishItemSchema))
def list_wishes(query: dict[str, Any]) -> Response:
    """Wishes by serial."""
    limit, position = query.pop("limit"), query.pop("cursor")
    after = cursor.decode(position, int, str)
    rows = service.list_wishes(after=after, limit=limit, **query)
    items, following = cursor.page(rows, limit, lambda row: (row["serial"], row["code"]))
    return tagged({"items": items, "next": following})


@blp.route("/wishes/<code:wish>")
@blp.public
@blp.answers(200, WishSchema)
def get_wish(wish: str) -> dict[str, Any]:
    """One wish."""
    return service.get_wish(actor=g.actor, wish=wish)


@blp.route("/wishes/<code:wish>/qr.svg")
@blp.public
@blp.answers(200, content_type="image/svg+xml")
def draw_code(wish: str) -> Response:
    """The QR code of the wish's printed card."""
    service.must_exist(wish)
    drawn = qr.draw_code(settings_of(current_app).base_url, wish)
    return tagged_bytes(drawn, cache=QR_CACHE, mimetype="image/svg+xml")


@blp.route("/wishes/<code:wish>/claim", methods=["PUT"])
@blp.public
@blp.arguments(ClaimSchema)
@blp.also(200, ClaimedSchema)
@blp.answers(201, ClaimedSchema)
def claim_wish(body: dict[str, Any], wish: str) -> tuple[dict[str, Any], int]:
    """Claim a wish, with or without an account; the same claimant again gets the same answer."""
    body.pop("consent")
    kept, new = claiming.claim_wish(actor=g.actor, wish=wish, claimant=claiming.Claimant(**body), now=g.now)
    return _claimed(kept), 201 if new else 200


@blp.route("/wishes/<code:wish>/hold", methods=["PUT"])
@blp.public
@blp.arguments(HoldSchema)
@blp.answers(200, HeldSchema)
def hold_wish(body: dict[str, Any], wish: str) -> dict[str, Any]:
    """Keep an open wish for 15 minutes while the claim card is filled in."""
    return holding.hold_wish(wish=wish, now=g.now, address=request.remote_addr or "", **body)


@blp.route("/wishes/<code:wish>/hold", methods=["DELETE"])
@blp.public
@blp.arguments(HoldSchema)
@blp.answers(204)
def let_go(body: dict[str, Any], wish: str) -> None:
    """Let a held wish go."""
    holding.let_go(wish=wish, **body)


@blp.route("/wishes/<code:wish>/claim", methods=["DELETE"])
@blp.public
@blp.arguments(GivingBackSchema, required=False)
@blp.answers(204)
def give_back(body: dict[str, Any], wish: str) -> None:
    """Give my claim back; without an account the claim's client id or its paper receipt proves it."""
    releasing.give_back(actor=g.actor, wish=wish, now=g.now, address=request.remote_addr or "", **body)


@blp.route("/wishes/<code:wish>/release", methods=["POST"])
@blp.requires("wish.release")
@blp.arguments(ReleaseSchema)
@blp.answers(204)
def release_wish(body: dict[str, Any], wish: str) -> None:
    """Open a claimed wish again on the claimant's behalf."""
    releasing.release_wish(actor=g.actor, wish=wish, now=g.now, **body)


@blp.route("/me/claims")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(MyClaimSchema))
def list_claims(query: dict[str, Any]) -> dict[str, Any]:
    """What I claimed, latest first."""
    after = cursor.decode(query["cursor"], int, str)
    rows = service.list_claims(actor=g.actor, after=after, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: row["position"])
    return {"items": [{name: row[name] for name in row if name != "position"} for row in items], "next": following}


@blp.route("/fairs")
@blp.public
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(FairSchema))
def list_fairs(query: dict[str, Any]) -> Response:
    """Charity fairs, newest first."""
    after = cursor.decode(query["cursor"], str, ObjectId)
    rows = boards.list_fair_items(after=after, limit=query["limit"], now=g.now)
    items, following = cursor.page(rows, query["limit"], lambda row: (row["date"], row["id"]))
    return tagged({"items": items, "next": following})


@blp.route("/fairs/<oid:fair>/board")
@blp.public
@blp.answers(200, BoardSchema)
def read_board(fair: ObjectId) -> Response:
    """The live figures of a fair; poll it with the ETag."""
    board = boards.read_board(fair=fair, now=g.now)
    return tagged_bytes(board.raw, cache="public, no-cache", tag=board.tag)


def _claimed(wish: dict[str, Any]) -> dict[str, Any]:
    claim = wish["claim"]
    promised = rules.promised_day(wish)
    steps = rules.next_steps(
        item=wish["item"], deliver_hint=wish["deliver_hint"], number=claim["number"], promised=promised
    )
    shown = {name: claim[name] for name in ("number", "claimed_at", "phone_masked", "name_masked")}
    return shown | {"code": wish["_id"], "item": wish["item"], "promise_by": promised, "next_steps": steps}
