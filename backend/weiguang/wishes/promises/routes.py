"""Keeping promises, the rescue list and calls over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, g, request
from marshmallow import fields

from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.json import answer
from weiguang.wishes.promises import calling, keeping, rescue
from weiguang.wishes.promises.keeping import CONTACT, Proof
from weiguang.wishes.promises.schemas import (
    CalledSchema,
    ConfirmSchema,
    ContactSchema,
    ContactSeenSchema,
    NewDaySchema,
    PromiseSchema,
    ProofSchema,
    RescueCountsSchema,
    RescueQuery,
    RescueSchema,
)

blp = Blueprint("promises", __name__, description="认领的约定和救援清单")


@blp.route("/wishes/<code:wish>/ready", methods=["POST"])
@blp.public
@blp.arguments(ProofSchema)
@blp.answers(200, PromiseSchema)
def make_ready(body: dict[str, Any], wish: str) -> dict[str, Any]:
    """Say that the goods are ready; for the claimant, or staff on their behalf."""
    return keeping.make_ready(actor=g.actor, wish=wish, proof=_proof(body), now=g.now)


@blp.route("/wishes/<code:wish>/confirm", methods=["POST"])
@blp.signed_in
@blp.arguments(ConfirmSchema)
@blp.answers(200, PromiseSchema)
def confirm(body: dict[str, Any], wish: str) -> dict[str, Any]:
    """Confirm a claim: it gives way to no card and does not lapse."""
    return keeping.confirm(actor=g.actor, wish=wish, now=g.now, **body)


@blp.route("/wishes/<code:wish>/promise", methods=["POST"])
@blp.public
@blp.arguments(NewDaySchema)
@blp.answers(200, PromiseSchema)
def move_day(body: dict[str, Any], wish: str) -> dict[str, Any]:
    """Promise another day."""
    return keeping.move_day(actor=g.actor, wish=wish, proof=_proof(body), day=body["day"], now=g.now)


@blp.route("/fairs/<oid:fair>/rescue")
@blp.requires(CONTACT)
@blp.arguments(RescueQuery, location="query")
@blp.answers(200, cursor.page_of(RescueSchema, counts=fields.Nested(RescueCountsSchema, required=True)))
def list_rescue(query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """What hangs, worst first."""
    after: Any = cursor.decode(query["cursor"], int, int, int, str)
    limit = query["limit"]
    rows, counts = rescue.list_rescue(actor=g.actor, fair=fair, kind=query["kind"], after=after, limit=limit, now=g.now)
    items, following = cursor.page(rows, limit, rescue.position)
    return {"items": items, "next": following, "counts": counts}


@blp.route("/wishes/<code:wish>/contact", methods=["POST"])
@blp.requires(CONTACT)
@blp.arguments(ContactSchema)
@blp.answers(200, ContactSeenSchema)
def open_contact(body: dict[str, Any], wish: str) -> Response:
    """A claimant's name and phone, opened for a purpose and logged."""
    response = answer(calling.open_contact(actor=g.actor, wish=wish, now=g.now, **body))
    response.headers["Cache-Control"] = "no-store"
    return response


@blp.route("/wishes/<code:wish>/called", methods=["POST"])
@blp.requires(CONTACT)
@blp.arguments(CalledSchema)
@blp.answers(204)
def note_call(body: dict[str, Any], wish: str) -> None:
    """Keep how a call went."""
    calling.note_call(actor=g.actor, wish=wish, now=g.now, **body)


def _proof(body: dict[str, Any]) -> Proof:
    return Proof(client_id=body["client_id"], receipt=body["receipt"], address=request.remote_addr or "")
