"""Lists, helped claims, receipts and conflicts over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import current_app, g, request

from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page
from weiguang.web.site import settings_of
from weiguang.wishes.claiming import Claimant
from weiguang.wishes.taking import conflicts, deciding, helping, organisations, paper
from weiguang.wishes.taking.schemas import (
    ClaimConflictSchema,
    ConflictDecisionSchema,
    HelpedClaimedSchema,
    HelpedClaimSchema,
    ListAnswerSchema,
    OrganisationListSchema,
    PaperAnswersSchema,
    PaperListSchema,
    ReceiptSchema,
)

blp = Blueprint("taking", __name__, description="单位认领、代人认领、纸质登记")


@blp.route("/fairs/<oid:fair>/organisation-claims", methods=["POST"])
@blp.public
@blp.arguments(OrganisationListSchema)
@blp.answers(200, ListAnswerSchema)
def claim_list(body: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """Claim many wishes in an organisation's name; one answer per row."""
    body.pop("consent")
    codes, address = body.pop("codes"), request.remote_addr or ""
    claimant = Claimant(**body)
    return {
        "items": organisations.claim_list(
            actor=g.actor, fair=fair, claimant=claimant, codes=codes, address=address, now=g.now
        )
    }


@blp.route("/wishes/<code:wish>/helped-claim", methods=["POST"])
@blp.requires("claim.help")
@blp.arguments(HelpedClaimSchema)
@blp.also(200, HelpedClaimedSchema)
@blp.answers(201, HelpedClaimedSchema)
def help_claim(body: dict[str, Any], wish: str) -> tuple[dict[str, Any], int]:
    """Claim for somebody without a phone; the answer has the link of the paper receipt."""
    body.pop("consent")
    base_url = settings_of(current_app).base_url
    kept, new = helping.help_claim(actor=g.actor, wish=wish, claimant=Claimant(**body), base_url=base_url, now=g.now)
    return kept, 201 if new else 200


@blp.route("/wishes/<code:wish>/receipt/<token>")
@blp.public
@blp.answers(200, ReceiptSchema)
def read_receipt(wish: str, token: str) -> dict[str, Any]:
    """The claim of a paper receipt."""
    return helping.read_receipt(wish=wish, token=token, address=request.remote_addr or "", now=g.now)


@blp.route("/fairs/<oid:fair>/paper-claims", methods=["POST"])
@blp.requires("claim.help")
@blp.arguments(PaperListSchema(many=True))
@blp.answers(200, PaperAnswersSchema)
def key_in(rows: list[Any], fair: ObjectId) -> dict[str, Any]:
    """Key in a paper list with its true times; one answer per row."""
    return {"items": paper.key_in(actor=g.actor, fair=fair, rows=rows, now=g.now)}


@blp.route("/fairs/<oid:fair>/conflicts")
@blp.requires("claim.help")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(ClaimConflictSchema))
def list_conflicts(query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """What paper lists and cards left to do, oldest first."""
    after = cursor.decode(query["cursor"], int, ObjectId)
    rows = conflicts.list_conflicts(actor=g.actor, fair=fair, after=after, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: row["position"])
    return {"items": [{name: row[name] for name in row if name != "position"} for row in items], "next": following}


@blp.route("/fairs/<oid:fair>/conflicts/<oid:todo>/resolve", methods=["POST"])
@blp.requires("wish.release")
@blp.arguments(ConflictDecisionSchema)
@blp.answers(204)
def resolve_conflict(body: dict[str, Any], fair: ObjectId, todo: ObjectId) -> None:
    """Decide one thing to do."""
    deciding.resolve_conflict(actor=g.actor, fair=fair, todo=todo, now=g.now, **body)
