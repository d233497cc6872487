"""One course of five lessons, one of them to listen to."""

from __future__ import annotations

from typing import Any

from weiguang.branches.tree import load_tree
from weiguang.demo.reading import demo_id, read
from weiguang.study.models import Course, Lesson


def load_courses() -> None:
    """Every course with its lessons."""
    for order, course in enumerate(read("courses")["courses"]):
        branch = demo_id("branch", course["branch"])
        own = demo_id("course", course["key"])
        stored = {"title": course["title"], "summary": course["summary"], "branch": branch, "order": order}
        stored["line"] = load_tree().line(branch)
        Course.collection().replace_one({"_id": own}, stored, upsert=True)
        for lesson in course["lessons"]:
            key = f"{course['key']}:{lesson['key']}"
            Lesson.collection().replace_one({"_id": demo_id("lesson", key)}, _lesson(own, lesson), upsert=True)


def _lesson(course: Any, lesson: dict[str, Any]) -> dict[str, Any]:
    audio = lesson.get("audio")
    return {
        "course": course,
        "position": lesson["serial"],
        "title": lesson["title"],
        "kind": lesson["kind"],
        "version": 1,
        "blocks": [{"kind": block["type"], "text": block["text"]} for block in lesson["blocks"]],
        "media": audio
        and {
            "kind": "audio",
            "file": audio["file"],
            "type": audio["mime"],
            "duration_s": audio["duration_s"],
            "bytes": audio["bytes"],
        },
        "questions": [
            {"id": question["key"], **{name: question[name] for name in _QUESTION}} for question in lesson["questions"]
        ],
    }


_QUESTION = ("kind", "text", "options", "answer", "explanation")
