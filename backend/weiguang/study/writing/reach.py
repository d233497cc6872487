"""Finding what somebody writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import Forbidden, NotFound
from weiguang.study.models import Course, Lesson
from weiguang.study.service import EVERYBODY

WRITE = "study.write"


class NotYoursToShow(Forbidden):
    """Whom a course is shown to is beyond the writer's reach."""

    code = "not_yours_to_show"
    title = "只能给自己支部和下属支部看；给所有人看，要由综合党委来定"


def reach_course(actor: Actor, course: ObjectId) -> dict[str, Any]:
    """A stored course; raises `NotFound`, and `Forbidden` unless ``study.write`` reaches it."""
    found = Course.collection().find_one({"_id": course})
    if found is None:
        raise NotFound
    actor.must(WRITE, found["line"])
    return found


def reach_lesson(actor: Actor, lesson: ObjectId) -> dict[str, Any]:
    """A stored lesson with its draft; raises `NotFound`, and `Forbidden` unless ``study.write`` reaches it."""
    found = get_lesson(lesson)
    actor.must(WRITE, found["line"])
    return found


def get_lesson(lesson: ObjectId) -> dict[str, Any]:
    """A stored lesson with its draft, as it is now; raises `NotFound`."""
    found = Lesson.collection().find_one({"_id": lesson})
    if found is None:
        raise NotFound
    return found


def must_show(actor: Actor, shown_to: Sequence[ObjectId | str]) -> None:
    """Raise `NotYoursToShow` unless the writer's role reaches everyone a course is to be shown to."""
    tree = load_tree()
    lines = [tree.children.get(None, []) if one == EVERYBODY else tree.line(ObjectId(one)) for one in shown_to]
    if not all(actor.may(WRITE, line) for line in lines):
        raise NotYoursToShow
