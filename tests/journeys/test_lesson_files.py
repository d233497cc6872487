"""Files in lessons: who may open them, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId

from factories.media import RECORDING, Bringing, photo
from factories.writing import TEXT, draft, new_course
from support.api import Caller, client_id
from weiguang.media.models import Media
from weiguang.study.models import Course, Lesson

Settle = Callable[[], None]


class Illustrated(Bringing):
    """A course of the branch here, with a picture that its secretary brought and a lesson that shows it."""

    def __init__(self, nobody: Caller) -> None:
        super().__init__(nobody)
        self.picture = self.ready(photo())["id"]
        self.course = self.secretary.post("/courses", new_course(cover=self.picture)).get_json()["id"]
        begun = {"client_id": client_id(), "title": "看图"}
        self.lesson = self.secretary.post(f"/courses/{self.course}/lessons", begun).get_json()["id"]
        self.block = {"kind": "picture", "media": self.picture, "alt": "合影", "caption": ""}

    def write(self, rev: int = 1, **more: Any) -> Any:
        body = draft(rev, **{"blocks": [*TEXT, self.block], **more})
        return self.secretary.put(f"/lessons/{self.lesson}/draft", body)

    def publish(self, rev: int = 2) -> None:
        answer = self.secretary.put(f"/lessons/{self.lesson}/publication", {"rev": rev})
        assert answer.status_code == 200, answer.get_json()

    def seen(self, *people: Caller) -> list[int]:
        return [who.get(f"/media/{self.picture}", buffered=True).status_code for who in people]


@pytest.fixture
def illustrated(nobody: Caller) -> Illustrated:
    return Illustrated(nobody)


def test_a_picture_is_opened_by_those_its_lesson_is_shown_to(illustrated: Illustrated, nobody: Caller) -> None:
    other = illustrated.block = illustrated.block | {"media": illustrated.ready(photo("PNG"))["id"]}
    illustrated.picture = other["media"]
    assert illustrated.write().get_json()["blocks"][1]["media"]["src"] == f"/api/v1/media/{other['media']}"
    assert illustrated.seen(illustrated.secretary, illustrated.member) == [200, 404]
    illustrated.publish()
    assert illustrated.seen(illustrated.member, illustrated.outsider, nobody) == [200, 404, 404]
    shown = illustrated.member.get(f"/lessons/{illustrated.lesson}").get_json()
    assert (shown["blocks"][1]["alt"], shown["blocks"][1]["media"]["kind"]) == ("合影", "picture")


def test_a_cover_is_shown_with_its_course(illustrated: Illustrated) -> None:
    illustrated.write()
    illustrated.publish()
    listed = illustrated.member.get("/courses").get_json()["items"][0]
    assert listed["cover"]["id"] == illustrated.picture
    illustrated.secretary.patch(f"/courses/{illustrated.course}", {"cover": None})
    assert illustrated.member.get(f"/courses/{illustrated.course}").get_json()["cover"] is None


def test_a_picture_without_words_keeps_a_lesson_back(illustrated: Illustrated) -> None:
    illustrated.block["alt"] = ""
    assert [fault["field"] for fault in illustrated.write().get_json()["faults"]] == ["blocks"]


def test_who_sees_a_course_later_sees_its_pictures_too(illustrated: Illustrated, nobody: Caller) -> None:
    illustrated.write()
    illustrated.publish()
    committee = illustrated.person(roles=[("committee", illustrated.root)])
    committee.patch(f"/courses/{illustrated.course}", {"shown_to": ["all"]})
    assert illustrated.seen(nobody) == [200]


def test_what_a_crash_left_unshown_is_shown_by_the_worker(illustrated: Illustrated, settle: Settle) -> None:
    illustrated.write()
    illustrated.publish()
    Media.collection().update_many({}, {"$set": {"shown_to": []}})
    Course.collection().update_one({}, {"$set": {"showing": ObjectId()}})
    assert illustrated.seen(illustrated.member) == [404]
    settle()
    assert illustrated.seen(illustrated.member) == [200]
    assert Course.collection().count_documents({"showing": {"$exists": True}}) == 0
    assert Lesson.collection().count_documents({"showing": {"$exists": True}}) == 0


def test_a_second_writer_may_keep_what_the_first_put_in(illustrated: Illustrated) -> None:
    illustrated.write()
    root = illustrated.person(roles=[("committee", illustrated.root)])
    body = draft(2, title="委员改的", blocks=[*TEXT, illustrated.block])
    assert root.put(f"/lessons/{illustrated.lesson}/draft", body).status_code == 200


def test_the_kind_of_a_lesson_is_what_is_in_it(illustrated: Illustrated) -> None:
    sound = {"kind": "audio", "media": illustrated.ready(RECORDING, "录音.mp3")["id"], "title": "听一听"}
    illustrated.write(blocks=[*TEXT, sound])
    illustrated.publish()
    assert illustrated.member.get(f"/lessons/{illustrated.lesson}").get_json()["kind"] == "audio"
