"""Publishing a lesson now or at a set time, withdrawing it, and showing it to its writers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import Unacceptable
from weiguang.media import blocks as texts
from weiguang.media.service import show
from weiguang.participation.explaining import count_acts
from weiguang.people.service import names_of
from weiguang.study.models import Course, Lesson
from weiguang.study.searching import findable
from weiguang.study.versions import keep_version, list_versions
from weiguang.study.writing.drafting import draft_changed, face_of
from weiguang.study.writing.questions import faults_of
from weiguang.study.writing.reach import get_lesson, reach_lesson
from weiguang.study.writing.showing import show_marked

AHEAD = timedelta(days=366)


class LessonIncomplete(Unacceptable):
    """Something is missing or wrong; ``errors`` names it by field."""

    code = "lesson_incomplete"
    title = "还有几处要补上，补好了再发布"


def publish_lesson(
    *, actor: Actor, lesson: ObjectId, rev: int, publish_at: datetime | None, now: datetime
) -> dict[str, Any]:
    """Publish revision ``rev``, at once or at a set time; the same again answers the same.

    A withdrawn lesson without a draft is put up again as it was. Raises `NotFound`, `Forbidden`, `DraftChanged`,
    `LessonIncomplete`, `Unacceptable` for a time that has passed or is too far.
    """
    found = reach_lesson(actor, lesson)
    if publish_at is None and _stands(found, rev):
        return found
    if found["rev"] != rev or (found["draft"] is None and found["state"] != "withdrawn"):
        raise draft_changed(found)
    _check_time(publish_at, now)
    faults = find_faults(found)
    if faults:
        raise LessonIncomplete(errors=faults)
    if publish_at:
        timed = {"publish_at": publish_at, "scheduled_by": actor.person}
        done = _write({"_id": lesson, "rev": rev, "version": found["version"]}, {"$set": timed})
    else:
        done = put_up(found, by=actor.person, now=now)
    standing = done or get_lesson(lesson)
    if done or _stands(standing, rev):
        return standing
    raise draft_changed(standing)


def put_up(found: dict[str, Any], *, by: ObjectId | None, now: datetime) -> dict[str, Any] | None:
    """Make the draft the published face, unless something changed since it was read; then None.

    What the face said is kept first. The files are shown before the lesson is, and again after, for whom the course is
    shown to may change in between.
    """
    if found["version"] and found["draft"]:
        keep_version(found)
    text = face_of(found)
    course = Course.collection().find_one({"_id": found["course"]}, {"shown_to": 1}) or {"shown_to": []}
    show(texts.media_ids(text["blocks"]), course["shown_to"])
    face: dict[str, Any] = {
        "state": "published",
        "published_rev": found["rev"],
        "publish_at": None,
        "showing": ObjectId(),
    }
    if found["draft"]:
        face |= (
            text
            | findable(text["title"], text["blocks"])
            | {
                "kind": kind_of(text["blocks"], found["media"]),
                "question_count": len(text["questions"]),
                "version": found["version"] + 1,
                "published_at": now,
                "published_by": by,
                "draft": None,
            }
        )
    same = {name: found[name] for name in ("_id", "rev", "version", "state", "publish_at")}
    done = _write(same, {"$set": face})
    if done:
        show_marked({"_id": done["_id"]})
    return done


def withdraw_lesson(*, actor: Actor, lesson: ObjectId) -> dict[str, Any]:
    """Take a lesson down, and off any time that is set; a repeat changes nothing. Raises `NotFound`, `Forbidden`."""
    reach_lesson(actor, lesson)
    where = {"_id": lesson, "state": "published"}
    return _write(where, {"$set": {"state": "withdrawn", "publish_at": None}}) or get_lesson(lesson)


def cancel_schedule(*, actor: Actor, lesson: ObjectId) -> dict[str, Any]:
    """Take the time off; a repeat changes nothing. Raises `NotFound`, `Forbidden`."""
    reach_lesson(actor, lesson)
    return _write({"_id": lesson}, {"$set": {"publish_at": None}}) or get_lesson(lesson)


def find_due(now: datetime) -> dict[str, Any] | None:
    """The lesson whose time came first."""
    due = {"publish_at": {"$type": "date", "$lte": now}}
    return Lesson.collection().find_one(due, sort=[("publish_at", 1)])


def show_written(lesson: dict[str, Any]) -> dict[str, Any]:
    """A lesson as its writers see it: the draft, else what is published, and all that is to know about it."""
    course = Course.collection().find_one({"_id": lesson["course"]}, {"title": 1, "shown_to": 1}) or {}
    draft, text = lesson["draft"], face_of(lesson)
    by = draft["edited_by"] if draft else lesson["published_by"]
    return {
        "id": lesson["_id"],
        "course": {"id": lesson["course"], "title": course.get("title", "")},
        "branch": lesson["line"][0],
        "shown_to": course.get("shown_to", []),
        **{name: lesson[name] for name in ("state", "version", "rev", "published_at", "publish_at")},
        "changed": draft is not None,
        "edited_at": draft["edited_at"] if draft else lesson["published_at"],
        "edited_by": names_of([by]).get(by, "") if by else "",
        **text,
        "blocks": texts.shown(text["blocks"]),
        "faults": find_faults(lesson),
        "versions": list_versions(lesson["_id"]),
        "completed": count_acts(f"completion:{lesson['_id']}:"),
    }


def find_faults(lesson: dict[str, Any]) -> list[dict[str, str]]:
    """What stands between the lesson and its publishing."""
    text = face_of(lesson)
    return faults_of(text["title"], text["blocks"], text["questions"], recorded=bool(lesson["media"]))


def kind_of(blocks: list[dict[str, Any]], media: dict[str, Any] | None) -> str:
    """Article, audio or video, by what is in it."""
    kinds = {block["kind"] for block in blocks} | ({media["kind"]} if media else set())
    return next((kind for kind in ("video", "audio") if kind in kinds), "article")


def _write(where: dict[str, Any], change: dict[str, Any]) -> dict[str, Any] | None:
    return Lesson.collection().find_one_and_update(where, change, return_document=ReturnDocument.AFTER)


def _stands(lesson: dict[str, Any], rev: int) -> bool:
    """Whether this very revision is what readers see."""
    return lesson["state"] == "published" and lesson["published_rev"] == rev and lesson["draft"] is None


def _check_time(publish_at: datetime | None, now: datetime) -> None:
    message = ""
    if publish_at and publish_at <= now:
        message = "这个时间已经过了，请选以后的时间，或者现在就发布"
    elif publish_at and publish_at > now + AHEAD:
        message = "最多提前一年定时"
    if message:
        raise Unacceptable(errors=[{"field": "publish_at", "message": message}])
