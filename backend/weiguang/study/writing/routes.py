"""Writing courses and lessons over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import g

from weiguang.study.writing import courses, drafting, publishing
from weiguang.study.writing.reach import WRITE, reach_course, reach_lesson
from weiguang.study.writing.schemas import (
    CourseChangesSchema,
    LessonDraftSchema,
    LessonOrderSchema,
    LessonPublicationSchema,
    ManagedCourseSchema,
    NewCourseSchema,
    NewLessonSchema,
    RevisionQuery,
    WrittenCourseSchema,
    WrittenLessonSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page

blp = Blueprint("writing", __name__, description="写课程")


@blp.route("/courses/managed")
@blp.requires(WRITE)
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(ManagedCourseSchema))
def list_managed(query: dict[str, Any]) -> dict[str, Any]:
    """The courses I write for, the newest first."""
    after = cursor.decode(query["cursor"], int, ObjectId)
    rows = courses.list_managed(actor=g.actor, after=(after[0], after[1]) if after else None, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["order"], row["id"]))
    return {"items": [{name: row[name] for name in row if name != "order"} for row in items], "next": following}


@blp.route("/courses", methods=["POST"])
@blp.requires(WRITE)
@blp.arguments(NewCourseSchema)
@blp.also(200, WrittenCourseSchema)
@blp.answers(201, WrittenCourseSchema)
def create_course(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Make a course."""
    made, new = courses.create_course(actor=g.actor, now=g.now, **body)
    return courses.show_course(made), 201 if new else 200


@blp.route("/courses/<oid:course>/writing")
@blp.requires(WRITE)
@blp.answers(200, WrittenCourseSchema)
def get_written_course(course: ObjectId) -> dict[str, Any]:
    """A course with all of its lessons, drafts too."""
    return courses.show_course(reach_course(g.actor, course))


@blp.route("/courses/<oid:course>", methods=["PATCH"])
@blp.requires(WRITE)
@blp.arguments(CourseChangesSchema)
@blp.answers(200, WrittenCourseSchema)
def change_course(body: dict[str, Any], course: ObjectId) -> dict[str, Any]:
    """Change a course, whom it is shown to, or withdraw it."""
    return courses.show_course(courses.change_course(actor=g.actor, course=course, changes=body))


@blp.route("/courses/<oid:course>/lesson-order", methods=["PUT"])
@blp.requires(WRITE)
@blp.arguments(LessonOrderSchema)
@blp.answers(200, WrittenCourseSchema)
def order_lessons(body: dict[str, Any], course: ObjectId) -> dict[str, Any]:
    """Put the lessons in another order."""
    return courses.show_course(courses.order_lessons(actor=g.actor, course=course, **body))


@blp.route("/courses/<oid:course>/lessons", methods=["POST"])
@blp.requires(WRITE)
@blp.arguments(NewLessonSchema)
@blp.also(200, WrittenLessonSchema)
@blp.answers(201, WrittenLessonSchema)
def create_lesson(body: dict[str, Any], course: ObjectId) -> tuple[dict[str, Any], int]:
    """Begin a lesson."""
    made, new = drafting.create_lesson(actor=g.actor, course=course, now=g.now, **body)
    return publishing.show_written(made), 201 if new else 200


@blp.route("/lessons/<oid:lesson>/writing")
@blp.requires(WRITE)
@blp.answers(200, WrittenLessonSchema)
def get_written_lesson(lesson: ObjectId) -> dict[str, Any]:
    """A lesson to go on writing."""
    return publishing.show_written(reach_lesson(g.actor, lesson))


@blp.route("/lessons/<oid:lesson>", methods=["DELETE"])
@blp.requires(WRITE)
@blp.answers(204)
def remove_lesson(lesson: ObjectId) -> None:
    """Remove a lesson that was never published."""
    drafting.remove_lesson(actor=g.actor, lesson=lesson)


@blp.route("/lessons/<oid:lesson>/draft", methods=["PUT"])
@blp.requires(WRITE)
@blp.arguments(LessonDraftSchema)
@blp.answers(200, WrittenLessonSchema)
def save_draft(body: dict[str, Any], lesson: ObjectId) -> dict[str, Any]:
    """Save what was written; 409 when somebody else saved since."""
    return publishing.show_written(drafting.save_draft(actor=g.actor, lesson=lesson, now=g.now, **body))


@blp.route("/lessons/<oid:lesson>/draft", methods=["DELETE"])
@blp.requires(WRITE)
@blp.arguments(RevisionQuery, location="query")
@blp.answers(200, WrittenLessonSchema)
def drop_draft(query: dict[str, Any], lesson: ObjectId) -> dict[str, Any]:
    """Go back to what is published."""
    return publishing.show_written(drafting.drop_draft(actor=g.actor, lesson=lesson, **query))


@blp.route("/lessons/<oid:lesson>/publication", methods=["PUT"])
@blp.requires(WRITE)
@blp.arguments(LessonPublicationSchema)
@blp.answers(200, WrittenLessonSchema)
def publish_lesson(body: dict[str, Any], lesson: ObjectId) -> dict[str, Any]:
    """Publish now or at a set time."""
    return publishing.show_written(publishing.publish_lesson(actor=g.actor, lesson=lesson, now=g.now, **body))


@blp.route("/lessons/<oid:lesson>/publication", methods=["DELETE"])
@blp.requires(WRITE)
@blp.answers(200, WrittenLessonSchema)
def withdraw_lesson(lesson: ObjectId) -> dict[str, Any]:
    """Take a lesson down."""
    return publishing.show_written(publishing.withdraw_lesson(actor=g.actor, lesson=lesson))


@blp.route("/lessons/<oid:lesson>/schedule", methods=["DELETE"])
@blp.requires(WRITE)
@blp.answers(200, WrittenLessonSchema)
def cancel_schedule(lesson: ObjectId) -> dict[str, Any]:
    """Take the time off."""
    return publishing.show_written(publishing.cancel_schedule(actor=g.actor, lesson=lesson))
