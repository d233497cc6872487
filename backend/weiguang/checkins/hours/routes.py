"""Volunteer hours and their changes over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import g
from marshmallow import fields

from weiguang.checkins.hours import changing, checking, service
from weiguang.checkins.hours.schemas import (
    AnsweringSchema,
    AskingSchema,
    CheckedSchema,
    CheckingSchema,
    DecidingSchema,
    EntrySchema,
    ForgottenSchema,
    HourChangeSchema,
    HourFiguresSchema,
    HourMonthSchema,
    MyHourChangeSchema,
    ProposingSchema,
    VolunteerSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page

blp = Blueprint("hours", __name__, description="志愿服务时长")

HourChangePage = cursor.page_of(HourChangeSchema)
EntryPage = cursor.page_of(
    EntrySchema,
    figures=fields.Nested(HourFiguresSchema, required=True),
    months=fields.List(fields.Nested(HourMonthSchema), required=True),
)


@blp.route("/me/hours")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, EntryPage)
def list_my_hours(query: dict[str, Any]) -> dict[str, Any]:
    """My hours, newest first, with the figures over all of them; no score."""
    after = cursor.decode(query["cursor"], str, str)
    rows, figures, months = service.list_my_hours(actor=g.actor, after=after, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["day"], row["id"]))
    return {"items": items, "next": following, "figures": figures, "months": months}


@blp.route("/me/hours/changes")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(MyHourChangeSchema))
def list_my_changes(query: dict[str, Any]) -> dict[str, Any]:
    """What I asked for and what others proposed about my hours, newest first."""
    rows = service.list_my_changes(actor=g.actor, after=_position(query), limit=query["limit"])
    return _page(rows, query)


@blp.route("/me/hours/changes", methods=["POST"])
@blp.signed_in
@blp.arguments(AskingSchema)
@blp.also(200, MyHourChangeSchema)
@blp.answers(201, MyHourChangeSchema)
def ask(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Ask for a correction of my hours."""
    change, new = changing.ask(actor=g.actor, now=g.now, **body)
    return service.show_mine(change), 201 if new else 200


@blp.route("/hours/forgotten")
@blp.requires("hours.propose")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(ForgottenSchema))
def list_forgotten(query: dict[str, Any]) -> dict[str, Any]:
    """Forgotten check-outs that nobody looked at yet."""
    after = cursor.decode(query["cursor"], str, str)
    rows = service.list_forgotten(actor=g.actor, after=after, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["day"], row["id"]))
    return {"items": items, "next": following}


@blp.route("/hours/forgotten/checks", methods=["POST"])
@blp.requires("hours.propose")
@blp.arguments(CheckingSchema)
@blp.answers(200, CheckedSchema)
def check_stay(body: dict[str, Any]) -> dict[str, Any]:
    """Look at a forgotten check-out: from now on it counts, whole or in part."""
    return checking.check_stay(actor=g.actor, now=g.now, **body)


@blp.route("/events/<oid:event>/volunteers")
@blp.requires("hours.propose")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(VolunteerSchema))
def list_volunteers(query: dict[str, Any], event: ObjectId) -> dict[str, Any]:
    """Who signed up for an event, to choose whose hours are added."""
    rows = service.list_volunteers(actor=g.actor, event=event, after=_position(query), limit=query["limit"])
    return _page(rows, query)


@blp.route("/hours/requests")
@blp.requires("hours.propose")
@blp.arguments(Page, location="query")
@blp.answers(200, HourChangePage)
def list_requests(query: dict[str, Any]) -> dict[str, Any]:
    """What volunteers asked for, longest waiting first."""
    return _changes(query, "asked", service.PROPOSE)


@blp.route("/hours/requests/<oid:change>/answer", methods=["POST"])
@blp.requires("hours.propose")
@blp.arguments(AnsweringSchema)
@blp.answers(200, HourChangeSchema)
def answer(body: dict[str, Any], change: ObjectId) -> dict[str, Any]:
    """Answer a request: propose the right minutes, or refuse."""
    answered = changing.answer(actor=g.actor, change=change, now=g.now, **body)
    return service.show_changes([answered], g.actor)[0]


@blp.route("/hours/proposals")
@blp.requires("hours.approve")
@blp.arguments(Page, location="query")
@blp.answers(200, HourChangePage)
def list_proposals(query: dict[str, Any]) -> dict[str, Any]:
    """What waits for a second person, longest waiting first."""
    return _changes(query, "proposed", service.APPROVE)


@blp.route("/hours/proposals", methods=["POST"])
@blp.requires("hours.propose")
@blp.arguments(ProposingSchema)
@blp.also(200, HourChangeSchema)
@blp.answers(201, HourChangeSchema)
def propose(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Propose to add hours by hand; a second person decides."""
    change, new = changing.propose(actor=g.actor, now=g.now, **body)
    return service.show_changes([change], g.actor)[0], 201 if new else 200


@blp.route("/hours/proposals/<oid:change>/decision", methods=["POST"])
@blp.requires("hours.approve")
@blp.arguments(DecidingSchema)
@blp.answers(200, HourChangeSchema)
def decide(body: dict[str, Any], change: ObjectId) -> dict[str, Any]:
    """Approve or refuse what somebody else proposed."""
    decided = changing.decide(actor=g.actor, change=change, now=g.now, **body)
    return service.show_changes([decided], g.actor)[0]


def _changes(query: dict[str, Any], state: str, permission: str) -> dict[str, Any]:
    after = _position(query)
    rows = service.list_changes(actor=g.actor, state=state, permission=permission, after=after, limit=query["limit"])
    return _page(rows, query)


def _position(query: dict[str, Any]) -> ObjectId | None:
    position = cursor.decode(query["cursor"], ObjectId)
    return position[0] if position else None


def _page(rows: list[dict[str, Any]], query: dict[str, Any]) -> dict[str, Any]:
    items, following = cursor.page(rows, query["limit"], lambda row: (row["id"],))
    return {"items": items, "next": following}
