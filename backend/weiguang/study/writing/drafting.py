"""Making lessons, and saving what somebody writes as they write it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, Unacceptable
from weiguang.media.blocks import clean, media_ids
from weiguang.media.service import must_be_usable
from weiguang.participation.recording import fingerprint
from weiguang.people.service import names_of
from weiguang.storage.documents import insert_once
from weiguang.study.models import Lesson
from weiguang.study.writing.questions import ids_twice, normal
from weiguang.study.writing.reach import WRITE, get_lesson, reach_course, reach_lesson

WRITTEN = ("title", "blocks", "questions")


class DraftChanged(Conflict):
    """Somebody else saved or published since; ``rev`` and ``edited_by`` say what stands and who wrote it."""

    code = "draft_changed"
    title = "有别人刚刚也改了这一课，您写的还在这台手机上，请看看对方改了什么"


class LessonScheduled(Conflict):
    """What is to be published at a set time stays as it was checked."""

    code = "lesson_scheduled"
    title = "这一课已经定时发布，要修改请先取消定时"


class LessonPublished(Conflict):
    """A lesson that people may have studied is withdrawn, never removed."""

    code = "lesson_published"
    title = "发布过的课不能删除，可以撤下"


def create_lesson(
    *, actor: Actor, course: ObjectId, client_id: str, title: str, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Begin a lesson at the end of a course; return it and whether it is new. A repeat answers the same.

    Raises `NotFound`, `Forbidden`, `ClientIdReused`.
    """
    line = reach_course(actor, course)["line"]
    draft = {"title": title, "blocks": [], "questions": [], "edited_at": now, "edited_by": actor.person}
    made = new_lesson(course=course, line=line) | {
        "draft": draft,
        "rev": 1,
        "created_by": actor.person,
        "created_at": now,
        "client_id": client_id,
        "fingerprint": fingerprint("lesson", course, title),
    }
    return insert_once(Lesson, made)


def new_lesson(*, course: ObjectId, line: list[ObjectId], **more: Any) -> dict[str, Any]:
    """Build a stored lesson that says nothing yet."""
    return {
        "_id": ObjectId(),
        "course": course,
        "line": line,
        "state": "draft",
        "version": 0,
        "title": "",
        "kind": "article",
        "question_count": 0,
        "blocks": [],
        "media": None,
        "questions": [],
        "grams": [],
        "named": "",
        "said": "",
        "published_at": None,
        "published_by": None,
        "rev": 0,
        "draft": None,
        "published_rev": 0,
        "publish_at": None,
        "scheduled_by": None,
        **more,
    }


def save_draft(
    *,
    actor: Actor,
    lesson: ObjectId,
    rev: int,
    title: str,
    blocks: list[dict[str, Any]],
    questions: list[dict[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    """Save what was written from revision ``rev`` on; the same save again answers the same.

    Raises `NotFound`, `Forbidden`, `DraftChanged`, `LessonScheduled`, `MediaUnusable`, `Unacceptable` for ids that are
    there twice.
    """
    found = reach_lesson(actor, lesson)
    errors = ids_twice(questions)
    if errors:
        raise Unacceptable(errors=errors)
    written: dict[str, Any] = {"title": title, "blocks": clean(blocks), "questions": [normal(one) for one in questions]}
    must_be_usable(actor=actor, ids=set(media_ids(written["blocks"])) - _files_of(found))
    draft = written | {"edited_at": now, "edited_by": actor.person}
    saved = _write({"_id": lesson, "rev": rev, "publish_at": None}, {"$set": {"draft": draft, "rev": rev + 1}})
    return saved or _same_or_refused(get_lesson(lesson), rev, written)


def drop_draft(*, actor: Actor, lesson: ObjectId, rev: int) -> dict[str, Any]:
    """Go back to what is published; a repeat changes nothing.

    Raises `NotFound`, `Forbidden`, `LessonScheduled`, and `DraftChanged` for one that was never published too.
    """
    reach_lesson(actor, lesson)
    where = {"_id": lesson, "rev": rev, "publish_at": None, "version": {"$gte": 1}}
    dropped = _write(where, {"$set": {"draft": None, "rev": rev + 1}})
    standing = dropped or get_lesson(lesson)
    if standing["draft"]:
        raise _refusal(standing)
    return standing


def remove_lesson(*, actor: Actor, lesson: ObjectId) -> None:
    """Remove a lesson that was never published; one that is not there is removed already.

    Raises `Forbidden`, `LessonPublished`.
    """
    found = Lesson.collection().find_one({"_id": lesson}, {"line": 1})
    if found is None:
        return
    actor.must(WRITE, found["line"])
    Lesson.collection().delete_one({"_id": lesson, "version": 0})
    if Lesson.collection().find_one({"_id": lesson}, {"_id": 1}):
        raise LessonPublished


def face_of(lesson: dict[str, Any]) -> dict[str, Any]:
    """What a writer goes on from: the draft, else what is published."""
    source = lesson["draft"] or lesson
    return {name: source[name] for name in WRITTEN}


def _write(where: dict[str, Any], change: dict[str, Any]) -> dict[str, Any] | None:
    return Lesson.collection().find_one_and_update(where, change, return_document=ReturnDocument.AFTER)


def _files_of(lesson: dict[str, Any]) -> set[str]:
    """The files that stand in the lesson already: whoever else writes it may go on using them."""
    return {*media_ids(lesson["blocks"]), *media_ids(face_of(lesson)["blocks"])}


def _same_or_refused(standing: dict[str, Any], rev: int, written: dict[str, Any]) -> dict[str, Any]:
    draft = standing["draft"]
    if draft and standing["rev"] == rev + 1 and {name: draft[name] for name in WRITTEN} == written:
        return standing
    raise _refusal(standing)


def _refusal(standing: dict[str, Any]) -> Conflict:
    if standing["publish_at"]:
        return LessonScheduled()
    return draft_changed(standing)


def draft_changed(standing: dict[str, Any]) -> DraftChanged:
    """Tell which revision stands, and who wrote it."""
    by = (standing["draft"] or {}).get("edited_by") or standing["published_by"]
    return DraftChanged(extra={"rev": standing["rev"], "edited_by": names_of([by]).get(by, "") if by else ""})
