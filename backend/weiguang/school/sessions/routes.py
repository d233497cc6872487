"""Sessions over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import g
from marshmallow import fields

from weiguang.school.sessions import attendance, planning, service
from weiguang.school.sessions.schemas import (
    NewSchoolSessionSchema,
    SchoolSessionAttendeeSchema,
    SchoolSessionChangesSchema,
    SchoolSessionPointSchema,
    SchoolSessionSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page

blp = Blueprint("school-sessions", __name__, description="党校课程表")

AttendeePage = cursor.page_of(SchoolSessionAttendeeSchema, came=fields.Integer(required=True))


@blp.route("/school/terms/<oid:term>/sessions", methods=["POST"])
@blp.requires("school.manage")
@blp.arguments(NewSchoolSessionSchema)
@blp.also(200, SchoolSessionSchema)
@blp.answers(201, SchoolSessionSchema)
def make_session(body: dict[str, Any], term: ObjectId) -> tuple[dict[str, Any], int]:
    """Put a session onto the timetable."""
    made, new = planning.make_session(actor=g.actor, term=term, now=g.now, **body)
    return service.show(made, inside=True), 201 if new else 200


@blp.route("/school/sessions/<oid:session>", methods=["PATCH"])
@blp.requires("school.manage")
@blp.arguments(SchoolSessionChangesSchema)
@blp.answers(200, SchoolSessionSchema)
def change_session(body: dict[str, Any], session: ObjectId) -> dict[str, Any]:
    """Change a session; trainees are told of another time or place."""
    changed = planning.change_session(actor=g.actor, session=session, changes=body, now=g.now)
    return service.show(changed, inside=True)


@blp.route("/school/sessions/<oid:session>/check-in-point")
@blp.requires("school.manage")
@blp.answers(200, SchoolSessionPointSchema)
def show_point(session: ObjectId) -> dict[str, Any]:
    """The check-in point, for the screen and the desk."""
    return attendance.show_point(actor=g.actor, session=session)


@blp.route("/school/sessions/<oid:session>/attendance")
@blp.requires("school.manage")
@blp.arguments(Page, location="query")
@blp.answers(200, AttendeePage)
def list_attendance(query: dict[str, Any], session: ObjectId) -> dict[str, Any]:
    """The trainees, and who of them came; ``came`` are people (人)."""
    after = cursor.decode(query["cursor"], ObjectId)
    people, came = attendance.list_attendance(
        actor=g.actor, session=session, after=after[0] if after else None, limit=query["limit"]
    )
    items, following = cursor.page(people, query["limit"], lambda one: (one["person"],))
    return {"items": items, "next": following, "came": came}
