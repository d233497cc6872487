"""Collecting and reviewing wishes over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, g

from weiguang.storage.uploads import UPLOAD_MOST
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.wishes.collecting import drafting, importing, opening, reviewing, template
from weiguang.wishes.collecting.schemas import (
    CollectingSchema,
    DraftChangesSchema,
    DraftSchema,
    DraftsQuery,
    ImportQuery,
    NewDraftSchema,
    ReviewPurposeSchema,
    TrueStorySchema,
    WallOpenedSchema,
    WallOpeningSchema,
    WishImportSchema,
    WishReviewSchema,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blp = Blueprint("collecting", __name__, description="征集与审核心愿")


@blp.route("/fairs/<oid:fair>/collecting")
@blp.requires("wish.collect")
@blp.answers(200, CollectingSchema)
def read_progress(fair: ObjectId) -> dict[str, Any]:
    """How far collecting is."""
    return drafting.read_progress(actor=g.actor, fair=fair)


@blp.route("/fairs/<oid:fair>/wishes/template.xlsx")
@blp.requires("wish.collect")
@blp.answers(200, content_type=XLSX)
def get_template(fair: ObjectId) -> Response:
    """The spreadsheet to fill in."""
    drafting.read_progress(actor=g.actor, fair=fair)
    shown = {"Content-Disposition": 'attachment; filename="wishes.xlsx"'}
    return Response(template.make_template(), mimetype=XLSX, headers=shown)


@blp.route("/fairs/<oid:fair>/wishes/import", methods=["POST"])
@blp.requires("wish.collect")
@blp.arguments(ImportQuery, location="query")
@blp.takes_file(XLSX, "text/csv", most=UPLOAD_MOST + 1)
@blp.answers(202, WishImportSchema)
def start_import(query: dict[str, Any], fair: ObjectId, data: bytes) -> dict[str, Any]:
    """Look at a spreadsheet, or import it, all rows or none; then follow the import."""
    started = importing.start_import(actor=g.actor, fair=fair, data=data, now=g.now, **query)
    return importing.show_import(started)


@blp.route("/fairs/<oid:fair>/wishes/imports/<oid:upload>")
@blp.requires("wish.collect")
@blp.answers(200, WishImportSchema)
def get_import(fair: ObjectId, upload: ObjectId) -> dict[str, Any]:
    """How far an import is, and what it found."""
    return importing.show_import(importing.get_import(actor=g.actor, fair=fair, upload=upload))


@blp.route("/fairs/<oid:fair>/wishes", methods=["POST"])
@blp.requires("wish.collect")
@blp.arguments(NewDraftSchema)
@blp.also(200, DraftSchema)
@blp.answers(201, DraftSchema)
def create_draft(body: dict[str, Any], fair: ObjectId) -> tuple[dict[str, Any], int]:
    """Write a wish down."""
    client_id, identity = body.pop("client_id"), body.pop("beneficiary")
    wish, new = drafting.create_draft(
        actor=g.actor, fair=fair, client_id=client_id, draft=body, identity=identity, now=g.now
    )
    return drafting.show_draft(wish, actor=g.actor), 201 if new else 200


@blp.route("/fairs/<oid:fair>/drafts")
@blp.requires("wish.collect")
@blp.arguments(DraftsQuery, location="query")
@blp.answers(200, cursor.page_of(DraftSchema))
def list_drafts(query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """Wishes that are not on the wall yet: all for those who review, one's own for those who collect."""
    limit, after = query["limit"], cursor.decode(query["cursor"], int)
    rows = drafting.list_drafts(actor=g.actor, fair=fair, state=query["state"], after=after, limit=limit)
    items, following = cursor.page(rows, limit, lambda row: (row["serial"],))
    return {"items": items, "next": following}


@blp.route("/wishes/<code:wish>/draft")
@blp.requires("wish.collect")
@blp.answers(200, DraftSchema)
def get_draft(wish: str) -> dict[str, Any]:
    """One wish that is not on the wall yet."""
    return drafting.get_draft(actor=g.actor, wish=wish)


@blp.route("/wishes/<code:wish>/draft", methods=["PATCH"])
@blp.requires("wish.collect")
@blp.arguments(DraftChangesSchema)
@blp.answers(200, DraftSchema)
def edit_draft(body: dict[str, Any], wish: str) -> dict[str, Any]:
    """Change a collected wish of mine."""
    version, identity = body.pop("version"), body.pop("beneficiary", {})
    edited = drafting.edit_draft(actor=g.actor, wish=wish, version=version, changes=body, identity=identity, now=g.now)
    return drafting.show_draft(edited, actor=g.actor)


@blp.route("/wishes/<code:wish>/review", methods=["POST"])
@blp.requires("wish.review")
@blp.arguments(WishReviewSchema)
@blp.answers(200, DraftSchema)
def review_wish(body: dict[str, Any], wish: str) -> dict[str, Any]:
    """Approve a wish that somebody else collected, or send it back."""
    decided = reviewing.review_wish(actor=g.actor, wish=wish, now=g.now, **body)
    return drafting.show_draft(decided, actor=g.actor)


@blp.route("/wishes/<code:wish>/beneficiary", methods=["POST"])
@blp.requires("wish.review")
@blp.arguments(ReviewPurposeSchema)
@blp.answers(200, TrueStorySchema)
def open_story(body: dict[str, Any], wish: str) -> dict[str, Any]:
    """Open the true story behind a wish under review; each look is logged."""
    return reviewing.open_story(actor=g.actor, wish=wish, now=g.now, **body)


@blp.route("/fairs/<oid:fair>/wall", methods=["POST"])
@blp.requires("wish.review")
@blp.arguments(WallOpeningSchema)
@blp.answers(200, WallOpenedSchema)
def open_wall(_: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """Open the wall: everything reviewed can be claimed from now on."""
    return opening.open_wall(actor=g.actor, fair=fair, now=g.now)
