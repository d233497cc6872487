"""Assignments over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import g

from weiguang.school.assignments import handing_in, service, setting
from weiguang.school.assignments.schemas import (
    AssignmentChangesSchema,
    AssignmentSchema,
    HandingInSchema,
    NewAssignmentSchema,
    ReviewSchema,
    SetAssignmentSchema,
    SubmissionItemSchema,
    SubmissionSchema,
    SubmissionsQuery,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint

blp = Blueprint("school-assignments", __name__, description="党校作业")


@blp.route("/school/terms/<oid:term>/assignments", methods=["POST"])
@blp.requires("school.manage")
@blp.arguments(NewAssignmentSchema)
@blp.also(200, SetAssignmentSchema)
@blp.answers(201, SetAssignmentSchema)
def set_assignment(body: dict[str, Any], term: ObjectId) -> tuple[dict[str, Any], int]:
    """Set an assignment; trainees are told."""
    made, new = setting.set_assignment(actor=g.actor, term=term, now=g.now, **body)
    return service.show(made), 201 if new else 200


@blp.route("/school/assignments/<oid:assignment>")
@blp.signed_in
@blp.answers(200, AssignmentSchema)
def show_assignment(assignment: ObjectId) -> dict[str, Any]:
    """One assignment, with what I handed in."""
    return service.show_assignment(actor=g.actor, assignment=assignment)


@blp.route("/school/assignments/<oid:assignment>", methods=["PATCH"])
@blp.requires("school.manage")
@blp.arguments(AssignmentChangesSchema)
@blp.answers(200, SetAssignmentSchema)
def change_assignment(body: dict[str, Any], assignment: ObjectId) -> dict[str, Any]:
    """Change an assignment, or withdraw it."""
    changed = setting.change_assignment(actor=g.actor, assignment=assignment, changes=body, now=g.now)
    return service.show(changed)


@blp.route("/school/assignments/<oid:assignment>/submission", methods=["PUT"])
@blp.signed_in
@blp.arguments(HandingInSchema)
@blp.answers(200, SubmissionSchema)
def hand_in(body: dict[str, Any], assignment: ObjectId) -> dict[str, Any]:
    """Hand in, as often as I like until it is passed."""
    return service.show_submission(handing_in.hand_in(actor=g.actor, assignment=assignment, now=g.now, **body))


@blp.route("/school/assignments/<oid:assignment>/submissions")
@blp.requires("school.manage")
@blp.arguments(SubmissionsQuery, location="query")
@blp.answers(200, cursor.page_of(SubmissionItemSchema))
def list_submissions(query: dict[str, Any], assignment: ObjectId) -> dict[str, Any]:
    """What was handed in, the one that waits longest first."""
    after, limit = cursor.decode(query["cursor"], int, str), query["limit"]
    rows = service.list_submissions(
        actor=g.actor, assignment=assignment, state=query["state"], after=after, limit=limit
    )
    items, following = cursor.page(rows, limit, lambda row: row["position"])
    return {"items": [{name: row[name] for name in row if name != "position"} for row in items], "next": following}


@blp.route("/school/assignments/<oid:assignment>/submissions/<oid:person>/review", methods=["PUT"])
@blp.requires("school.manage")
@blp.arguments(ReviewSchema)
@blp.answers(200, SubmissionSchema)
def review(body: dict[str, Any], assignment: ObjectId, person: ObjectId) -> dict[str, Any]:
    """Answer a submission: passed, or please revise."""
    answered = handing_in.review(actor=g.actor, assignment=assignment, person=person, now=g.now, **body)
    return service.show_submission(answered)
