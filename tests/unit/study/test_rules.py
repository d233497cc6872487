"""Judging answers and times."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from factories.study import QUESTIONS, RIGHT, WRONG
from weiguang.study.rules import canonical, judge, kept_missed, kind_words, time_fault, unknown

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "lesson_answers.json").read_text())
NOW = datetime(2023, 6, 28, 4, tzinfo=UTC)


def answer(question: str, *chosen: str) -> dict[str, object]:
    return {"question": question, "chosen": list(chosen)}


def test_the_order_of_choices_does_not_matter() -> None:
    assert judge(QUESTIONS, RIGHT) == judge(QUESTIONS, list(reversed(RIGHT))) == []


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        (WRONG, ["q2"]),
        ([], ["q1", "q2"]),
        ([answer("q1"), answer("q2", "a", "c")], ["q1"]),
        ([answer("q1", "a", "b"), answer("q2", "a", "b", "c")], ["q1", "q2"]),
    ],
)
def test_missing_partial_and_excess_choices_are_wrong(answers: list[dict[str, object]], wrong: list[str]) -> None:
    assert judge(QUESTIONS, answers) == wrong


def test_a_wrong_question_is_named_by_its_id_and_its_place() -> None:
    assert kind_words(QUESTIONS, ["q2"]) == [{"field": "q2", "message": "第 2 题再想一想，答案就在课文里"}]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ([answer("q9", "a")], "answers.0.question"),
        ([answer("q1", "a"), answer("q1", "a")], "answers.1.question"),
        ([answer("q1", "a"), answer("q2", "z")], "answers.1.chosen"),
    ],
)
def test_what_the_lesson_does_not_hold_is_named_by_its_field(answers: list[dict[str, object]], field: str) -> None:
    assert [error["field"] for error in unknown(QUESTIONS, answers)] == [field]


def test_the_same_answers_have_one_form() -> None:
    shuffled = [answer("q2", "a", "c", "a"), answer("q1", "a")]
    assert canonical(shuffled) == canonical(RIGHT) == [("q1", ["a"]), ("q2", ["a", "c"])]


@pytest.mark.parametrize(
    ("late_by", "possible"),
    [
        (timedelta(minutes=-5), True),
        (timedelta(minutes=-5, seconds=-1), False),
        (timedelta(days=90), True),
        (timedelta(days=90, seconds=1), False),
    ],
)
def test_a_completion_may_be_five_minutes_ahead_and_ninety_days_late(late_by: timedelta, possible: bool) -> None:
    assert (time_fault(NOW - late_by, NOW) is None) is possible


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["about"])
def test_an_answer_is_judged_as_in_the_vectors(case: dict[str, Any]) -> None:
    answers = [answer("q", *case["chosen"])]
    assert (not judge([case["question"]], answers)) == case["right"]
    assert (not unknown([case["question"]], answers)) == case["known"]


def test_what_a_phone_calls_missed_is_kept_in_order_and_only_if_it_is_a_question() -> None:
    assert kept_missed(QUESTIONS, ["q2", "q9", "q1", "q2"]) == ["q1", "q2"]
