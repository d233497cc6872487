"""Letting those a course is shown to open the files of its lessons.

A mark (``showing``) says that it is not yet done. Each mark is another one, so that whoever takes one off leaves the
mark of somebody who changed the same thing meanwhile.
"""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from weiguang.media.blocks import media_ids
from weiguang.media.service import show
from weiguang.study.models import Course, Lesson

SHOWN_A_STEP = 50


def show_lessons(course: dict[str, Any]) -> None:
    """Show the files of every published lesson, after whom the course is shown to was changed.

    The mark moves from the course to its lessons, so that a crash leaves one of them standing.
    """
    which = {"course": course["_id"], "state": "published"}
    Lesson.collection().update_many(which, {"$set": {"showing": ObjectId()}})
    Course.collection().update_one({"_id": course["_id"], "showing": course["showing"]}, {"$unset": {"showing": 1}})
    show_marked(which)


def show_marked(which: dict[str, Any], most: int = 0) -> int:
    """Show the files of marked lessons to those who see their course now, and take the marks off; answer how many."""
    wanted = {"course": 1, "showing": 1, "blocks": 1}
    found = list(Lesson.collection().find({"showing": {"$exists": True}, **which}, wanted).limit(most))
    for lesson in found:
        course = Course.collection().find_one({"_id": lesson["course"]}, {"shown_to": 1})
        if course:
            show(media_ids(lesson["blocks"]), course["shown_to"])
        same = {"_id": lesson["_id"], "showing": lesson["showing"]}
        Lesson.collection().update_one(same, {"$unset": {"showing": 1}})
    return len(found)


def show_left_behind() -> int:
    """Do what a crash left; answer how much there was to do."""
    courses = list(Course.collection().find({"showing": {"$exists": True}}, {"showing": 1}).limit(SHOWN_A_STEP))
    for course in courses:
        show_lessons(course)
    return len(courses) + show_marked({}, SHOWN_A_STEP)
