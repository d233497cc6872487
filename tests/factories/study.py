"""Courses and lessons."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from bson import ObjectId

from support.api import client_id
from weiguang.branches.models import Branch
from weiguang.storage.clock import utc_now
from weiguang.study.models import Course, Lesson
from weiguang.study.searching import findable
from weiguang.study.writing.drafting import new_lesson

_order = itertools.count(1)


def make_question(name: str, kind: str = "single", answer: tuple[str, ...] = ("a",)) -> dict[str, Any]:
    """A question with options a, b and c."""
    return {
        "id": name,
        "kind": kind,
        "text": f"题目 {name}",
        "options": [{"id": letter, "text": f"选项 {letter}"} for letter in "abc"],
        "answer": list(answer),
        "model": "",
        "explanation": "课文里写着。",
    }


QUESTIONS = [make_question("q1"), make_question("q2", "multiple", ("a", "c"))]
RIGHT = [{"question": "q1", "chosen": ["a"]}, {"question": "q2", "chosen": ["c", "a"]}]
WRONG = [{"question": "q1", "chosen": ["a"]}, {"question": "q2", "chosen": ["a"]}]


def make_course(branch: ObjectId, **more: Any) -> ObjectId:
    """A course of a branch."""
    line = Branch.collection().find_one({"_id": branch})["line"]
    course = {"_id": ObjectId(), "title": "微光初心课", "summary": "五节短课", "branch": branch, "line": line}
    usual = {"order": next(_order), "shown_to": ["all"], "sequence": [], "withdrawn": False}
    Course.collection().insert_one(course | usual | more)
    return course["_id"]


def make_lesson(course: ObjectId, **more: Any) -> ObjectId:
    """A published lesson with two questions, the last of its course."""
    line = Course.collection().find_one({"_id": course})["line"]
    usual = {
        "state": "published",
        "title": "一张小小的心愿卡",
        "version": 1,
        "rev": 1,
        "published_rev": 1,
        "published_at": utc_now(),
        "blocks": [{"kind": "text", "html": "<p>微心愿很小。</p>"}],
        "questions": QUESTIONS,
        "question_count": len(QUESTIONS),
    }
    lesson = new_lesson(course=course, line=line, **usual | more)
    lesson |= findable(lesson["title"], lesson["blocks"])
    Lesson.collection().insert_one(lesson)
    return lesson["_id"]


def completion(
    answers: list[dict[str, Any]] = RIGHT, occurred_at: datetime | None = None, **more: Any
) -> dict[str, Any]:
    """The body of a completion, as a phone sends it."""
    moment = (occurred_at or utc_now()).isoformat()
    return {"client_id": client_id(), "answers": answers, "occurred_at": moment, **more}
