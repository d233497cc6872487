"""Courses, lessons and completions over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, g, send_file

from weiguang.study import completing, service
from weiguang.study.schemas import (
    CompleteLessonSchema,
    CompletionQueueSchema,
    CompletionSchema,
    CourseDetailSchema,
    CourseSchema,
    LessonSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.etag import tagged
from weiguang.web.queue import QueueAnswerSchema
from weiguang.web.schema import Page

MEDIA_KEPT_S = 86_400

blp = Blueprint("study", __name__, description="学习")


@blp.route("/courses")
@blp.public
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(CourseSchema))
def list_courses(query: dict[str, Any]) -> Response:
    """The courses, with my completion."""
    after = cursor.decode(query["cursor"], int, ObjectId)
    rows = service.list_courses(actor=g.actor, after=(after[0], after[1]) if after else None, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["order"], row["id"]))
    return tagged({"items": [{name: row[name] for name in row if name != "order"} for row in items], "next": following})


@blp.route("/courses/<oid:course>")
@blp.public
@blp.answers(200, CourseDetailSchema)
def get_course(course: ObjectId) -> Response:
    """One course with its lessons."""
    return tagged(service.get_course(actor=g.actor, course=course))


@blp.route("/lessons/<oid:lesson>")
@blp.public
@blp.answers(200, LessonSchema)
def get_lesson(lesson: ObjectId) -> Response:
    """One lesson, ready to be studied offline."""
    return tagged(service.get_lesson(actor=g.actor, lesson=lesson))


@blp.route("/lessons/<oid:lesson>/media")
@blp.public
@blp.also(206)
@blp.answers(200)
def get_media(lesson: ObjectId) -> Response:
    """The lesson's audio or video, whole or by byte range."""
    path, media_type = service.find_media(g.actor, lesson)
    return send_file(path, mimetype=media_type, conditional=True, max_age=MEDIA_KEPT_S)


@blp.route("/lessons/<oid:lesson>/completion", methods=["PUT"])
@blp.signed_in
@blp.arguments(CompleteLessonSchema)
@blp.also(200, CompletionSchema)
@blp.answers(201, CompletionSchema)
def complete_lesson(body: dict[str, Any], lesson: ObjectId) -> tuple[dict[str, Any], int]:
    """Complete a lesson by answering; may arrive late."""
    completed, new = completing.complete_lesson(actor=g.actor, lesson=lesson, now=g.now, **body)
    return completed, 201 if new else 200


@blp.route("/completions/batch", methods=["POST"])
@blp.signed_in
@blp.arguments(CompletionQueueSchema(many=True))
@blp.answers(200, QueueAnswerSchema)
def complete_all(rows: list[Any]) -> dict[str, Any]:
    """Complete an offline queue of lessons; one answer per row."""
    return {"items": completing.complete_all(actor=g.actor, rows=rows, now=g.now)}
