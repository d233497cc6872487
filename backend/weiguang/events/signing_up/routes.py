"""Signing up, plans and rosters over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, current_app, g

from weiguang.events.routes import EventItemPage
from weiguang.events.signing_up import joining, listing, planning, rostering
from weiguang.events.signing_up.schemas import (
    MoveSchema,
    NewSignUpPlanSchema,
    RegisteringSchema,
    RegistrationSchema,
    RosterRowSchema,
    SeatQuery,
    SignUpPlanSchema,
    TakingBackQuery,
)
from weiguang.events.signing_up.spreadsheet import XLSX, write_roster
from weiguang.storage.clock import local_day
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page
from weiguang.web.site import settings_of

blp = Blueprint("signing_up", __name__, description="报名、岗位和名单")


@blp.route("/events/<oid:event>/registration")
@blp.signed_in
@blp.answers(200, RegistrationSchema)
def show_mine(event: ObjectId) -> dict[str, Any]:
    """My registration: placed, or waiting at which position."""
    return joining.show_mine(actor=g.actor, event=event)


@blp.route("/events/<oid:event>/registration", methods=["PUT"])
@blp.signed_in
@blp.arguments(RegisteringSchema)
@blp.also(200, RegistrationSchema)
@blp.answers(201, RegistrationSchema)
def sign_up(body: dict[str, Any], event: ObjectId) -> tuple[dict[str, Any], int]:
    """Sign up; where no place is free, wait in line."""
    demo = settings_of(current_app).demo
    kept, new = joining.sign_up(actor=g.actor, event=event, demo=demo, now=g.now, **body)
    return kept, 201 if new else 200


@blp.route("/events/<oid:event>/registration", methods=["DELETE"])
@blp.signed_in
@blp.arguments(TakingBackQuery, location="query")
@blp.answers(204)
def take_back(query: dict[str, Any], event: ObjectId) -> None:
    """Take one sign-up back, or all of mine."""
    joining.take_back(actor=g.actor, event=event, client_id=query["client_id"], now=g.now)


@blp.route("/me/registrations")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, EventItemPage)
def list_registrations(query: dict[str, Any]) -> dict[str, Any]:
    """What I signed up for, latest first."""
    after, limit = cursor.decode(query["cursor"], int, str), query["limit"]
    rows = listing.list_registrations(actor=g.actor, after=after, limit=limit)
    items, following = cursor.page(rows, limit, lambda row: row[1])
    return {"items": [shown for shown, _ in items], "next": following}


@blp.route("/events/<oid:event>/posts")
@blp.requires("event.manage")
@blp.answers(200, SignUpPlanSchema)
def show_plan(event: ObjectId) -> dict[str, Any]:
    """Capacity, posts and shifts, as their organiser edits them."""
    return planning.show_plan(actor=g.actor, event=event)


@blp.route("/events/<oid:event>/posts", methods=["PUT"])
@blp.requires("event.manage")
@blp.arguments(NewSignUpPlanSchema)
@blp.answers(200, SignUpPlanSchema)
def save_plan(body: dict[str, Any], event: ObjectId) -> dict[str, Any]:
    """Set capacity, posts and shifts as a whole."""
    return planning.save_plan(actor=g.actor, event=event, now=g.now, **body)


@blp.route("/events/<oid:event>/roster")
@blp.requires("event.manage")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(RosterRowSchema))
def list_roster(query: dict[str, Any], event: ObjectId) -> dict[str, Any]:
    """Who signed up, shift by shift."""
    after, limit = cursor.decode(query["cursor"], int, int, int, str), query["limit"]
    rows = rostering.list_roster(actor=g.actor, event=event, after=after, limit=limit)
    items, following = cursor.page(rows, limit, lambda row: row["place"])
    hidden = ("place", "client_id")
    return {
        "items": [{name: value for name, value in row.items() if name not in hidden} for row in items],
        "next": following,
    }


@blp.route("/events/<oid:event>/roster.xlsx")
@blp.requires("event.manage")
@blp.answers(200, content_type=XLSX)
def download_roster(event: ObjectId) -> Response:
    """The list as a spreadsheet."""
    name = f'attachment; filename="roster-{local_day(g.now)}.xlsx"'
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return Response(write_roster(actor=g.actor, event=event), mimetype=XLSX, headers=headers)


@blp.route("/events/<oid:event>/roster/<oid:person>", methods=["PUT"])
@blp.requires("event.manage")
@blp.arguments(MoveSchema)
@blp.answers(204)
def move_seat(body: dict[str, Any], event: ObjectId, person: ObjectId) -> None:
    """Move somebody to a free place of another shift."""
    rostering.move_seat(actor=g.actor, event=event, person=person, now=g.now, **body)


@blp.route("/events/<oid:event>/roster/<oid:person>", methods=["DELETE"])
@blp.requires("event.manage")
@blp.arguments(SeatQuery, location="query")
@blp.answers(204)
def remove_seat(query: dict[str, Any], event: ObjectId, person: ObjectId) -> None:
    """Take somebody off; within a minute it can be undone without a word to them."""
    rostering.remove_seat(actor=g.actor, event=event, person=person, now=g.now, **query)


@blp.route("/events/<oid:event>/roster/<oid:person>/restore", methods=["POST"])
@blp.requires("event.manage")
@blp.arguments(SeatQuery)
@blp.answers(204)
def restore_seat(body: dict[str, Any], event: ObjectId, person: ObjectId) -> None:
    """Undo a removal."""
    rostering.restore_seat(actor=g.actor, event=event, person=person, now=g.now, **body)
