"""Meetings over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import g
from marshmallow import fields

from weiguang.meetings import apologies, attendance, convening, overview, service, viewing
from weiguang.meetings.schemas import (
    ApologySchema,
    AttendanceFiguresSchema,
    AttendanceQuery,
    AttendeeSchema,
    CancellationSchema,
    InvitationAnswerSchema,
    MeetingChangesSchema,
    MeetingItemSchema,
    MeetingPointSchema,
    MeetingSchema,
    MeetingsQuery,
    MeetingYearSchema,
    NewApologySchema,
    NewMeetingSchema,
    YearQuery,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint

blp = Blueprint("meetings", __name__, description="三会一课和主题党日")

MeetingPage = cursor.page_of(MeetingItemSchema)
AttendancePage = cursor.page_of(AttendeeSchema, figures=fields.Nested(AttendanceFiguresSchema, required=True))


@blp.route("/meetings")
@blp.signed_in
@blp.arguments(MeetingsQuery, location="query")
@blp.answers(200, MeetingPage)
def list_meetings(query: dict[str, Any]) -> dict[str, Any]:
    """The meetings that concern me."""
    return _page(service.list_meetings, query)


@blp.route("/meetings/convened")
@blp.requires("meeting.convene")
@blp.arguments(MeetingsQuery, location="query")
@blp.answers(200, MeetingPage)
def list_convened(query: dict[str, Any]) -> dict[str, Any]:
    """The meetings that my role reaches, invitations among them."""
    return _page(service.list_convened, query)


def _page(listed: Any, query: dict[str, Any]) -> dict[str, Any]:
    after = cursor.decode(query["cursor"], int, ObjectId)
    found = listed(actor=g.actor, when=query["when"], after=after, limit=query["limit"], now=g.now)
    items, following = cursor.page(found, query["limit"], service.position_of)
    return {"items": service.show_items(items, actor=g.actor, now=g.now), "next": following}


@blp.route("/meetings", methods=["POST"])
@blp.requires("meeting.convene")
@blp.arguments(NewMeetingSchema)
@blp.also(200, MeetingSchema)
@blp.answers(201, MeetingSchema)
def convene(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Convene a meeting."""
    made, new = convening.convene(actor=g.actor, now=g.now, **body)
    return viewing.show(made, actor=g.actor, now=g.now), 201 if new else 200


@blp.route("/meetings/<oid:meeting>")
@blp.signed_in
@blp.answers(200, MeetingSchema)
def show_meeting(meeting: ObjectId) -> dict[str, Any]:
    """One meeting."""
    return viewing.show_meeting(actor=g.actor, meeting=meeting, now=g.now)


@blp.route("/meetings/<oid:meeting>", methods=["PATCH"])
@blp.requires("meeting.convene")
@blp.arguments(MeetingChangesSchema)
@blp.answers(200, MeetingSchema)
def change_meeting(body: dict[str, Any], meeting: ObjectId) -> dict[str, Any]:
    """Change a meeting; people are told of another time or place."""
    changed = convening.change_meeting(actor=g.actor, meeting=meeting, changes=body, now=g.now)
    return viewing.show(changed, actor=g.actor, now=g.now)


@blp.route("/meetings/<oid:meeting>/cancellation", methods=["PUT"])
@blp.requires("meeting.convene")
@blp.arguments(CancellationSchema)
@blp.answers(200, MeetingSchema)
def cancel_meeting(body: dict[str, Any], meeting: ObjectId) -> dict[str, Any]:
    """Cancel a meeting."""
    cancelled = convening.cancel_meeting(actor=g.actor, meeting=meeting, note=body["note"], now=g.now)
    return viewing.show(cancelled, actor=g.actor, now=g.now)


@blp.route("/meetings/<oid:meeting>/branches/<oid:branch>", methods=["PUT"])
@blp.requires("meeting.convene")
@blp.arguments(InvitationAnswerSchema)
@blp.answers(200, MeetingSchema)
def answer_invitation(body: dict[str, Any], meeting: ObjectId, branch: ObjectId) -> dict[str, Any]:
    """Accept or decline an invitation for a branch."""
    answered = convening.answer_invitation(
        actor=g.actor, meeting=meeting, branch=branch, decision=body["decision"], now=g.now
    )
    return viewing.show(answered, actor=g.actor, now=g.now)


@blp.route("/meetings/<oid:meeting>/apology", methods=["PUT"])
@blp.signed_in
@blp.arguments(NewApologySchema)
@blp.answers(200, ApologySchema)
def apologise(body: dict[str, Any], meeting: ObjectId) -> dict[str, Any]:
    """Say why I cannot come."""
    return apologies.apologise(actor=g.actor, meeting=meeting, reason=body["reason"], now=g.now)


@blp.route("/meetings/<oid:meeting>/apology", methods=["DELETE"])
@blp.signed_in
@blp.answers(204)
def withdraw_apology(meeting: ObjectId) -> None:
    """I can come after all."""
    apologies.withdraw(actor=g.actor, meeting=meeting, now=g.now)


@blp.route("/meetings/<oid:meeting>/check-in-point")
@blp.requires("meeting.convene")
@blp.answers(200, MeetingPointSchema)
def show_point(meeting: ObjectId) -> dict[str, Any]:
    """The check-in point, for the screen and the desk."""
    return attendance.show_point(actor=g.actor, meeting=meeting)


@blp.route("/meetings/<oid:meeting>/attendance")
@blp.requires("meeting.convene")
@blp.arguments(AttendanceQuery, location="query")
@blp.answers(200, AttendancePage)
def list_attendance(query: dict[str, Any], meeting: ObjectId) -> dict[str, Any]:
    """Who came, and who said why not, of my branches."""
    after, limit = cursor.decode(query["cursor"], ObjectId), query["limit"]
    people, figures = attendance.list_attendance(
        actor=g.actor,
        meeting=meeting,
        state=query["state"],
        after=after[0] if after else None,
        limit=limit,
        now=g.now,
    )
    items, following = cursor.page(people, limit, lambda one: (one["person"],))
    return {"items": items, "next": following, "figures": figures}


@blp.route("/branches/<oid:branch>/meeting-year")
@blp.requires("meeting.convene")
@blp.arguments(YearQuery, location="query")
@blp.answers(200, MeetingYearSchema)
def show_year(query: dict[str, Any], branch: ObjectId) -> dict[str, Any]:
    """A year of a branch's meetings."""
    return overview.show_year(actor=g.actor, branch=branch, year=query["year"], now=g.now)
