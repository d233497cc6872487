"""What a lesson needs before it is published."""

from __future__ import annotations

from typing import Any

import pytest

from factories.writing import TEXT
from weiguang.study.writing.questions import faults_of, ids_twice, normal


def question(**more: Any) -> dict[str, Any]:
    options = [{"id": letter, "text": f"选项 {letter}"} for letter in "abc"]
    usual = {"id": "q1", "kind": "single", "text": "题目", "options": options, "answer": ["a"]}
    return normal(usual | {"model": "", "explanation": ""} | more)


def fields(*questions: dict[str, Any], title: str = "标题", blocks: Any = TEXT) -> list[str]:
    return [fault["field"] for fault in faults_of(title, blocks, questions)]


def options(*texts: str) -> list[dict[str, str]]:
    return [{"id": str(place), "text": text} for place, text in enumerate(texts)]


def test_a_whole_lesson_lacks_nothing() -> None:
    assert fields(question(), question(kind="multiple", answer=["a", "b"]), question(kind="short", model="答案")) == []


def test_a_lesson_needs_a_title_content_and_a_question() -> None:
    assert fields(title="", blocks=[]) == ["title", "blocks", "questions"]
    assert fields(question(), title="长" * 61) == ["title"]
    assert fields(*[question()] * 31) == ["questions"]
    assert faults_of("标题", [], [question()], recorded=True) == []


def test_a_picture_says_what_is_on_it() -> None:
    picture = {"kind": "picture", "media": "P" * 22, "alt": "", "caption": "合影"}
    assert fields(question(), blocks=[picture]) == ["blocks"]
    assert fields(question(), blocks=[picture | {"alt": "志愿者在村口量血压"}]) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "长" * 301}, "text"),
        ({"explanation": "长" * 501}, "explanation"),
        ({"answer": []}, "answer"),
        ({"answer": ["z"]}, "answer"),
        ({"answer": ["a", "b"]}, "answer"),
        ({"kind": "multiple"}, "answer"),
        ({"kind": "true_false", "answer": []}, "answer"),
        ({"kind": "short"}, "model"),
        ({"kind": "short", "model": "长" * 501}, "model"),
        ({"options": options("只有一个"), "answer": ["0"]}, "options"),
        ({"options": options(*"一二三四五六七八九"), "answer": ["0"]}, "options"),
        ({"options": options("一样", "一 样"), "answer": ["0"]}, "options.1.text"),
        ({"options": options("Abc", "aBC"), "answer": ["0"]}, "options.1.text"),
        ({"options": options("一", ""), "answer": ["0"]}, "options.1.text"),
        ({"options": options("一", "长" * 121), "answer": ["0"]}, "options.1.text"),
    ],
)
def test_what_is_wrong_about_a_question_is_named_by_field(more: dict[str, Any], field: str) -> None:
    assert fields(question(), question(**more)) == [f"questions.1.{field}"]


def test_a_kind_fixes_what_belongs_to_it() -> None:
    judged = question(kind="true_false", answer=["true", "a"], model="没有")
    assert [option["text"] for option in judged["options"]] == ["对", "不对"]
    assert (judged["answer"], judged["model"]) == (["true"], "")
    short = question(kind="short", answer=[], model="答案")
    assert (short["options"], short["answer"], short["model"]) == ([], ["right"], "答案")


def test_an_answer_that_is_no_option_any_more_is_forgotten() -> None:
    assert question(answer=["z", "a", "a"])["answer"] == ["a"]


def test_ids_that_are_there_twice_are_named() -> None:
    twice = question(options=[{"id": "a", "text": "一"}, {"id": "a", "text": "二"}])
    assert [error["field"] for error in ids_twice([question(), twice])] == ["questions.1.id", "questions.1.options"]
