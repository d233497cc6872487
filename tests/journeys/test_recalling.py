"""Questions that come again after 3, 10 and 30 days, for those who said yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.people import make_branch, make_person
from factories.study import RIGHT, WRONG, completion, make_course, make_lesson
from support.api import Caller, client_id
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now
from weiguang.study.models import Lesson


class Learner:
    """A member who completed a lesson some days ago."""

    def __init__(self, nobody: Caller) -> None:
        self.course = make_course(make_branch(kind="committee"))
        self.lesson = make_lesson(self.course)
        self.member = nobody.sign_in(make_person()[1])

    def complete(self, days: int, lesson: ObjectId | None = None) -> None:
        body = completion(occurred_at=utc_now() - timedelta(days=days))
        assert self.member.put(f"/lessons/{lesson or self.lesson}/completion", body).status_code == 201

    def wants(self, yes: bool = True) -> dict[str, Any]:
        shown: dict[str, Any] = self.member.patch("/me", {"recall": yes}).get_json()
        return shown

    def due(self) -> list[int]:
        return [one["stage"] for one in self.member.get("/me/recalls").get_json()["items"]]

    def answer(self, stage: int, answers: Any = RIGHT, **more: Any) -> Any:
        body = {"client_id": client_id(), "answers": answers, "answered_at": utc_now().isoformat(), **more}
        return self.member.put(f"/me/recalls/{self.lesson}/{stage}", body)


@pytest.fixture
def learner(nobody: Caller) -> Learner:
    return Learner(nobody)


def test_nothing_comes_again_for_who_did_not_say_yes(learner: Learner) -> None:
    learner.complete(4)
    assert (learner.member.get("/me").get_json()["recall"], learner.due()) == (False, [])
    assert learner.wants()["recall"] is True
    assert learner.due() == [3]
    learner.wants(False)
    assert learner.due() == []


@pytest.mark.parametrize(
    ("days", "due"), [(2, []), (3, [3]), (9, [3]), (10, [10]), (29, [10]), (30, [30]), (59, [30]), (60, [])]
)
def test_a_stage_is_due_until_the_next_one_is(learner: Learner, days: int, due: list[int]) -> None:
    learner.complete(days)
    learner.wants()
    assert learner.due() == due


def test_an_answered_stage_does_not_come_again_and_wrong_is_only_told(learner: Learner) -> None:
    learner.complete(4)
    learner.wants()
    before = Participation.collection().find_one({}, {"pending": 0})
    answer = learner.answer(3, WRONG)
    assert (answer.status_code, answer.get_json()["wrong"]) == (200, ["q2"])
    assert learner.answer(3, WRONG).get_json() == answer.get_json()
    assert learner.due() == []
    assert Participation.collection().find_one({}, {"pending": 0}) == before


def test_the_questions_come_with_it_so_that_it_works_without_a_network(learner: Learner) -> None:
    learner.complete(12)
    learner.wants()
    item = learner.member.get("/me/recalls").get_json()["items"][0]
    assert (item["lesson"], item["title"]) == (str(learner.lesson), "一张小小的心愿卡")
    assert all(question["explanation"] for question in item["questions"])


def test_recalls_come_in_pages_and_not_for_lessons_out_of_sight(learner: Learner) -> None:
    others = [make_lesson(learner.course) for _ in range(3)]
    for days, lesson in zip((5, 6, 7), others, strict=True):
        learner.complete(days, lesson)
    Lesson.collection().update_one({"_id": others[1]}, {"$set": {"state": "withdrawn"}})
    learner.wants()
    first = learner.member.get("/me/recalls?limit=1").get_json()
    rest = learner.member.get(f"/me/recalls?limit=1&cursor={first['next']}").get_json()
    assert [one["lesson"] for one in first["items"] + rest["items"]] == [str(others[2]), str(others[0])]
    assert rest["next"] is None


@pytest.mark.parametrize("stage", [0, 4, 365])
def test_another_stage_is_not_found(learner: Learner, stage: int) -> None:
    learner.complete(4)
    assert learner.answer(stage).status_code == 404


def test_a_lesson_that_was_not_completed_has_nothing_to_recall(learner: Learner, nobody: Caller) -> None:
    assert learner.answer(3).status_code == 404
    learner.complete(4)
    future = (utc_now() + timedelta(days=1)).isoformat()
    assert learner.answer(3, answered_at=future).get_json()["errors"][0]["field"] == "answered_at"
    assert learner.answer(3, answered_at=future, sent_at=future).status_code == 200
    assert nobody.get("/me/recalls").status_code == 401
