"""Answers to the version that was read: changed since, withdrawn since, and five hundred from a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.study import completion
from factories.writing import Newsroom, written_question
from support.api import Caller, client_id
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now
from weiguang.study.models import Lesson

Settle = Callable[[], None]
ANSWERS = [{"question": "q1", "chosen": ["a"]}]


@pytest.fixture
def newsroom(nobody: Caller) -> Newsroom:
    return Newsroom(nobody)


def complete(who: Caller, lesson: str, answers: Any = None, **more: Any) -> Any:
    return who.put(f"/lessons/{lesson}/completion", completion(answers or ANSWERS, **more))


def test_a_completion_stays_valid_when_the_lesson_changes_and_the_lesson_says_so(newsroom: Newsroom) -> None:
    lesson = newsroom.published()
    assert complete(newsroom.member, lesson).get_json()["version"] == 1
    newsroom.change(lesson, title="敲门之前（改）")
    shown = newsroom.member.get(f"/lessons/{lesson}").get_json()
    assert (shown["version"], shown["completed_version"], shown["changed_since"]) == (2, 1, True)
    assert shown["completed_at"]
    written = newsroom.secretary.get(f"/lessons/{lesson}/writing").get_json()
    assert (written["completed"], [one["version"] for one in written["versions"]]) == (1, [1])


def test_answers_are_judged_by_the_version_that_was_answered(newsroom: Newsroom) -> None:
    lesson = newsroom.published()
    newsroom.change(lesson, questions=[written_question("q2", answer=["b"])])
    answer = complete(newsroom.member, lesson, version=1, missed=["q1", "gone"])
    assert (answer.status_code, answer.get_json()["version"]) == (201, 1)
    row = Participation.collection().find_one({})
    assert (row["version"], row["missed"], row["title"]) == (1, ["q1"], "敲门之前")
    refused = complete(newsroom.outsider, lesson, [{"question": "q2", "chosen": ["a"]}])
    assert refused.status_code == 404  # not shown to them, and not known to them either


def test_answers_to_an_old_version_sent_as_the_current_one_are_refused_by_field(newsroom: Newsroom) -> None:
    lesson = newsroom.published()
    newsroom.change(lesson, questions=[written_question("q2")])
    assert complete(newsroom.member, lesson).get_json()["errors"][0]["field"] == "answers.0.question"


@pytest.mark.parametrize("version", [2, 99, 0, -1, "1", 1.5])
def test_a_version_that_never_was_is_refused(newsroom: Newsroom, version: Any) -> None:
    answer = complete(newsroom.member, newsroom.published(), version=version)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "version")


def test_what_was_studied_before_a_lesson_was_withdrawn_counts(newsroom: Newsroom) -> None:
    lesson = newsroom.published()
    newsroom.secretary.delete(f"/lessons/{lesson}/publication")
    newsroom.secretary.patch(f"/courses/{newsroom.course}", {"withdrawn": True})
    assert complete(newsroom.member, lesson, version=1).status_code == 201


def test_a_draft_cannot_be_completed(newsroom: Newsroom) -> None:
    lesson = newsroom.begin()
    newsroom.save(lesson, 1)
    assert complete(newsroom.member, lesson).status_code == 404


def test_a_short_answer_is_judged_by_its_writer(newsroom: Newsroom) -> None:
    lesson = newsroom.published(questions=[written_question(kind="short", model="先问一句")])
    said = [[{"question": "q1", "chosen": [one]}] for one in ("not_yet", "先问一句", "right")]
    assert [complete(newsroom.member, lesson, one).status_code for one in said] == [422, 422, 201]
    assert newsroom.member.get(f"/lessons/{lesson}").get_json()["questions"][0]["model"] == "先问一句"


def test_a_repeat_of_a_completion_is_answered_the_same_after_a_change(newsroom: Newsroom) -> None:
    lesson = newsroom.published()
    body = completion(ANSWERS)
    first = newsroom.member.put(f"/lessons/{lesson}/completion", body)
    newsroom.change(lesson, questions=[written_question("q2")])
    again = newsroom.member.put(f"/lessons/{lesson}/completion", body)
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    other = newsroom.member.put(f"/lessons/{lesson}/completion", body | {"version": 1})
    assert other.get_json()["code"] == "client_id_reused"


# --- offline queues ----------------------------------------------------------------------------------------------


def row(lesson: str, **more: Any) -> dict[str, Any]:
    return completion(ANSWERS, **more) | {"lesson": lesson}


def test_an_offline_queue_gets_an_answer_for_each_row(newsroom: Newsroom) -> None:
    lesson, other = newsroom.published(), newsroom.published()
    good = row(lesson, version=1)
    rows = [
        good,
        row(other) | {"answers": [{"question": "q1", "chosen": ["b"]}]},
        good,
        good | {"lesson": other},
        row(other, occurred_at=utc_now() + timedelta(days=2)),
        row(str(ObjectId())),
        {"client_id": client_id(), "answers": "none"},
        row(other),
    ]
    items = newsroom.member.post("/completions/batch", rows).get_json()["items"]
    assert [one["state"] for one in items] == [
        "stored",
        "refused",
        "duplicate",
        "conflict",
        "refused",
        "refused",
        "refused",
        "stored",
    ]
    assert [one["client_id"] for one in items] == [one["client_id"] for one in rows]
    assert all(one["message"] for one in items)


def test_five_hundred_queued_answers_are_all_there_once(newsroom: Newsroom, settle: Settle, nobody: Caller) -> None:
    lesson = newsroom.published()
    kept = Lesson.collection().find_one({"_id": ObjectId(lesson)})
    many = [ObjectId() for _ in range(500)]
    Lesson.collection().insert_many(
        [{name: kept[name] for name in kept if name != "client_id"} | {"_id": one} for one in many]
    )
    rows = [row(str(one)) for one in many]
    for _ in range(2):
        batches = [rows[start : start + 100] for start in range(0, 500, 100)]
        answers = [newsroom.member.post("/completions/batch", batch).get_json()["items"] for batch in batches]
    assert {one["state"] for answer in answers for one in answer} == {"duplicate"}
    settle()
    assert nobody.get("/participation/counts?kind=study&measure=attendances").get_json()["exact"] == 500


@pytest.mark.parametrize("body", [[], {}, [{}] * 101, "rows", None])
def test_what_is_no_queue_is_refused(newsroom: Newsroom, body: Any) -> None:
    assert newsroom.member.post("/completions/batch", body if body is not None else {}).status_code == 422
