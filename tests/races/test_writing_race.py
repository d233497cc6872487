"""Two save the same draft, many publish at once, and somebody answers while the lesson changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bson import ObjectId

from factories.people import make_branch
from factories.study import make_course, make_question
from factories.writing import draft
from weiguang.access.actor import Actor, Role
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now
from weiguang.study import completing
from weiguang.study.models import Lesson, LessonVersion
from weiguang.study.writing import drafting, publishing

THREADS = 16
VERSIONS = 12


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run every act in a thread of its own, started together."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return act()
        except drafting.DraftChanged as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def root(clean: None) -> ObjectId:
    return make_branch(kind="committee")


@pytest.fixture
def lesson(root: ObjectId) -> ObjectId:
    made = drafting.new_lesson(course=make_course(root), line=[root], rev=1)
    Lesson.collection().insert_one(made | {"draft": _text("q1") | {"edited_at": utc_now(), "edited_by": None}})
    return made["_id"]


def actor(root: ObjectId) -> Actor:
    return Actor(person=ObjectId(), roles=(Role("committee", root),))


def _text(question: str) -> dict[str, Any]:
    body = draft(0)
    return {"title": "课", "blocks": body["blocks"], "questions": [make_question(question)]}


def saving(root: ObjectId, lesson: ObjectId, rev: int, title: str) -> Callable[[], Any]:
    text = _text("q1") | {"title": title}
    return lambda: drafting.save_draft(actor=actor(root), lesson=lesson, rev=rev, now=utc_now(), **text)


def publishing_now(root: ObjectId, lesson: ObjectId, rev: int) -> Callable[[], Any]:
    return lambda: publishing.publish_lesson(actor=actor(root), lesson=lesson, rev=rev, publish_at=None, now=utc_now())


def refused(answers: list[Any]) -> int:
    return sum(isinstance(answer, drafting.DraftChanged) for answer in answers)


def test_of_many_who_save_from_the_same_revision_one_does(root: ObjectId, lesson: ObjectId) -> None:
    answers = at_once([saving(root, lesson, 1, f"第 {number} 个人") for number in range(THREADS)])
    kept = Lesson.collection().find_one({"_id": lesson})
    assert (refused(answers), kept["rev"]) == (THREADS - 1, 2)
    assert kept["draft"]["title"] in {answer["draft"]["title"] for answer in answers if isinstance(answer, dict)}


def test_without_the_revision_words_would_be_lost(root: ObjectId, lesson: ObjectId) -> None:
    """The control: each names the revision that stands when it comes, and the last one's words are all that is left."""

    def save(number: int) -> Any:
        while True:
            standing = Lesson.collection().find_one({"_id": lesson})["rev"]
            try:
                return saving(root, lesson, standing, f"第 {number} 个人")()
            except drafting.DraftChanged:
                continue

    answers = at_once([lambda number=number: save(number) for number in range(6)])
    assert (refused(answers), Lesson.collection().find_one({"_id": lesson})["rev"]) == (0, 7)


def test_publishing_many_times_at_once_is_one_version(root: ObjectId, lesson: ObjectId) -> None:
    answers = at_once([publishing_now(root, lesson, 1)] * THREADS)
    kept = Lesson.collection().find_one({"_id": lesson})
    assert (refused(answers), kept["version"], kept["draft"]) == (0, 1, None)
    assert LessonVersion.collection().count_documents({}) == 0


def test_a_save_and_a_publishing_at_once_lose_neither(root: ObjectId, lesson: ObjectId) -> None:
    at_once([publishing_now(root, lesson, 1), saving(root, lesson, 1, "新的"), publishing_now(root, lesson, 1)])
    kept = Lesson.collection().find_one({"_id": lesson})
    assert kept["draft"]["title"] == "新的"
    assert (kept["title"], kept["version"]) in {("课", 1), ("", 0)}


def test_answers_to_every_version_count_while_it_changes(root: ObjectId, lesson: ObjectId) -> None:
    """Each person answers the version that they read, while the next ones are published."""
    publishing_now(root, lesson, 1)()

    def publish_all() -> None:
        for number in range(2, VERSIONS + 1):
            text = _text(f"q{number}")
            drafting.save_draft(actor=actor(root), lesson=lesson, rev=number - 1, now=utc_now(), **text)
            publishing_now(root, lesson, number)()

    def study() -> int:
        seen = Lesson.collection().find_one({"_id": lesson})
        answers = [{"question": seen["questions"][0]["id"], "chosen": ["a"]}]
        said = {"client_id": str(ObjectId()), "note": None, "sent_at": None, "missed": [], "occurred_at": utc_now()}
        completing.complete_lesson(
            actor=Actor(person=ObjectId()),
            lesson=lesson,
            answers=answers,
            version=seen["version"],
            now=utc_now(),
            **said,
        )
        return seen["version"]

    versions = at_once([publish_all, *[lambda: [study() for _ in range(8)]] * 8])[1:]
    stored = sorted(row["version"] for row in Participation.collection().find({}, {"version": 1}))
    assert stored == sorted(version for one in versions for version in one)
    assert LessonVersion.collection().count_documents({}) == VERSIONS - 1
