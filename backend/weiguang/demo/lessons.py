"""One course of five lessons, one of them to listen to."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

from weiguang.branches.tree import load_tree
from weiguang.demo.reading import demo_id, read
from weiguang.study.models import Course, Lesson
from weiguang.study.searching import findable
from weiguang.study.service import EVERYBODY
from weiguang.study.writing.drafting import new_lesson

PUBLISHED_AT = datetime(2023, 6, 1, tzinfo=UTC)


def load_courses() -> None:
    """Every course with its lessons."""
    for order, course in enumerate(read("courses")["courses"]):
        branch = demo_id("branch", course["branch"])
        own = demo_id("course", course["key"])
        stored = {"title": course["title"], "summary": course["summary"], "branch": branch, "order": order}
        stored |= {"line": load_tree().line(branch), "cover": None, "shown_to": [EVERYBODY], "withdrawn": False}
        stored["sequence"] = [demo_id("lesson", f"{course['key']}:{lesson['key']}") for lesson in course["lessons"]]
        Course.collection().replace_one({"_id": own}, stored, upsert=True)
        for lesson in course["lessons"]:
            key = f"{course['key']}:{lesson['key']}"
            made = new_lesson(course=own, line=stored["line"], **_lesson(lesson)) | {"_id": demo_id("lesson", key)}
            Lesson.collection().replace_one({"_id": made["_id"]}, made, upsert=True)


def _lesson(lesson: dict[str, Any]) -> dict[str, Any]:
    audio = lesson.get("audio")
    blocks = [{"kind": "text", "html": "".join(_html(block) for block in lesson["blocks"])}]
    return findable(lesson["title"], blocks) | {
        "state": "published",
        "published_at": PUBLISHED_AT,
        "title": lesson["title"],
        "kind": lesson["kind"],
        "version": 1,
        "rev": 1,
        "published_rev": 1,
        "blocks": blocks,
        "media": audio
        and {
            "kind": "audio",
            "file": audio["file"],
            "type": audio["mime"],
            "duration_s": audio["duration_s"],
            "bytes": audio["bytes"],
        },
        "questions": [
            {"id": question["key"], "model": "", **{name: question[name] for name in _QUESTION}}
            for question in lesson["questions"]
        ],
        "question_count": len(lesson["questions"]),
    }


def _html(block: dict[str, str]) -> str:
    return _ELEMENTS[block["type"]].format(escape(block["text"], quote=False))


_ELEMENTS = {
    "heading": "<h2>{}</h2>",
    "paragraph": "<p>{}</p>",
    "quote": "<blockquote><p>{}</p></blockquote>",
}
_QUESTION = ("kind", "text", "options", "answer", "explanation")
