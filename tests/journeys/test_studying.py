"""Reading a course, completing by answering, offline, twice, by a wrong clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.people import make_branch, make_person
from factories.study import RIGHT, WRONG, completion, make_course, make_lesson
from support.api import Caller, client_id
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now
from weiguang.study.models import Lesson, LessonNote

Settle = Callable[[], None]
AUDIO = {"kind": "audio", "type": "audio/mpeg", "duration_s": 122, "bytes": 487_027, "file": "lesson_audio.mp3"}


class School:
    """A root, a formal and a functional branch, a course with two lessons, a member of both branches."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee")
        self.formal = make_branch(parent=self.root)
        self.online = make_branch(parent=self.root, kind="functional")
        self.course = make_course(self.root)
        self.lesson = make_lesson(self.course)
        self.later = make_lesson(self.course, title="敲门之前")
        self.member = self.person(formal=self.formal, functional=[self.online])

    def person(self, **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(**more)[1])

    def complete(self, who: Caller, body: dict[str, Any], lesson: ObjectId | None = None) -> Any:
        return who.put(f"/lessons/{lesson or self.lesson}/completion", body)


@pytest.fixture
def school(nobody: Caller) -> School:
    return School(nobody)


def counted(nobody: Caller, query: str) -> int:
    return nobody.get(f"/participation/counts?kind=study&{query}").get_json()["exact"]


def test_anybody_reads_courses_and_lessons(school: School, nobody: Caller) -> None:
    listed = nobody.get("/courses").get_json()["items"]
    assert [(one["lesson_count"], one["completed_count"]) for one in listed] == [(2, 0)]
    lessons = nobody.get(f"/courses/{school.course}").get_json()["lessons"]
    assert [(one["title"], one["question_count"]) for one in lessons] == [("一张小小的心愿卡", 2), ("敲门之前", 2)]
    lesson = nobody.get(f"/lessons/{school.lesson}").get_json()
    assert lesson["next_lesson"] == str(school.later)
    assert lesson["questions"][0]["explanation"]
    assert nobody.get(f"/lessons/{school.later}").get_json()["next_lesson"] is None


def test_courses_come_in_pages(school: School, nobody: Caller) -> None:
    wanted = [str(school.course)] + [str(make_course(school.root)) for _ in range(4)]
    for course in wanted[1:]:
        make_lesson(ObjectId(course))
    seen, cursor = [], ""
    while cursor is not None:
        page = nobody.get(f"/courses?limit=2{cursor and '&cursor=' + cursor}").get_json()
        seen += [course["id"] for course in page["items"]]
        cursor = page["next"]
    assert seen == wanted


def test_right_answers_complete_a_lesson(school: School) -> None:
    body = completion(note="记得看尺码")
    answer = school.complete(school.member, body)
    assert answer.status_code == 201
    assert datetime.fromisoformat(answer.get_json()["completed_at"]) == datetime.fromisoformat(body["occurred_at"])
    shown = school.member.get(f"/lessons/{school.lesson}").get_json()
    assert (shown["completed_at"], shown["note"]) == (answer.get_json()["completed_at"], "记得看尺码")
    assert school.member.get("/courses").get_json()["items"][0]["completed_count"] == 1
    assert school.member.get(f"/courses/{school.course}").get_json()["lessons"][0]["completed_at"]


@pytest.mark.parametrize(("answers", "named"), [(WRONG, ["q2"]), (RIGHT[:1], ["q2"]), ([], ["q1", "q2"])])
def test_wrong_answers_are_named_and_change_nothing(school: School, answers: list[Any], named: list[str]) -> None:
    answer = school.complete(school.member, completion(answers, note="没答对"))
    assert (answer.status_code, answer.get_json()["code"]) == (422, "answers_incorrect")
    assert [error["field"] for error in answer.get_json()["errors"]] == named
    assert Participation.collection().count_documents({}) + LessonNote.collection().count_documents({}) == 0


def test_a_wrong_try_may_be_corrected_under_the_same_client_id(school: School) -> None:
    body = completion(WRONG)
    assert [school.complete(school.member, body | {"answers": one}).status_code for one in (WRONG, RIGHT)] == [422, 201]


def test_completing_twice_counts_once_and_the_first_moment_stays(
    school: School, nobody: Caller, settle: Settle
) -> None:
    first = completion(occurred_at=utc_now() - timedelta(hours=2))
    answers = [school.complete(school.member, body) for body in (first, first, completion())]
    assert [one.status_code for one in answers] == [201, 200, 200]
    assert len({one.get_json()["completed_at"] for one in answers}) == 1
    settle()
    assert [counted(nobody, f"measure={measure}") for measure in ("attendances", "people")] == [1, 1]


def test_a_member_of_two_branches_is_credited_in_both_and_once_above(
    school: School, nobody: Caller, settle: Settle
) -> None:
    school.complete(school.member, completion())
    school.complete(school.member, completion(), school.later)
    settle()
    for branch in (school.formal, school.online, school.root):
        assert counted(nobody, f"branch={branch}&measure=attendances") == 2
        assert counted(nobody, f"branch={branch}&measure=people") == 1


def test_somebody_without_a_branch_counts_for_the_course_s_own(school: School, nobody: Caller, settle: Settle) -> None:
    school.complete(school.person(), completion())
    settle()
    assert [counted(nobody, f"branch={one}") for one in (school.root, school.formal)] == [1, 0]


@pytest.mark.parametrize("other", [{"note": "换一句"}, {"answers": WRONG}, {"occurred_at": "2020-01-01T00:00:00Z"}])
def test_a_client_id_used_for_another_body_is_refused(school: School, other: dict[str, Any]) -> None:
    body = completion()
    school.complete(school.member, body)
    answer = school.complete(school.member, body | other)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "client_id_reused")
    assert school.member.get(f"/lessons/{school.lesson}").get_json()["note"] is None


def test_a_client_id_used_for_another_lesson_is_refused(school: School) -> None:
    body = completion()
    school.complete(school.member, body)
    assert school.complete(school.member, body, school.later).get_json()["code"] == "client_id_reused"


def test_two_people_may_send_the_same_client_id(school: School) -> None:
    body = completion()
    assert [school.complete(who, body).status_code for who in (school.member, school.person())] == [201, 201]


def test_a_phone_whose_clock_is_a_day_wrong_does_not_lose_the_act(school: School) -> None:
    done_at, day = utc_now() - timedelta(hours=3), timedelta(days=1)
    body = completion(occurred_at=done_at + day)
    assert school.complete(school.member, body).get_json()["errors"][0]["field"] == "occurred_at"
    answer = school.complete(school.member, body | {"sent_at": (utc_now() + day).isoformat()})
    assert answer.status_code == 201
    kept = Participation.collection().find_one({})
    assert abs(kept["occurred_at"] - done_at) < timedelta(seconds=5)
    assert abs(kept["skew_ms"] + day.total_seconds() * 1000) < 5_000
    assert school.complete(school.member, body).status_code == 200  # sent again after the clock was put right


@pytest.mark.parametrize(("days", "status"), [(-89, 201), (-91, 422), (1, 422)])
def test_a_completion_may_arrive_ninety_days_late(school: School, days: int, status: int) -> None:
    body = completion(occurred_at=utc_now() + timedelta(days=days))
    assert school.complete(school.member, body).status_code == status


def test_an_old_note_arriving_late_does_not_replace_a_newer_one(school: School) -> None:
    old = completion(occurred_at=utc_now() - timedelta(hours=1), note="旧的")
    for body in (completion(note="新的"), old, old):
        assert school.complete(school.member, body).status_code < 300
    assert school.member.get(f"/lessons/{school.lesson}").get_json()["note"] == "新的"


def test_a_note_is_its_writer_s_alone_and_never_in_the_ledger(school: School, nobody: Caller) -> None:
    school.complete(school.member, completion(note="只给自己看"))
    for other in (nobody, school.person(), school.person(roles=[("committee", school.root)])):
        shown = other.get(f"/lessons/{school.lesson}").get_json()
        assert (shown["note"], shown["completed_at"]) == (None, None)
    assert "只给自己看" not in str(Participation.collection().find_one({}))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"answers": [{"question": "q9", "chosen": ["a"]}]}, "answers.0.question"),
        ({"answers": [{"question": "q1", "chosen": ["z"]}]}, "answers.0.chosen"),
        ({"answers": [{"question": {"$ne": ""}, "chosen": ["a"]}]}, "answers.0.question"),
        ({"answers": [{"question": "q1", "chosen": [{"$gt": ""}]}]}, "answers.0.chosen.0"),
        ({"answers": {"$ne": ""}}, "answers"),
        ({"answers": [{"question": "q1\u0000", "chosen": []}]}, "answers.0.question"),
        ({"note": "响\u0007铃"}, "note"),
        ({"occurred_at": "2023-06-28T10:00:00"}, "occurred_at"),
        ({"client_id": {"$ne": ""}}, "client_id"),
        ({"minutes": 30}, "minutes"),
    ],
)
def test_what_is_not_an_answer_is_refused_by_field(school: School, change: dict[str, Any], field: str) -> None:
    answer = school.complete(school.member, completion() | change)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "validation_failed")
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_completing_needs_a_person_and_a_lesson(school: School, nobody: Caller) -> None:
    assert school.complete(nobody, completion()).status_code == 401
    for caller in (nobody, school.member):
        assert caller.get(f"/lessons/{ObjectId()}").status_code == 404
        assert caller.get(f"/courses/{ObjectId()}").status_code == 404
    assert school.complete(school.member, completion(), ObjectId()).status_code == 404


def test_a_lesson_read_again_unchanged_is_304(school: School) -> None:
    path = f"/lessons/{school.lesson}"
    tag = school.member.get(path).headers["ETag"]
    assert school.member.get(path, headers={"If-None-Match": tag}).status_code == 304
    school.complete(school.member, completion())
    assert school.member.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_audio_is_served_whole_and_by_range(school: School, nobody: Caller) -> None:
    lesson = make_lesson(school.course, kind="audio", media=AUDIO)
    media = nobody.get(f"/lessons/{lesson}").get_json()["media"]
    assert media["src"] == f"/api/v1/lessons/{lesson}/media"
    assert "file" not in media
    path = media["src"].removeprefix("/api/v1")
    whole = nobody.get(path, buffered=True)
    assert (whole.status_code, whole.mimetype, len(whole.data)) == (200, "audio/mpeg", AUDIO["bytes"])
    part = nobody.get(path, headers={"Range": "bytes=100-199"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole.data[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{AUDIO['bytes']}"
    assert nobody.get(path, headers={"Range": "bytes=9999999-"}).status_code == 416


@pytest.mark.parametrize(
    "media",
    [
        None,
        AUDIO | {"file": "../loading.py"},
        AUDIO | {"file": "/etc/hostname"},
        AUDIO | {"file": "no-such.mp3"},
        AUDIO | {"file": "people.json", "type": "application/json"},
        {"kind": "audio", "type": "audio/mpeg", "duration_s": 1, "bytes": 1, "src": "/assets/a.mp3"},
    ],
)
def test_no_file_leaves_but_the_lesson_s_own_audio(school: School, nobody: Caller, media: Any) -> None:
    lesson = make_lesson(school.course, media=media)
    assert nobody.get(f"/lessons/{lesson}/media").status_code == 404


def test_a_client_id_of_a_check_in_is_not_free_for_a_lesson(school: School) -> None:
    used, person = client_id(), school.member.me["id"]
    Participation.collection().insert_one({"_id": "checkin:X", "who": f"p:{person}", "client_id": used})
    assert school.complete(school.member, completion() | {"client_id": used}).status_code == 409


def test_a_course_page_of_three_hundred_lessons_reads_no_lesson(school: School, nobody: Caller) -> None:
    course = make_course(school.root)
    one = Lesson.collection().find_one({"_id": make_lesson(course)}, {"_id": 0})
    Lesson.collection().insert_many([one | {"_id": ObjectId(), "title": f"第 {n} 课"} for n in range(299)])
    answer = nobody.get(f"/courses/{course}")
    assert (len(answer.get_json()["lessons"]), len(answer.data) < 50_000) == (300, True)
    faces = {"_id": 1, "title": 1, "kind": 1, "question_count": 1}
    plan = Lesson.collection().find({"course": course, "state": "published"}, faces).explain()["executionStats"]
    assert (plan["totalDocsExamined"], plan["totalKeysExamined"]) == (0, 300)
