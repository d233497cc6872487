"""Programmes, following and calendars over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from bson import ObjectId
from flask import Response, current_app, g

from weiguang.events import following, service
from weiguang.events.programme import calendars, exporting, importing, uploading
from weiguang.events.programme.schemas import (
    FeedQuery,
    FollowedSchema,
    FollowSchema,
    PrintedTableSchema,
    PrintQuery,
    ProgrammeSchema,
    ProgrammesQuery,
    ReadFileSchema,
    TableLookSchema,
    TableSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.etag import tagged_bytes
from weiguang.web.site import settings_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CALENDAR = "text/calendar"
SHARED = "public, max-age=300"

blp = Blueprint("programme", __name__, description="活动安排的导入、导出、关注和日历")


@blp.route("/programmes")
@blp.requires("event.manage")
@blp.arguments(ProgrammesQuery, location="query")
@blp.answers(200, cursor.page_of(ProgrammeSchema))
def list_programmes(query: dict[str, Any]) -> dict[str, Any]:
    """Programmes that were imported, the newest year first."""
    limit, after = query["limit"], cursor.decode(query["cursor"], int, ObjectId)
    rows = exporting.list_programmes(actor=g.actor, after=after, limit=limit)
    items, following_page = cursor.page(rows, limit, lambda row: (row["year"], row["id"]))
    return {"items": items, "next": following_page}


@blp.route("/programmes/file", methods=["POST"])
@blp.requires("event.manage")
@blp.takes_file(XLSX, "text/csv", most=uploading.UPLOAD_MOST + 1)
@blp.answers(200, ReadFileSchema)
def read_file(data: bytes) -> dict[str, Any]:
    """A spreadsheet as text with tabs, to look at and to import; nothing is stored."""
    return uploading.read_file(data)


@blp.route("/programmes/preview", methods=["POST"])
@blp.requires("event.manage")
@blp.arguments(TableSchema)
@blp.answers(200, TableLookSchema)
def preview_table(body: dict[str, Any]) -> dict[str, Any]:
    """What importing a table would do; nothing is stored."""
    return importing.preview_table(actor=g.actor, now=g.now, **body)


@blp.route("/programmes/imports/<uuid:client_id>", methods=["PUT"])
@blp.requires("event.manage")
@blp.arguments(TableSchema)
@blp.answers(200, TableLookSchema)
def import_table(body: dict[str, Any], client_id: UUID) -> dict[str, Any]:
    """Import a table, all rows or none; the same table again changes nothing."""
    return importing.import_table(actor=g.actor, client_id=str(client_id), now=g.now, **body)[0]


@blp.route("/programmes/table")
@blp.requires("event.manage")
@blp.arguments(PrintQuery, location="query")
@blp.answers(200, PrintedTableSchema)
def show_table(query: dict[str, Any]) -> dict[str, Any]:
    """A programme, or everything of a year, as a table to print."""
    return exporting.make_table(actor=g.actor, **query)


@blp.route("/programmes/table.xlsx")
@blp.requires("event.manage")
@blp.arguments(PrintQuery, location="query")
@blp.answers(200, content_type=XLSX)
def get_spreadsheet(query: dict[str, Any]) -> Response:
    """The same as a spreadsheet."""
    table = exporting.make_table(actor=g.actor, **query)
    shown = {"Content-Disposition": f'attachment; filename="programme-{table["year"]}.xlsx"'}
    return Response(exporting.write_xlsx(table), mimetype=XLSX, headers=shown)


@blp.route("/events/<oid:event>/follow", methods=["PUT"])
@blp.signed_in
@blp.arguments(FollowSchema)
@blp.also(200, FollowedSchema)
@blp.answers(201, FollowedSchema)
def follow_event(_: dict[str, Any], event: ObjectId) -> tuple[dict[str, Any], int]:
    """Follow an event: I am told when its time or place changes."""
    new = following.follow_event(actor=g.actor, event=event, now=g.now)
    return {"event": event, "following": True}, 201 if new else 200


@blp.route("/events/<oid:event>/follow", methods=["DELETE"])
@blp.signed_in
@blp.answers(204)
def unfollow_event(event: ObjectId) -> None:
    """Stop following."""
    following.unfollow_event(actor=g.actor, event=event)


@blp.route("/events/<oid:event>/calendar.ics")
@blp.public
@blp.answers(200, content_type=CALENDAR)
def get_event_calendar(event: ObjectId) -> Response:
    """One event as iCalendar."""
    found = service.get_event(event)
    return _calendar(calendars.event_calendar(found, _base_url()))


@blp.route("/calendar.ics")
@blp.public
@blp.arguments(FeedQuery, location="query")
@blp.answers(200, content_type=CALENDAR)
def get_feed(query: dict[str, Any]) -> Response:
    """A calendar to subscribe to."""
    return _calendar(calendars.feed(base_url=_base_url(), **query))


def _base_url() -> str:
    return settings_of(current_app).base_url


def _calendar(raw: bytes) -> Response:
    return tagged_bytes(raw, cache=SHARED, mimetype=CALENDAR)
