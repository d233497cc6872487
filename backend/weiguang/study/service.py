"""Reading courses and lessons, with the reader's own completion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.participation.explaining import moments_of
from weiguang.study.models import Course, Lesson, LessonNote

MEDIA_FOLDER = Path(__file__).parents[1] / "demo" / "data"
MEDIA_ADDRESS = "/api/v1/lessons/{lesson}/media"
MEDIA_TYPES = frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "video/mp4", "video/webm"})

After = tuple[int, ObjectId]


def completion_key(lesson: ObjectId, person: ObjectId | None) -> str:
    """The ledger key of one person's completion of one lesson."""
    return f"completion:{lesson}:{person}"


def list_courses(*, actor: Actor, after: After | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` courses in listing order, with how many lessons each has and the actor completed.

    Three reads, however long the page is.
    """
    query: dict[str, Any] = {}
    if after:
        order, last = after
        query = {"$or": [{"order": {"$gt": order}}, {"order": order, "_id": {"$gt": last}}]}
    courses = list(Course.collection().find(query).sort([("order", 1), ("_id", 1)]).limit(limit + 1))
    lessons = list(Lesson.collection().find({"course": {"$in": [one["_id"] for one in courses]}}, {"course": 1}))
    done = _completed(actor, (lesson["_id"] for lesson in lessons))
    below: dict[ObjectId, list[ObjectId]] = {}
    for lesson in lessons:
        below.setdefault(lesson["course"], []).append(lesson["_id"])
    return [
        {
            "id": course["_id"],
            "title": course["title"],
            "summary": course["summary"],
            "branch": course["branch"],
            "lesson_count": len(below.get(course["_id"], [])),
            "completed_count": sum(lesson in done for lesson in below.get(course["_id"], [])),
            "order": course["order"],
        }
        for course in courses
    ]


def get_course(*, actor: Actor, course: ObjectId) -> dict[str, Any]:
    """One course with its lessons in order; raises `NotFound`."""
    found = find_course(course)
    wanted = {"title": 1, "kind": 1, "questions.id": 1}
    lessons = list(Lesson.collection().find({"course": course}, wanted).sort([("position", 1), ("_id", 1)]))
    done = _completed(actor, (lesson["_id"] for lesson in lessons))
    return {
        "id": course,
        "title": found["title"],
        "summary": found["summary"],
        "branch": found["branch"],
        "lessons": [
            {
                "id": lesson["_id"],
                "title": lesson["title"],
                "kind": lesson["kind"],
                "question_count": len(lesson["questions"]),
                "completed_at": done.get(lesson["_id"]),
            }
            for lesson in lessons
        ],
    }


def get_lesson(*, actor: Actor, lesson: ObjectId) -> dict[str, Any]:
    """One lesson, ready to be studied offline, with the actor's own completion and note; raises `NotFound`."""
    found = find_lesson(lesson)
    course = find_course(found["course"])
    return {
        "id": lesson,
        "course": {"id": course["_id"], "title": course["title"]},
        **{name: found[name] for name in ("position", "title", "kind", "version", "blocks", "questions")},
        "media": _shown_media(found),
        "completed_at": _completed(actor, [lesson]).get(lesson),
        "note": _note(actor, lesson),
        "next_lesson": _next(found),
    }


def find_course(course: ObjectId) -> dict[str, Any]:
    """The stored course; raises `NotFound`."""
    found = Course.collection().find_one({"_id": course})
    if found is None:
        raise NotFound
    return found


def find_lesson(lesson: ObjectId) -> dict[str, Any]:
    """The stored lesson; raises `NotFound`."""
    found = Lesson.collection().find_one({"_id": lesson})
    if found is None:
        raise NotFound
    return found


def find_media(lesson: ObjectId) -> tuple[Path, str]:
    """The file and type of a lesson's audio or video.

    Only a file that the lesson names, of a known type and inside the media folder; anything else raises `NotFound`.
    """
    media = find_lesson(lesson).get("media") or {}
    folder = MEDIA_FOLDER.resolve()
    path = (folder / (media.get("file") or "")).resolve()
    if media.get("type") not in MEDIA_TYPES or path.parent != folder or not path.is_file():
        raise NotFound
    return path, media["type"]


def _completed(actor: Actor, lessons: Iterable[ObjectId]) -> dict[ObjectId, datetime]:
    """When the actor completed which of these lessons; nobody completed none."""
    if actor.person is None:
        return {}
    keys = {completion_key(lesson, actor.person): lesson for lesson in lessons}
    return {keys[key]: moment for key, moment in moments_of(keys).items()}


def _note(actor: Actor, lesson: ObjectId) -> str | None:
    if actor.person is None:
        return None
    found = LessonNote.collection().find_one({"_id": f"{lesson}:{actor.person}"})
    return (found["text"] or None) if found else None


def _next(lesson: dict[str, Any]) -> ObjectId | None:
    later = {"course": lesson["course"], "position": {"$gt": lesson["position"]}}
    found = Lesson.collection().find_one(later, {"_id": 1}, sort=[("position", 1)])
    return found["_id"] if found else None


def _shown_media(lesson: dict[str, Any]) -> dict[str, Any] | None:
    media = lesson.get("media")
    if not media:
        return None
    src = MEDIA_ADDRESS.format(lesson=lesson["_id"]) if media.get("file") else media["src"]
    return {"src": src, **{name: media[name] for name in ("kind", "type", "duration_s", "bytes")}}
