"""Opening a lesson, stopping, going on elsewhere, saying why not, noting, finding; and who needs a hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.learning import BUSY, told
from factories.people import make_branch, make_person
from factories.study import completion, make_course, make_lesson
from support.api import Caller, client_id
from weiguang.storage.clock import utc_now
from weiguang.study.learning.models import Learning
from weiguang.study.models import Lesson, LessonNote

Settle = Callable[[], None]
MINUTE = timedelta(minutes=1)


class Class:
    """A branch below a root with its secretary, three members, and a lesson for everybody."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee")
        self.branch, self.other = make_branch(parent=self.root), make_branch(parent=self.root)
        self.course = make_course(self.root)
        self.lesson = make_lesson(self.course)
        self.member, self.second, self.third = (self.person(name=name) for name in ("周五", "安一", "李三"))
        self.secretary = self.sign_in(roles=[("secretary", self.branch)])

    def sign_in(self, **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(**more)[1])

    def person(self, **more: Any) -> Caller:
        return self.sign_in(formal=self.branch, **more)

    def tell(self, body: dict[str, Any], who: Caller | None = None, lesson: ObjectId | None = None) -> Any:
        return (who or self.member).put(f"/lessons/{lesson or self.lesson}/learning", body)

    def complete(self, who: Caller, **more: Any) -> Any:
        return who.put(f"/lessons/{self.lesson}/completion", completion(**more))

    def seen(self, who: Caller | None = None) -> dict[str, Any]:
        shown: dict[str, Any] = (who or self.member).get(f"/lessons/{self.lesson}").get_json()["learning"]
        return shown

    def path(self, what: str = "learning", branch: ObjectId | None = None) -> str:
        return f"/branches/{branch or self.branch}/lessons/{self.lesson}/{what}"

    def without_word(self) -> list[str]:
        return [one["name"] for one in self.secretary.get(self.path()).get_json()["items"]]


@pytest.fixture
def school(nobody: Caller) -> Class:
    return Class(nobody)


def test_another_phone_goes_on_where_the_first_one_stopped(school: Class) -> None:
    now = utc_now()
    school.tell(told(now - 9 * MINUTE, opened=True, place=(0, 3)))
    school.tell(told(now - 2 * MINUTE, place=(2, 7, {"heard": "lesson", "seconds": 65})))
    late = school.tell(told(now - 5 * MINUTE, place=(1, 1)))
    assert late.get_json()["place"] == {"block": 2, "part": 7, "heard": "lesson", "seconds": 65}
    assert school.seen()["state"] == "opened"
    assert school.seen(school.second)["place"] is None


def test_the_same_again_answers_the_same_and_changes_nothing(school: Class) -> None:
    body = told(opened=True, place=(1, 0), excuse=None)
    first = school.tell(body)
    kept = Learning.collection().find_one({})
    assert school.tell(body).get_json() == first.get_json()
    assert Learning.collection().find_one({}) == kept


def test_the_first_opening_stays(school: Class) -> None:
    now = utc_now()
    for minutes in (5, 9, 1):
        school.tell(told(now - minutes * MINUTE, opened=True))
    kept = Learning.collection().find_one({})["opened_at"]
    assert abs(kept - (now - 9 * MINUTE)) < timedelta(seconds=1)


def test_a_reason_is_said_changed_and_withdrawn(school: Class) -> None:
    now = utc_now()
    said = [
        school.tell(told(now - (9 - place) * MINUTE, excuse=excuse)).get_json()
        for place, excuse in enumerate([BUSY, {"reason": "eyes", "text": ""}, None])
    ]
    assert [one["state"] for one in said] == ["excused", "excused", "none"]
    assert [one["excuse"] and one["excuse"]["reason"] for one in said] == ["busy", "eyes", None]


def test_completing_overtakes_a_reason_and_clears_nothing(school: Class) -> None:
    school.tell(told(excuse=BUSY))
    school.complete(school.member)
    shown = school.seen()
    assert (shown["state"], shown["excuse"]) == ("completed", BUSY)


def test_a_phone_with_a_wrong_clock_is_put_right(school: Class) -> None:
    ahead = utc_now() + timedelta(days=2)
    assert school.tell(told(ahead, place=(1, 1))).get_json()["errors"][0]["field"] == "place_at"
    assert school.tell(told(ahead, place=(1, 1), sent_at=ahead.isoformat())).status_code == 200
    assert abs(Learning.collection().find_one({})["place"]["at"] - utc_now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (told(), "opened_at"),
        (told(place=(1, 1)) | {"place_at": None}, "place_at"),
        ({"client_id": client_id(), "place": {"block": 1, "part": 1}}, "place_at"),
        (told(place=(-1, 0)), "place.block"),
        (told(excuse={"reason": "lazy"}), "excuse.reason"),
        (told(excuse={"reason": "busy", "text": {"$gt": ""}}), "excuse.text"),
        (told(opened=True, minutes=3), "minutes"),
        (told(utc_now() - timedelta(days=91), opened=True), "opened_at"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_by_field(school: Class, body: dict[str, Any], field: str) -> None:
    answer = school.tell(body)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, field)
    assert Learning.collection().count_documents({}) == 0


def test_a_lesson_that_is_not_shown_is_unknown_and_a_withdrawn_one_is_not(school: Class) -> None:
    hidden = make_lesson(make_course(school.other, shown_to=[school.other]))
    assert [school.tell(told(opened=True), lesson=one).status_code for one in (hidden, ObjectId())] == [404, 404]
    Lesson.collection().update_one({"_id": school.lesson}, {"$set": {"state": "withdrawn"}})
    assert school.tell(told(opened=True)).status_code == 200
    assert school.tell(told(opened=True), school.nobody).status_code == 401


def test_an_offline_queue_gets_an_answer_per_row(school: Class) -> None:
    row = told(opened=True, place=(1, 2), lesson=str(school.lesson))
    rows = [row, row, told(excuse=BUSY, lesson=str(ObjectId())), {"client_id": client_id(), "lesson": "x"}]
    items = school.member.post("/learnings/batch", rows).get_json()["items"]
    assert [one["state"] for one in items] == ["stored", "duplicate", "refused", "refused"]
    assert [one["client_id"] for one in items] == [one["client_id"] for one in rows]


def test_the_secretary_sees_who_has_not_opened_it_and_not_said_why_by_name(school: Class) -> None:
    assert school.without_word() == ["安一", "李三", "周五"]
    school.tell(told(excuse=BUSY), school.member)
    school.tell(told(opened=True), school.second)
    assert school.without_word() == ["李三"]
    school.tell(told(excuse=None), school.member)
    school.complete(school.third)
    assert school.without_word() == ["周五"]


def test_the_list_comes_in_pages(school: Class) -> None:
    names = sorted(f"王{n:02}" for n in range(7))
    for name in names:
        make_person(name=name, functional=[school.branch])
    seen, cursor = [], ""
    while cursor is not None:
        page = school.secretary.get(f"{school.path()}?limit=2{cursor and '&cursor=' + cursor}").get_json()
        seen += [one["name"] for one in page["items"]]
        cursor = page["next"]
    assert seen == ["安一", "李三", *names, "周五"]


def test_nobody_but_the_branch_s_own_secretary_sees_it(school: Class) -> None:
    others = [
        school.sign_in(roles=[("committee", school.root)]),
        school.sign_in(roles=[("secretary", school.root)]),
        school.sign_in(roles=[("secretary", school.other)]),
        school.member,
    ]
    for what in ("learning", "questions"):
        assert [who.get(school.path(what)).status_code for who in others] == [403] * 4
        assert school.secretary.get(school.path(what)).status_code == 200


def test_a_lesson_that_the_branch_does_not_see_has_no_list(school: Class) -> None:
    school.lesson = make_lesson(make_course(school.other, shown_to=[school.other]))
    assert school.secretary.get(school.path()).status_code == 404


def test_what_was_missed_is_counted_per_question_and_never_per_person(school: Class) -> None:
    school.complete(school.member, missed=["q2"])
    school.complete(school.second, missed=["q2", "q1"])
    school.complete(school.sign_in(formal=school.other), missed=["q1"])
    shown = school.secretary.get(school.path("questions")).get_json()
    assert shown["completed"] == 2
    assert [(one["question"], one["missed"]) for one in shown["questions"]] == [("q2", 2), ("q1", 1)]
    assert "安一" not in str(shown)


def test_notes_are_kept_while_reading_and_listed_newest_first(school: Class) -> None:
    later = make_lesson(school.course, title="敲门之前")
    now = utc_now()
    for minutes, lesson, text in ((9, school.lesson, "旧的"), (3, later, "先问一句"), (1, school.lesson, "尺码")):
        body = {"text": text, "written_at": (now - minutes * MINUTE).isoformat()}
        school.member.put(f"/lessons/{lesson}/note", body)
    old = {"text": "更旧", "written_at": (now - 20 * MINUTE).isoformat()}
    assert school.member.put(f"/lessons/{later}/note", old).get_json()["text"] == "先问一句"
    first = school.member.get("/me/notes?limit=1").get_json()
    rest = school.member.get(f"/me/notes?limit=1&cursor={first['next']}").get_json()
    assert [one["text"] for one in first["items"] + rest["items"]] == ["尺码", "先问一句"]
    assert (rest["next"], school.second.get("/me/notes").get_json()["items"]) == (None, [])


def test_an_emptied_note_is_gone_and_one_of_a_withdrawn_lesson_stays(school: Class) -> None:
    for text in ("先记下", ""):
        school.member.put(f"/lessons/{school.lesson}/note", {"text": text, "written_at": utc_now().isoformat()})
    assert school.member.get("/me/notes").get_json()["items"] == []
    school.complete(school.member, note="又记下")
    Lesson.collection().update_one({"_id": school.lesson}, {"$set": {"state": "withdrawn"}})
    items = school.member.get("/me/notes").get_json()["items"]
    assert [(one["text"], one["readable"]) for one in items] == [("又记下", False)]


def found(who: Caller, words: str) -> list[str]:
    return [one["title"] for one in who.get("/lessons", query_string={"q": words}).get_json()["items"]]


@pytest.fixture
def shelf(school: Class) -> Class:
    texts = (("敲门之前", "先问一句，再搭把手。"), ("再搭手", "把话说完，门再开。"), ("Party 史", "１９２１年"))
    for at, (title, text) in enumerate(texts):
        blocks = [{"kind": "text", "html": f"<p>{text}</p>"}]
        make_lesson(school.course, title=title, blocks=blocks, published_at=utc_now() - at * MINUTE)
    make_lesson(make_course(school.other, shown_to=[school.other]), title="搭把手")
    make_lesson(school.course, title="搭把手的草稿", state="withdrawn")
    return school


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("搭把手", ["敲门之前"]),
        ("把手", ["敲门之前"]),
        ("敲门", ["敲门之前"]),
        ("门 再", ["敲门之前"]),
        ("再", ["再搭手"]),
        ("party", ["Party 史"]),
        ("1921", ["Party 史"]),
        ("一句 之前", ["敲门之前"]),
        (".*", []),
        ("不在这里", []),
    ],
)
def test_lessons_are_found_by_what_they_say(shelf: Class, words: str, titles: list[str]) -> None:
    if words == "门 再":  # single characters: the first begins a title
        assert found(shelf.member, "敲 再") == titles
    else:
        assert found(shelf.member, words) == titles


def test_what_is_found_shows_the_words_and_comes_in_pages(shelf: Class) -> None:
    item = shelf.member.get("/lessons", query_string={"q": "搭把手"}).get_json()["items"][0]
    assert "再搭把手" in item["excerpt"]
    for n in range(3):
        make_lesson(shelf.course, title=f"手语课{n}", published_at=utc_now() + n * MINUTE)
    seen, cursor = [], None
    while cursor is not False:
        page = shelf.nobody.get(
            "/lessons", query_string={"q": "手语", "limit": 1} | ({"cursor": cursor} if cursor else {})
        )
        seen += [one["title"] for one in page.get_json()["items"]]
        cursor = page.get_json()["next"] or False
    assert seen == ["手语课2", "手语课1", "手语课0"]


def test_lessons_and_notes_of_an_earlier_release_are_found_again(school: Class, settle: Settle) -> None:
    school.complete(school.member, note="旧笔记")
    Lesson.collection().update_many({}, {"$unset": {"grams": 1, "named": 1, "said": 1}})
    LessonNote.collection().update_many({}, {"$unset": {"person": 1, "lesson": 1}})
    assert (found(school.member, "心愿卡"), school.member.get("/me/notes").get_json()["items"]) == ([], [])
    settle()
    assert found(school.member, "心愿卡") == ["一张小小的心愿卡"]
    assert [one["text"] for one in school.member.get("/me/notes").get_json()["items"]] == ["旧笔记"]
