"""Courses and lessons written, saved, published, scheduled, changed and withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.writing import TEXT, Newsroom, draft, new_course, written_question
from support.api import Caller, client_id
from weiguang.storage.clock import utc_now
from weiguang.study.models import Course, Lesson, LessonVersion

Settle = Callable[[], None]


@pytest.fixture
def newsroom(nobody: Caller) -> Newsroom:
    return Newsroom(nobody)


def test_a_lesson_is_seen_by_its_branch_once_it_is_published(newsroom: Newsroom) -> None:
    lesson = newsroom.begin()
    newsroom.save(lesson, 1)
    assert newsroom.titles(newsroom.member) == []
    assert newsroom.member.get(f"/lessons/{lesson}").status_code == 404
    shown = newsroom.publish(lesson, 2).get_json()
    assert (shown["state"], shown["version"], shown["changed"]) == ("published", 1, False)
    assert newsroom.titles(newsroom.member) == ["敲门之前"]
    assert newsroom.member.get(f"/lessons/{lesson}").get_json()["blocks"] == TEXT


def test_a_course_of_a_branch_is_nobody_else_s_to_see(newsroom: Newsroom) -> None:
    lesson = newsroom.published()
    for stranger in (newsroom.outsider, newsroom.nobody):
        assert newsroom.titles(stranger) == []
        assert stranger.get(f"/courses/{newsroom.course}").status_code == 404
        assert stranger.get(f"/lessons/{lesson}").status_code == 404


def test_a_course_shown_to_a_committee_reaches_the_branches_below(newsroom: Newsroom) -> None:
    newsroom.published()
    path = f"/courses/{newsroom.course}"
    assert newsroom.committee.patch(path, {"shown_to": [str(newsroom.root)]}).status_code == 200
    assert [newsroom.titles(who) for who in (newsroom.member, newsroom.outsider)] == [["敲门之前"]] * 2
    assert newsroom.titles(newsroom.nobody) == []
    newsroom.committee.patch(path, {"shown_to": ["all"]})
    assert newsroom.titles(newsroom.nobody) == ["敲门之前"]


@pytest.mark.parametrize("whom", ["all", "other", "root"])
def test_a_secretary_shows_a_course_to_nobody_beyond_their_reach(newsroom: Newsroom, whom: str) -> None:
    shown = [whom if whom == "all" else str(getattr(newsroom, whom))]
    answers = [
        newsroom.secretary.post("/courses", new_course(shown_to=shown)),
        newsroom.secretary.patch(f"/courses/{newsroom.course}", {"shown_to": shown}),
    ]
    assert [(one.status_code, one.get_json()["code"]) for one in answers] == [(403, "not_yours_to_show")] * 2


@pytest.mark.parametrize(
    ("shown", "status"), [([], 422), (["all", "0" * 24], 422), (["some"], 422), ([{"$ne": ""}], 422), (["0" * 24], 404)]
)
def test_whom_a_course_is_shown_to_is_somebody_that_there_is(newsroom: Newsroom, shown: Any, status: int) -> None:
    assert newsroom.committee.patch(f"/courses/{newsroom.course}", {"shown_to": shown}).status_code == status


def test_a_withdrawn_course_is_away_with_all_its_lessons(newsroom: Newsroom) -> None:
    lesson = newsroom.published()
    newsroom.secretary.patch(f"/courses/{newsroom.course}", {"withdrawn": True})
    assert newsroom.titles(newsroom.member) == []
    assert newsroom.member.get(f"/lessons/{lesson}").status_code == 404
    newsroom.secretary.patch(f"/courses/{newsroom.course}", {"withdrawn": False})
    assert newsroom.titles(newsroom.member) == ["敲门之前"]


def test_making_the_same_twice_makes_one(newsroom: Newsroom) -> None:
    course, lesson = new_course(), {"client_id": client_id(), "title": "第一课"}
    made = [newsroom.secretary.post("/courses", course) for _ in range(2)]
    begun = [newsroom.secretary.post(f"/courses/{newsroom.course}/lessons", lesson) for _ in range(2)]
    assert [one.status_code for one in (*made, *begun)] == [201, 200, 201, 200]
    assert (Course.collection().count_documents({}), Lesson.collection().count_documents({})) == (2, 1)
    other = newsroom.secretary.post("/courses", course | {"title": "换一个"})
    assert (other.status_code, other.get_json()["code"]) == (409, "client_id_reused")


def test_only_who_writes_for_the_branch_writes(newsroom: Newsroom) -> None:
    lesson = newsroom.begin()
    elsewhere = newsroom.person(roles=[("secretary", newsroom.other)])
    for who, status in ((newsroom.nobody, 401), (newsroom.member, 403), (elsewhere, 403)):
        assert newsroom.save(lesson, 1, who).status_code == status
        assert who.get(f"/lessons/{lesson}/writing").status_code == status
        assert who.get(f"/courses/{newsroom.course}/writing").status_code == status
        assert who.put(f"/lessons/{lesson}/publication", {"rev": 1}).status_code == status
        assert who.delete(f"/lessons/{lesson}").status_code == status
    assert elsewhere.get("/courses/managed").get_json()["items"] == []
    assert newsroom.save(str(ObjectId()), 1).status_code == 404


def test_what_is_pasted_is_cleaned(newsroom: Newsroom) -> None:
    html = '<p onclick="x()">好<script>alert(1)</script><img src="https://t.cn/x.gif"></p>'
    saved = newsroom.save(newsroom.begin(), 1, blocks=[{"kind": "text", "html": html}])
    assert saved.get_json()["blocks"] == [{"kind": "text", "html": "<p>好</p>"}]


def test_two_who_began_from_the_same_draft_lose_nothing(newsroom: Newsroom) -> None:
    lesson = newsroom.begin()
    assert newsroom.save(lesson, 1, title="赵书记写的").status_code == 200
    late = newsroom.save(lesson, 1, newsroom.second, title="钱委员写的")
    told = late.get_json()
    assert (late.status_code, told["code"], told["rev"], told["edited_by"]) == (409, "draft_changed", 2, "赵书记")
    assert newsroom.second.get(f"/lessons/{lesson}/writing").get_json()["title"] == "赵书记写的"
    assert newsroom.save(lesson, 2, newsroom.second, title="两份都留下").get_json()["edited_by"] == "钱委员"


def test_a_save_whose_answer_got_lost_is_answered_the_same(newsroom: Newsroom) -> None:
    lesson = newsroom.begin()
    answers = [newsroom.save(lesson, 1) for _ in range(2)]
    assert [(one.status_code, one.get_json()["rev"]) for one in answers] == [(200, 2)] * 2
    assert newsroom.save(lesson, 1, title="别的").status_code == 409


def test_a_draft_beside_a_published_lesson_is_not_seen(newsroom: Newsroom) -> None:
    lesson = newsroom.published()
    saved = newsroom.save(lesson, 2, title="改了一半", questions=[]).get_json()
    assert (saved["state"], saved["changed"], saved["title"]) == ("published", True, "改了一半")
    assert newsroom.titles(newsroom.member) == ["敲门之前"]
    back = newsroom.secretary.delete(f"/lessons/{lesson}/draft?rev=3").get_json()
    assert (back["changed"], back["title"]) == (False, "敲门之前")
    assert newsroom.secretary.delete(f"/lessons/{lesson}/draft?rev=3").status_code == 200


def test_an_incomplete_draft_is_kept_and_what_it_lacks_is_said(newsroom: Newsroom) -> None:
    lesson = newsroom.begin()
    saved = newsroom.save(lesson, 1, title="", blocks=[], questions=[written_question(answer=[])])
    wanted = ["title", "blocks", "questions.0.answer"]
    assert [fault["field"] for fault in saved.get_json()["faults"]] == wanted
    refused = newsroom.publish(lesson, 2)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "lesson_incomplete")
    assert [error["field"] for error in refused.get_json()["errors"]] == wanted


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"blocks": [{"kind": "text", "html": "长" * 40_001}]}, "blocks.0.html"),
        ({"blocks": [{"kind": "picture", "media": "../../etc/passwd"}]}, "blocks.0.media"),
        ({"questions": [written_question(kind="essay")]}, "questions.0.kind"),
        ({"questions": [written_question(), written_question()]}, "questions.1.id"),
        ({"questions": [written_question(id={"$ne": ""})]}, "questions.0.id"),
        ({"minutes": 3}, "minutes"),
        ({"rev": "1"}, "rev"),
    ],
)
def test_what_is_no_draft_is_refused_by_field(newsroom: Newsroom, change: dict[str, Any], field: str) -> None:
    answer = newsroom.secretary.put(f"/lessons/{newsroom.begin()}/draft", draft(1) | change)
    assert (answer.status_code, [error["field"] for error in answer.get_json()["errors"]]) == (422, [field])


def test_a_file_of_somebody_else_cannot_be_published(newsroom: Newsroom) -> None:
    block = {"kind": "file", "media": "A" * 22, "title": "别人的"}
    answer = newsroom.save(newsroom.begin(), 1, blocks=[block])
    assert (answer.status_code, answer.get_json()["code"]) == (422, "media_unusable")


def test_publishing_twice_is_publishing_once(newsroom: Newsroom) -> None:
    lesson = newsroom.published()
    assert newsroom.publish(lesson, 2).get_json()["version"] == 1
    assert newsroom.publish(lesson, 1).get_json()["code"] == "draft_changed"
    newsroom.save(lesson, 2)
    assert newsroom.publish(lesson, 2).get_json()["code"] == "draft_changed"


def test_a_lesson_is_published_when_its_time_has_come(newsroom: Newsroom, settle: Settle) -> None:
    lesson = newsroom.begin()
    newsroom.save(lesson, 1)
    at = utc_now() + timedelta(hours=1)
    timed = newsroom.publish(lesson, 2, publish_at=at.isoformat()).get_json()
    assert (timed["state"], datetime.fromisoformat(timed["publish_at"])) == ("draft", at)
    settle()
    assert newsroom.titles(newsroom.member) == []
    Lesson.collection().update_one({}, {"$set": {"publish_at": utc_now()}})
    settle()
    assert newsroom.titles(newsroom.member) == ["敲门之前"]
    kept = Lesson.collection().find_one({})
    assert (kept["publish_at"], kept["published_by"]) == (None, ObjectId(newsroom.secretary.me["id"]))


def test_what_is_scheduled_stays_as_it_was_checked(newsroom: Newsroom, settle: Settle) -> None:
    lesson = newsroom.begin()
    newsroom.save(lesson, 1)
    newsroom.publish(lesson, 2, publish_at=(utc_now() + timedelta(hours=1)).isoformat())
    assert newsroom.save(lesson, 2, title="半句").get_json()["code"] == "lesson_scheduled"
    counts = newsroom.secretary.get("/courses/managed").get_json()["items"][0]["lessons"]
    assert counts == {"draft": 0, "scheduled": 1, "published": 0, "withdrawn": 0}
    for _ in range(2):
        assert newsroom.secretary.delete(f"/lessons/{lesson}/schedule").get_json()["publish_at"] is None
    assert newsroom.save(lesson, 2, title="半句").status_code == 200


@pytest.mark.parametrize("days", [-1, 400])
def test_a_time_that_has_passed_or_is_too_far_is_refused(newsroom: Newsroom, days: int) -> None:
    lesson = newsroom.begin()
    newsroom.save(lesson, 1)
    answer = newsroom.publish(lesson, 2, publish_at=(utc_now() + timedelta(days=days)).isoformat())
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "publish_at")


def test_a_withdrawn_lesson_can_be_put_up_again_as_it_was(newsroom: Newsroom) -> None:
    lesson = newsroom.published()
    for _ in range(2):
        down = newsroom.secretary.delete(f"/lessons/{lesson}/publication").get_json()
        assert down["state"] == "withdrawn"
    assert newsroom.titles(newsroom.member) == []
    up = [newsroom.publish(lesson, 2).get_json() for _ in range(2)]
    assert [(one["state"], one["version"]) for one in up] == [("published", 1)] * 2
    assert LessonVersion.collection().count_documents({}) == 0


def test_a_draft_is_removed_and_a_published_lesson_is_not(newsroom: Newsroom) -> None:
    lesson, kept = newsroom.begin(), newsroom.published()
    assert [newsroom.secretary.delete(f"/lessons/{lesson}").status_code for _ in range(2)] == [204, 204]
    refused = newsroom.secretary.delete(f"/lessons/{kept}")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "lesson_published")


def test_lessons_stand_in_the_order_they_were_put_in(newsroom: Newsroom) -> None:
    first, second, third = (newsroom.published(title=title) for title in ("一", "二", "三"))
    path = f"/courses/{newsroom.course}/lesson-order"
    moved = newsroom.secretary.put(path, {"lessons": [third, first, second]}).get_json()
    assert [lesson["id"] for lesson in moved["lessons"]] == [third, first, second]
    newsroom.published(title="四")
    assert newsroom.titles(newsroom.member) == ["三", "一", "二", "四"]
    shown = newsroom.member.get(f"/lessons/{first}").get_json()
    assert (shown["position"], shown["next_lesson"]) == (2, second)
    late = newsroom.secretary.put(path, {"lessons": [first, second, third]})
    assert (late.status_code, late.get_json()["code"]) == (409, "lessons_changed")


def test_writers_see_where_every_lesson_is(newsroom: Newsroom) -> None:
    newsroom.published()
    newsroom.begin("还没写完")
    shown = newsroom.second.get(f"/courses/{newsroom.course}/writing").get_json()
    assert [(one["title"], one["state"]) for one in shown["lessons"]] == [
        ("敲门之前", "published"),
        ("还没写完", "draft"),
    ]
    assert shown["shown_to"] == [str(newsroom.branch)]
