"""Minutes over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import g

from weiguang.meetings.minutes import service, signing, writing
from weiguang.meetings.minutes.schemas import (
    MinutesCorrectionSchema,
    MinutesSchema,
    MinutesWriteSchema,
    SignatureSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page

blp = Blueprint("minutes", __name__, description="会议记录")


@blp.route("/meetings/<oid:meeting>/minutes")
@blp.signed_in
@blp.answers(200, MinutesSchema)
def show_minutes(meeting: ObjectId) -> dict[str, Any]:
    """The minutes: the newest text for who keeps them, the newest signed one for everybody else."""
    return service.show_minutes(actor=g.actor, meeting=meeting)


@blp.route("/meetings/<oid:meeting>/minutes", methods=["PUT"])
@blp.signed_in
@blp.arguments(MinutesWriteSchema)
@blp.answers(200, MinutesSchema)
def write_minutes(body: dict[str, Any], meeting: ObjectId) -> dict[str, Any]:
    """Save what I wrote; what others saved meanwhile is merged with it, and the answer says so."""
    return writing.write(actor=g.actor, meeting=meeting, now=g.now, **body)


@blp.route("/meetings/<oid:meeting>/minutes/signature", methods=["PUT"])
@blp.signed_in
@blp.arguments(SignatureSchema)
@blp.answers(200, MinutesSchema)
def sign_minutes(body: dict[str, Any], meeting: ObjectId) -> dict[str, Any]:
    """Sign the revision that I read; the minutes are locked then."""
    return signing.sign(actor=g.actor, meeting=meeting, revision=body["revision"], now=g.now)


@blp.route("/meetings/<oid:meeting>/minutes/versions")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(MinutesSchema))
def list_versions(query: dict[str, Any], meeting: ObjectId) -> dict[str, Any]:
    """Every signed version, newest first."""
    after, limit = cursor.decode(query["cursor"], int), query["limit"]
    found = service.list_versions(actor=g.actor, meeting=meeting, after=after[0] if after else None, limit=limit)
    items, following = cursor.page(found, limit, lambda one: (one["version"],))
    return {"items": items, "next": following}


@blp.route("/meetings/<oid:meeting>/minutes/versions/<int:version>", methods=["PUT"])
@blp.signed_in
@blp.arguments(MinutesCorrectionSchema)
@blp.answers(200, MinutesSchema)
def correct_minutes(body: dict[str, Any], meeting: ObjectId, version: int) -> dict[str, Any]:
    """Open the next version of signed minutes, to correct them."""
    return signing.correct(actor=g.actor, meeting=meeting, version=version, reason=body["reason"], now=g.now)
