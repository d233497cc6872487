"""Reading courses and lessons, with the reader's own completion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import NotFound
from weiguang.media import blocks as texts
from weiguang.media.service import find_all_ready
from weiguang.media.shapes import shown as shown_media
from weiguang.participation.explaining import moments_of
from weiguang.participation.recording import find_act
from weiguang.study.learning.standing import find_learning, show_learning
from weiguang.study.models import Course, Lesson, LessonNote

EVERYBODY = "all"
MEDIA_FOLDER = Path(__file__).parents[1] / "demo" / "data"
MEDIA_ADDRESS = "/api/v1/lessons/{lesson}/media"
MEDIA_TYPES = frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "video/mp4", "video/webm"})

After = tuple[int, ObjectId]


def completion_key(lesson: ObjectId, person: ObjectId | None) -> str:
    """The ledger key of one person's completion of one lesson."""
    return f"completion:{lesson}:{person}"


def shown_to(actor: Actor) -> dict[str, Any]:
    """Which courses a reader sees: those shown to everybody, or to a branch they are in or below."""
    return {"withdrawn": False, "shown_to": {"$in": [EVERYBODY, *load_tree().credited(actor.memberships)]}}


def is_shown(course: dict[str, Any], actor: Actor) -> bool:
    """Whether the reader is among those a stored course is shown to, withdrawn or not."""
    return not {EVERYBODY, *load_tree().credited(actor.memberships)}.isdisjoint(course["shown_to"])


def list_courses(*, actor: Actor, after: After | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` courses in listing order, with how many lessons each has and the actor completed.

    Three reads at most, however long the page is. A course without a published lesson is not shown.
    """
    query = shown_to(actor)
    if after:
        order, last = after
        query = {"$and": [query, {"$or": [{"order": {"$gt": order}}, {"order": order, "_id": {"$gt": last}}]}]}
    published = [{"$match": {"state": "published"}}, {"$project": {"_id": 1}}]
    below = {"from": "lessons", "localField": "_id", "foreignField": "course", "pipeline": published, "as": "below"}
    steps: list[dict[str, Any]] = [
        {"$match": query},
        {"$sort": {"order": 1, "_id": 1}},
        {"$lookup": below},
        {"$match": {"below.0": {"$exists": True}}},
        {"$limit": limit + 1},
    ]
    courses = list(Course.collection().aggregate(steps))
    done = _completed(actor, (lesson["_id"] for course in courses for lesson in course["below"]))
    covers = shown_covers(courses)
    return [
        {
            "id": course["_id"],
            "title": course["title"],
            "summary": course["summary"],
            "branch": course["branch"],
            "cover": covers.get(course["_id"]),
            "lesson_count": len(course["below"]),
            "completed_count": sum(lesson["_id"] in done for lesson in course["below"]),
            "order": course["order"],
        }
        for course in courses
    ]


def get_course(*, actor: Actor, course: ObjectId) -> dict[str, Any]:
    """One course with its published lessons in order; raises `NotFound`."""
    found = find_shown_course(actor, course)
    lessons = _published(found, {"title": 1, "kind": 1, "question_count": 1})
    done = _completed(actor, (lesson["_id"] for lesson in lessons))
    return {
        "id": course,
        "title": found["title"],
        "summary": found["summary"],
        "branch": found["branch"],
        "cover": shown_covers([found]).get(course),
        "lessons": [
            {
                "id": lesson["_id"],
                "title": lesson["title"],
                "kind": lesson["kind"],
                "question_count": lesson["question_count"],
                "completed_at": done.get(lesson["_id"]),
            }
            for lesson in lessons
        ],
    }


def get_lesson(*, actor: Actor, lesson: ObjectId) -> dict[str, Any]:
    """One lesson, ready to be studied offline, with the actor's own completion and note; raises `NotFound`."""
    found, course = find_shown_lesson(actor, lesson)
    order = [one["_id"] for one in _published(course, {"_id": 1})]
    place = order.index(lesson) if lesson in order else len(order)
    row = find_act(completion_key(lesson, actor.person)) if actor.person else None
    version = row.get("version", 1) if row else None
    return {
        "id": lesson,
        "course": {"id": course["_id"], "title": course["title"]},
        "position": place + 1,
        **{name: found[name] for name in ("title", "kind", "version", "questions")},
        "blocks": texts.shown(found["blocks"]),
        "media": _shown_media(found),
        "completed_at": row["occurred_at"] if row else None,
        "completed_version": version,
        "changed_since": version is not None and version < found["version"],
        "note": _note(actor, lesson),
        "learning": _learning(actor, lesson, completed=row is not None),
        "next_lesson": next(iter(order[place + 1 :]), None),
    }


def shown_covers(courses: Iterable[dict[str, Any]]) -> dict[ObjectId, dict[str, Any]]:
    """The cover pictures of those courses that have one; one read, or none."""
    wanted = {course["_id"]: course["cover"] for course in courses if course.get("cover")}
    files = find_all_ready(wanted.values())
    return {course: shown_media(files[cover]) for course, cover in wanted.items() if cover in files}


def in_sequence(course: dict[str, Any], lessons: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The course's lessons in the order they were put in; those that nobody put in order come last, oldest first."""
    places = {lesson: place for place, lesson in enumerate(course["sequence"])}
    return sorted(lessons, key=lambda lesson: (places.get(lesson["_id"], len(places)), lesson["_id"]))


def find_shown_course(actor: Actor, course: ObjectId) -> dict[str, Any]:
    """The stored course, if it is shown to the reader; raises `NotFound`."""
    found = Course.collection().find_one({"_id": course, **shown_to(actor)})
    if found is None:
        raise NotFound
    return found


def find_shown_lesson(actor: Actor, lesson: ObjectId) -> tuple[dict[str, Any], dict[str, Any]]:
    """The stored lesson's published face and its course, if they are shown to the reader; raises `NotFound`."""
    found = Lesson.collection().find_one({"_id": lesson, "state": "published"}, {"draft": 0})
    if found is None:
        raise NotFound
    return found, find_shown_course(actor, found["course"])


def find_media(actor: Actor, lesson: ObjectId) -> tuple[Path, str]:
    """The file and type of a lesson's audio or video.

    Only a file that the lesson names, of a known type and inside the media folder; anything else raises `NotFound`.
    """
    media = find_shown_lesson(actor, lesson)[0].get("media") or {}
    folder = MEDIA_FOLDER.resolve()
    path = (folder / (media.get("file") or "")).resolve()
    if media.get("type") not in MEDIA_TYPES or path.parent != folder or not path.is_file():
        raise NotFound
    return path, media["type"]


def _published(course: dict[str, Any], wanted: dict[str, int]) -> list[dict[str, Any]]:
    """The published lessons of a course in order; what the index ``face`` holds is read from it alone."""
    query = {"course": course["_id"], "state": "published"}
    return in_sequence(course, Lesson.collection().find(query, {"_id": 1} | wanted))


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


def _learning(actor: Actor, lesson: ObjectId, *, completed: bool) -> dict[str, Any] | None:
    if actor.person is None:
        return None
    return show_learning(find_learning(lesson, actor.person), completed=completed)


def _shown_media(lesson: dict[str, Any]) -> dict[str, Any] | None:
    media = lesson.get("media")
    if not media:
        return None
    src = MEDIA_ADDRESS.format(lesson=lesson["_id"]) if media.get("file") else media["src"]
    return {"src": src, **{name: media[name] for name in ("kind", "type", "duration_s", "bytes")}}
