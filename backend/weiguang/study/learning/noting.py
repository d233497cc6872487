"""A learner's own notes: kept, and listed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import Unacceptable
from weiguang.storage.clock import corrected, from_ms
from weiguang.study.learning.keeping import must_be_studied
from weiguang.study.learning.rules import time_fault
from weiguang.study.learning.standing import learning_key
from weiguang.study.models import Course, Lesson, LessonNote
from weiguang.study.service import is_shown

After = tuple[int, str]


def write_note(
    *, actor: Actor, lesson: ObjectId, text: str, written_at: datetime, sent_at: datetime | None, now: datetime
) -> dict[str, Any]:
    """Keep a note, or forget it when it is empty; answer the newest, which may be another.

    Raises `NotFound`, `Unacceptable` for an unbelievable moment.
    """
    must_be_studied(actor, lesson)
    moment = corrected(written_at, sent_at, now)[0]
    fault = time_fault(moment, now)
    if fault:
        raise Unacceptable(errors=[{"field": "written_at", "message": fault}])
    keep_note(lesson=lesson, person=actor.person, text=text, written_at=moment)
    stands = LessonNote.collection().find_one({"_id": learning_key(lesson, actor.person)}) or {}
    return {"lesson": lesson, "text": stands.get("text", ""), "written_at": stands.get("written_at")}


def keep_note(*, lesson: ObjectId, person: ObjectId | None, text: str, written_at: datetime) -> None:
    """Keep the newest note.

    An outbox may deliver an old note after a newer one: the filter then matches nothing and the upsert collides on
    ``_id``, rightly.
    """
    try:
        LessonNote.collection().update_one(
            {"_id": learning_key(lesson, person), "written_at": {"$lte": written_at}},
            {"$set": {"text": text, "written_at": written_at, "person": person, "lesson": lesson}},
            upsert=True,
        )
    except DuplicateKeyError:
        return


def list_notes(*, actor: Actor, after: After | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` of the actor's notes with their lessons, the newest first; an emptied one is none."""
    query: dict[str, Any] = {"person": actor.person, "text": {"$ne": ""}}
    if after:
        at, key = from_ms(after[0]), after[1]
        query["$or"] = [{"written_at": {"$lt": at}}, {"written_at": at, "_id": {"$lt": key}}]
    notes = list(LessonNote.collection().find(query).sort([("written_at", -1), ("_id", -1)]).limit(limit + 1))
    lessons = {one["_id"]: one for one in Lesson.collection().find(_ids(notes, "lesson"), _LESSON)}
    courses = {one["_id"]: one for one in Course.collection().find(_ids(lessons.values(), "course"), _COURSE)}
    return [_shown(actor, note, lessons[note["lesson"]], courses) for note in notes if note["lesson"] in lessons]


_LESSON = {"title": 1, "course": 1, "state": 1}
_COURSE = {"title": 1, "shown_to": 1, "withdrawn": 1}


def _ids(documents: Any, name: str) -> dict[str, Any]:
    return {"_id": {"$in": list({one[name] for one in documents})}}


def _shown(actor: Actor, note: dict[str, Any], lesson: dict[str, Any], courses: dict[ObjectId, Any]) -> dict[str, Any]:
    course = courses.get(lesson["course"], {"title": "", "shown_to": [], "withdrawn": True})
    readable = lesson["state"] == "published" and not course["withdrawn"] and is_shown(course, actor)
    return {
        "id": note["_id"],
        "lesson": lesson["_id"],
        "title": lesson["title"],
        "course": {"id": lesson["course"], "title": course["title"]},
        "readable": readable,
        "text": note["text"],
        "written_at": note["written_at"],
    }
