"""Judging answers and the time of a completion: pure functions, the same on the phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

AHEAD = timedelta(minutes=5)
LATE = timedelta(days=90)

KINDS = ("single", "multiple", "true_false", "short")
RIGHT, NOT_YET = "right", "not_yet"
"""What a learner says of their own short answer, after a look at the model answer."""

Question = Mapping[str, Any]
Answer = Mapping[str, Any]


def choices_of(question: Question) -> set[str]:
    """What can be chosen for a question."""
    return {RIGHT, NOT_YET} if question["kind"] == "short" else {option["id"] for option in question["options"]}


def unknown(questions: Sequence[Question], answers: Sequence[Answer]) -> list[dict[str, str]]:
    """Field errors for answers that name no question or option of this lesson, or a question twice."""
    options = {question["id"]: choices_of(question) for question in questions}
    errors, seen = [], set()
    for place, answer in enumerate(answers):
        name = answer["question"]
        if name not in options:
            errors.append({"field": f"answers.{place}.question", "message": "这节课里没有这道题，请刷新后再答"})
        elif name in seen:
            errors.append({"field": f"answers.{place}.question", "message": "这道题答了两次"})
        elif not options[name].issuperset(answer["chosen"]):
            errors.append({"field": f"answers.{place}.chosen", "message": "这道题没有这个选项，请刷新后再答"})
        seen.add(name)
    return errors


def judge(questions: Sequence[Question], answers: Sequence[Answer]) -> list[str]:
    """The ids of the questions not answered rightly, in the lesson's order; an unanswered one is among them.

    The order of choices does not matter, their set does.
    """
    chosen = {answer["question"]: set(answer["chosen"]) for answer in answers}
    return [question["id"] for question in questions if chosen.get(question["id"]) != set(question["answer"])]


def kind_words(questions: Sequence[Question], wrong: Sequence[str]) -> list[dict[str, str]]:
    """Name each wrong question, in words that invite another try."""
    places = {question["id"]: place for place, question in enumerate(questions, start=1)}
    return [{"field": name, "message": f"第 {places[name]} 题再想一想，答案就在课文里"} for name in wrong]


def canonical(answers: Sequence[Answer]) -> list[tuple[str, list[str]]]:
    """The same answers in one order, so that a repeat is recognised."""
    return sorted((answer["question"], sorted(set(answer["chosen"]))) for answer in answers)


def kept_missed(questions: Sequence[Question], missed: Sequence[str]) -> list[str]:
    """The questions a phone says were wrong at the first try, in the lesson's order; what is none of them is left out.

    It helps to prepare a lecture and proves nothing: it never costs anybody a completion.
    """
    return [question["id"] for question in questions if question["id"] in set(missed)]


def time_fault(moment: datetime, received_at: datetime) -> str | None:
    """Why a completion cannot have happened at ``moment``, or None."""
    if moment > received_at + AHEAD:
        return "完成时间在将来，请检查手机的时间"
    if moment < received_at - LATE:
        return "完成时间太早了，只能补交 90 天以内的学习"
    return None
