"""The branch tree over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import g

from weiguang.branches import membership, service
from weiguang.branches.schemas import (
    ApplicationSchema,
    ApplicationsQuery,
    ApplicationStateSchema,
    BranchDetailSchema,
    BranchSchema,
    DecisionSchema,
    DeclarationSchema,
    MemberSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page

blp = Blueprint("branches", __name__, url_prefix="/branches", description="支部")


@blp.route("")
@blp.public
@blp.answers(200, cursor.page_of(BranchSchema))
def list_branches() -> dict[str, Any]:
    """The whole tree in one page."""
    return {"items": service.list_branches(), "next": None}


@blp.route("/<oid:branch>")
@blp.public
@blp.answers(200, BranchDetailSchema)
def get_branch(branch: ObjectId) -> dict[str, Any]:
    """One branch."""
    return service.get_branch(actor=g.actor, branch=branch)


@blp.route("/<oid:branch>/members")
@blp.requires("branch.members")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(MemberSchema))
def list_members(query: dict[str, Any], branch: ObjectId) -> dict[str, Any]:
    """The members of a branch, for those who look after it."""
    after = cursor.decode(query["cursor"], ObjectId)
    rows = service.list_members(actor=g.actor, branch=branch, after=after[0] if after else None, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["id"],))
    return {"items": items, "next": following}


@blp.route("/<oid:branch>/application", methods=["PUT"])
@blp.signed_in
@blp.arguments(DeclarationSchema)
@blp.also(200, ApplicationStateSchema)
@blp.answers(201, ApplicationStateSchema)
def apply_to_branch(body: dict[str, Any], branch: ObjectId) -> tuple[dict[str, Any], int]:
    """Declare oneself to a branch (亮身份)."""
    kept, new = membership.apply_to_branch(actor=g.actor, branch=branch, now=g.now, **body)
    return _state(kept), 201 if new else 200


@blp.route("/<oid:branch>/applications")
@blp.requires("branch.approve")
@blp.arguments(ApplicationsQuery, location="query")
@blp.answers(200, cursor.page_of(ApplicationSchema))
def list_applications(query: dict[str, Any], branch: ObjectId) -> dict[str, Any]:
    """Who asked to join."""
    after = cursor.decode(query["cursor"], str)
    rows = service.list_applications(
        actor=g.actor, branch=branch, state=query["state"], after=after[0] if after else None, limit=query["limit"]
    )
    items, following = cursor.page(rows, query["limit"], lambda row: (row["key"],))
    return {"items": [{name: row[name] for name in row if name != "key"} for row in items], "next": following}


@blp.route("/<oid:branch>/applications/<oid:person>", methods=["PATCH"])
@blp.requires("branch.approve")
@blp.arguments(DecisionSchema)
@blp.answers(200, ApplicationStateSchema)
def decide_application(body: dict[str, Any], branch: ObjectId, person: ObjectId) -> dict[str, Any]:
    """Approve or refuse."""
    decided = membership.decide_application(
        actor=g.actor,
        branch=branch,
        person=person,
        approve=body["decision"] == "approve",
        reason=body["reason"],
        now=g.now,
    )
    return _state(decided)


def _state(application: dict[str, Any]) -> dict[str, Any]:
    return {name: application[name] for name in ("branch", "state", "submitted_at")}
