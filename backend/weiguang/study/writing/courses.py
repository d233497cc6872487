"""Making and changing courses, and the order of their lessons."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.branches.tree import line_for, load_tree
from weiguang.errors import Conflict, NotFound
from weiguang.media.service import must_be_usable, show
from weiguang.participation.recording import fingerprint
from weiguang.storage.documents import insert_once
from weiguang.study.models import Course, Lesson
from weiguang.study.service import in_sequence, shown_covers
from weiguang.study.writing.reach import WRITE, must_show, reach_course
from weiguang.study.writing.showing import show_lessons

STATES = ("draft", "scheduled", "published", "withdrawn")
_ITEM = {
    **dict.fromkeys(("title", "state", "version", "published_at", "publish_at"), 1),
    "draft.title": 1,
    "draft.edited_at": 1,
}


class LessonsChanged(Conflict):
    """The new order names a lesson that is not of this course, or not each of its lessons."""

    code = "lessons_changed"
    title = "课时刚刚有增减，请刷新后再排顺序"


def create_course(
    *, actor: Actor, client_id: str, branch: ObjectId | None, now: datetime, **content: Any
) -> tuple[dict[str, Any], bool]:
    """Make a course of ``branch``, or of the first branch the actor writes for; return it and whether it is new.

    A repeat answers the same. Raises `NotFound`, `Forbidden`, `NotYoursToShow`, `MediaUnusable`, `ClientIdReused`.
    """
    line = line_for(actor, WRITE, branch)
    shown = content["shown_to"] = content["shown_to"] or [line[0]]
    must_show(actor, shown)
    if content["cover"]:
        must_be_usable(actor=actor, ids=[content["cover"]])
        show([content["cover"]], shown)
    made = {
        "_id": ObjectId(),
        **content,
        "branch": line[0],
        "line": line,
        "order": -int(now.timestamp()),
        "sequence": [],
        "withdrawn": False,
        "created_by": actor.person,
        "created_at": now,
        "client_id": client_id,
        "fingerprint": fingerprint(json.dumps({"branch": branch, **content}, default=str, sort_keys=True)),
    }
    return insert_once(Course, made)


def change_course(*, actor: Actor, course: ObjectId, changes: dict[str, Any]) -> dict[str, Any]:
    """Set what ``changes`` names; a repeat changes nothing.

    Raises `NotFound`, `Forbidden`, `NotYoursToShow`, `MediaUnusable`.
    """
    standing = reach_course(actor, course)
    if "shown_to" in changes:
        must_show(actor, [one for one in changes["shown_to"] if one not in standing["shown_to"]])
        changes = changes | {"showing": ObjectId()}
    if changes.get("cover"):
        must_be_usable(actor=actor, ids={changes["cover"]} - {standing.get("cover")})
        show([changes["cover"]], changes.get("shown_to") or standing["shown_to"])
    changed = _write(course, {"$set": changes}) if changes else standing
    if "shown_to" in changes:
        show_lessons(changed)
    return changed


def order_lessons(*, actor: Actor, course: ObjectId, lessons: list[ObjectId]) -> dict[str, Any]:
    """Put the lessons in order. Raises `NotFound`, `Forbidden`, `LessonsChanged` unless it names each of them once.

    A lesson that is made meanwhile comes last, as every new one does.
    """
    reach_course(actor, course)
    known = {lesson["_id"] for lesson in Lesson.collection().find({"course": course}, {"_id": 1})}
    if known != set(lessons) or len(known) != len(lessons):
        raise LessonsChanged
    return _write(course, {"$set": {"sequence": lessons}})


def list_managed(*, actor: Actor, after: tuple[int, ObjectId] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` courses the actor writes for, withdrawn ones too; ``order`` comes along for the cursor."""
    query: dict[str, Any] = {"line": {"$in": actor.scope(WRITE)}}
    if after:
        order, last = after
        query["$or"] = [{"order": {"$gt": order}}, {"order": order, "_id": {"$gt": last}}]
    courses = list(Course.collection().find(query).sort([("order", 1), ("_id", 1)]).limit(limit + 1))
    counts, covers = _count_lessons([course["_id"] for course in courses]), shown_covers(courses)
    return [
        _facts(course, covers) | {"lessons": counts.get(course["_id"], _none()), "order": course["order"]}
        for course in courses
    ]


def show_course(course: dict[str, Any]) -> dict[str, Any]:
    """A course as its writers see it: with every lesson, and where each of them is in its life."""
    lessons = in_sequence(course, Lesson.collection().find({"course": course["_id"]}, _ITEM))
    return _facts(course, shown_covers([course])) | {"lessons": [_item(lesson) for lesson in lessons]}


def _write(course: ObjectId, change: dict[str, Any]) -> dict[str, Any]:
    changed = Course.collection().find_one_and_update({"_id": course}, change, return_document=ReturnDocument.AFTER)
    if changed is None:
        raise NotFound
    return changed


def _facts(course: dict[str, Any], covers: dict[ObjectId, dict[str, Any]]) -> dict[str, Any]:
    branch = load_tree().by_id.get(course["branch"], {})
    return {
        "id": course["_id"],
        "title": course["title"],
        "summary": course["summary"],
        "cover": covers.get(course["_id"]),
        "branch": {"id": course["branch"], "name": branch.get("name", "")},
        "shown_to": course["shown_to"],
        "withdrawn": course["withdrawn"],
    }


def _item(lesson: dict[str, Any]) -> dict[str, Any]:
    draft = lesson.get("draft")
    return {
        "id": lesson["_id"],
        "title": draft["title"] if draft else lesson["title"],
        "edited_at": draft and draft["edited_at"],
        "changed": bool(draft),
        **{name: lesson[name] for name in ("state", "version", "published_at", "publish_at")},
    }


def _none() -> dict[str, int]:
    return dict.fromkeys(STATES, 0)


def _count_lessons(courses: Iterable[ObjectId]) -> dict[ObjectId, dict[str, int]]:
    """How many lessons of each course are where in their life; a time that is set counts as scheduled."""
    state = {"$cond": [{"$eq": [{"$type": "$publish_at"}, "date"]}, "scheduled", "$state"]}
    steps: list[dict[str, Any]] = [
        {"$match": {"course": {"$in": list(courses)}}},
        {"$group": {"_id": {"course": "$course", "state": state}, "lessons": {"$sum": 1}}},
    ]
    counts: dict[ObjectId, dict[str, int]] = {}
    for row in Lesson.collection().aggregate(steps):
        counts.setdefault(row["_id"]["course"], _none())[row["_id"]["state"]] = row["lessons"]
    return counts
