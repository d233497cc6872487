"""Study: the whole completion (session, judging, credit, one insert) against the lean insert alone; course; queue.

The background worker does not run: it is a process of its own and works after the answer. The long course has 300
lessons of 20 kB, half of them completed by the reader; its page holds one line a lesson and must not read the texts.
The queue is what a phone kept: 500 answers, sent in batches of 50, and then sent again.
"""

from __future__ import annotations

import urllib.request
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from harness import Request, Result, close, compare, duel, fire, gunicorn, options, rates, request
from product import make_members, make_root, prepared

from weiguang.study.models import Course, Lesson
from weiguang.study.writing.drafting import new_lesson

LEAST = 0.8
LESSONS, DONE, QUEUE, BATCH = 300, 150, 500, 50
TEXT_BYTES, PAGE_MOST = 20_000, 60_000
"""How large one lesson's text is, and how large the page of the long course may be."""
QUESTIONS = [
    {
        "id": f"q{number}",
        "kind": "single",
        "text": "敲门之前做什么？",
        "options": [{"id": letter, "text": f"选项 {letter}"} for letter in "abc"],
        "answer": ["a"],
        "model": "",
        "explanation": "",
    }
    for number in range(3)
]
ANSWERS = [{"question": question["id"], "chosen": ["a"]} for question in QUESTIONS]


def main() -> int:
    chosen = options(__doc__)
    with (
        prepared() as environment,
        gunicorn("weiguang.wsgi:app", environment, "/readyz") as ours,
        gunicorn("lean:app", environment, "/ready") as lean,
    ):
        root = make_root()
        course, lessons = make_lessons(root)
        print("each completion is another person's")
        results = duel(contenders(ours, lean, root, lessons[0], chosen.requests), chosen.rounds)
        ratio, clean = compare(results, "lean")
        page, page_fine = long_course(ours, root, course, lessons, chosen.requests)
        queue, queue_fine = offline_queue(ours, root, course)
        return close(
            "study",
            rates(results) | page | queue,
            {"ceiling": ratio},
            ok=ratio >= LEAST and clean and page_fine and queue_fine,
        )


def contenders(
    ours: int, lean: int, root: ObjectId, lesson: ObjectId, how_many: int
) -> dict[str, Callable[[int], Result]]:
    def complete(_: int) -> Result:
        return fire(ours, [put(lesson, token) for token in make_members(root, how_many)])

    def complete_lean(number: int) -> Result:
        keys = [f"{number}-{step}" for step in range(how_many)]
        return fire(lean, [request("PUT", f"/completions/{key}", completion()) for key in keys])

    return {"weiguang": complete, "lean": complete_lean}


def long_course(
    port: int, root: ObjectId, course: ObjectId, lessons: list[ObjectId], how_many: int
) -> tuple[dict[str, float], bool]:
    """The page of a course of 300 lessons, for somebody who is half through it."""
    (token,) = make_members(root, 1)
    fire(port, [put(lesson, token) for lesson in lessons[:DONE]])
    path, headers = f"/api/v1/courses/{course}", {"Authorization": f"Bearer {token}"}
    with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)) as answer:
        size = len(answer.read())
    result = fire(port, [request("GET", path, headers=headers)] * (how_many // 10), accepted=(200,))
    found = {"page_bytes": size, "page_per_s": round(result.per_s), "page_p50_ms": round(result.p50_ms, 1)}
    print(f"\npage of a course of {LESSONS} lessons: {found}")
    return found, size <= PAGE_MOST and not result.refused


def offline_queue(port: int, root: ObjectId, course: ObjectId) -> tuple[dict[str, float], bool]:
    """Five hundred answers that a phone kept, then the same again."""
    (token,) = make_members(root, 1)
    lessons = [lesson["_id"] for lesson in Lesson.collection().find({"course": course}, {"_id": 1})]
    rows = [completion() | {"lesson": str(lessons[number % len(lessons)])} for number in range(QUEUE)]
    batches = [rows[start : start + BATCH] for start in range(0, QUEUE, BATCH)]
    sent = [request("POST", "/api/v1/completions/batch", batch, bearer(token)) for batch in batches]
    first, again = (fire(port, sent, accepted=(200,), connections=1) for _ in range(2))
    found = {
        "queue_s": round(len(sent) / first.per_s, 2),
        "queue_again_s": round(len(sent) / again.per_s, 2),
        "batch_p99_ms": round(first.p99_ms, 1),
    }
    print(f"queue of {QUEUE} answers: {found}")
    return found, not first.refused and not again.refused


def make_lessons(root: ObjectId) -> tuple[ObjectId, list[ObjectId]]:
    """A course of many lessons, each with a long text."""
    course = {"_id": ObjectId(), "title": "长课程", "summary": "", "cover": None, "branch": root, "line": [root]}
    Course.collection().insert_one(course | {"shown_to": [root], "order": 0, "sequence": [], "withdrawn": False})
    face: dict[str, Any] = {
        "state": "published",
        "version": 1,
        "kind": "article",
        "blocks": [{"kind": "text", "html": f"<p>{'课' * (TEXT_BYTES // 3)}</p>"}],
        "questions": QUESTIONS,
        "question_count": len(QUESTIONS),
        "published_at": datetime.now(UTC),
    }
    lessons = [
        new_lesson(course=course["_id"], line=[root], **face, title=f"第 {number + 1} 课：敲门之前先问一句")
        for number in range(LESSONS)
    ]
    Lesson.collection().insert_many(lessons)
    return course["_id"], [lesson["_id"] for lesson in lessons]


def completion() -> dict[str, Any]:
    return {
        "client_id": str(uuid.uuid4()),
        "answers": ANSWERS,
        "version": 1,
        "missed": ["q1"],
        "occurred_at": datetime.now(UTC).isoformat(),
    }


def put(lesson: ObjectId, token: str) -> Request:
    return request("PUT", f"/api/v1/lessons/{lesson}/completion", completion(), bearer(token))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


if __name__ == "__main__":
    raise SystemExit(main())
