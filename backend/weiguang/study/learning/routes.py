"""Learning, notes, recalls, searching, and the secretary's view, over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import g

from weiguang.storage.clock import to_ms
from weiguang.study import searching
from weiguang.study.learning import keeping, looking, noting, recalling
from weiguang.study.learning.looking import LOOK
from weiguang.study.learning.schemas import (
    AnsweredRecallSchema,
    AnswerRecallSchema,
    FoundLessonSchema,
    KeepLearningSchema,
    LearningQueueSchema,
    MemberWithoutWordSchema,
    MissedQuestionsSchema,
    NoteSchema,
    OwnNoteSchema,
    RecallSchema,
    SearchQuery,
    WriteNoteSchema,
)
from weiguang.study.schemas import LearningSchema
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.queue import QueueAnswerSchema
from weiguang.web.schema import Page

blp = Blueprint("learning", __name__, description="学习记录")


@blp.route("/lessons/<oid:lesson>/learning", methods=["PUT"])
@blp.signed_in
@blp.arguments(KeepLearningSchema)
@blp.answers(200, LearningSchema)
def keep_learning(body: dict[str, Any], lesson: ObjectId) -> dict[str, Any]:
    """Tell that a lesson was opened, where I stopped, or why not; may arrive late and in any order."""
    return keeping.keep_learning(actor=g.actor, lesson=lesson, told=body, now=g.now)


@blp.route("/learnings/batch", methods=["POST"])
@blp.signed_in
@blp.arguments(LearningQueueSchema(many=True))
@blp.answers(200, QueueAnswerSchema)
def keep_all(rows: list[Any]) -> dict[str, Any]:
    """The same for an offline queue; one answer per row."""
    return {"items": keeping.keep_all(actor=g.actor, rows=rows, now=g.now)}


@blp.route("/lessons/<oid:lesson>/note", methods=["PUT"])
@blp.signed_in
@blp.arguments(WriteNoteSchema)
@blp.answers(200, NoteSchema)
def write_note(body: dict[str, Any], lesson: ObjectId) -> dict[str, Any]:
    """Keep my note of a lesson; the newest words stay."""
    return noting.write_note(actor=g.actor, lesson=lesson, now=g.now, **body)


@blp.route("/me/notes")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(OwnNoteSchema))
def list_notes(query: dict[str, Any]) -> dict[str, Any]:
    """My notes, the newest first."""
    rows = noting.list_notes(actor=g.actor, after=cursor.decode(query["cursor"], int, str), limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (to_ms(row["written_at"]), row["id"]))
    return {"items": items, "next": following}


@blp.route("/lessons")
@blp.public
@blp.arguments(SearchQuery, location="query")
@blp.answers(200, cursor.page_of(FoundLessonSchema))
def search_lessons(query: dict[str, Any]) -> dict[str, Any]:
    """Find lessons by what they say."""
    after = cursor.decode(query["cursor"], int, ObjectId)
    rows = searching.search_lessons(actor=g.actor, words=query["q"], after=after, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: row["place"])
    return {"items": [{name: row[name] for name in row if name != "place"} for row in items], "next": following}


@blp.route("/me/recalls")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(RecallSchema))
def list_recalls(query: dict[str, Any]) -> dict[str, Any]:
    """Questions that come again today, if I said yes to that."""
    after = cursor.decode(query["cursor"], int, str)
    rows = recalling.list_due(actor=g.actor, after=after, limit=query["limit"], now=g.now)
    items, following = cursor.page(rows, query["limit"], lambda row: (row["at"], row["id"]))
    return {
        "items": [{name: row[name] for name in row if name not in ("at", "id")} for row in items],
        "next": following,
    }


@blp.route("/me/recalls/<oid:lesson>/<int:stage>", methods=["PUT"])
@blp.signed_in
@blp.arguments(AnswerRecallSchema)
@blp.answers(200, AnsweredRecallSchema)
def answer_recall(body: dict[str, Any], lesson: ObjectId, stage: int) -> dict[str, Any]:
    """Answer questions that came again; may arrive late."""
    told = {name: body[name] for name in ("answers", "answered_at", "sent_at")}
    return recalling.answer_recall(actor=g.actor, lesson=lesson, stage=stage, now=g.now, **told)


@blp.route("/branches/<oid:branch>/lessons/<oid:lesson>/learning")
@blp.requires(LOOK)
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(MemberWithoutWordSchema))
def list_without_word(query: dict[str, Any], branch: ObjectId, lesson: ObjectId) -> dict[str, Any]:
    """Members who neither opened the lesson nor said why, by name: to lend a hand."""
    after = cursor.decode(query["cursor"], str, ObjectId)
    which = {"branch": branch, "lesson": lesson, "after": after, "limit": query["limit"]}
    items, following = cursor.page(
        looking.list_without_word(actor=g.actor, **which), query["limit"], lambda row: (row["name"], row["id"])
    )
    return {"items": items, "next": following}


@blp.route("/branches/<oid:branch>/lessons/<oid:lesson>/questions")
@blp.requires(LOOK)
@blp.answers(200, MissedQuestionsSchema)
def count_missed(branch: ObjectId, lesson: ObjectId) -> dict[str, Any]:
    """Which questions the branch got wrong, to prepare the next lecture."""
    return looking.count_missed(actor=g.actor, branch=branch, lesson=lesson)
