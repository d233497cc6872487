"""The column: writing, publishing, reading stories, and the page that is shared."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from factories.people import make_branch, make_person
from factories.stories import TEXT, content, make_picture, make_story, new_content
from support.api import Caller
from weiguang.access.actor import NOBODY
from weiguang.media.models import Media
from weiguang.media.service import may_read
from weiguang.storage.clock import utc_now
from weiguang.stories.models import Story
from weiguang.stories.publishing import publish_due

SECRET = "只给本支部看的话"


class Column:
    """A committee over two branches; the secretaries of both, members of both."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee")
        self.here, self.there = make_branch(parent=self.root), make_branch(parent=self.root)
        self.secretary = self.person(roles=[("secretary", self.here)], name="李书记")
        self.elsewhere = self.person(roles=[("secretary", self.there)])
        self.committee = self.person(roles=[("committee", self.root)], name="王委员")
        self.member, self.stranger = self.person(formal=self.here), self.person(formal=self.there)

    def person(self, **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(**more)[1])

    def write(self, who: Caller | None = None, **more: Any) -> dict[str, Any]:
        answer = (who or self.secretary).post("/stories", new_content(**more))
        assert answer.status_code == 201, answer.get_json()
        return answer.get_json()

    def save(self, code: str, revision: int, who: Caller | None = None, **more: Any) -> Any:
        return (who or self.secretary).put(f"/stories/{code}", content(**more) | {"revision": revision})

    def publish(self, code: str, who: Caller | None = None, revision: int = 1, **more: Any) -> Any:
        return (who or self.secretary).put(f"/stories/{code}/publication", {"revision": revision, **more})

    def withdraw(self, code: str, who: Caller | None = None) -> Any:
        return (who or self.secretary).delete(f"/stories/{code}/publication")

    def page(self, code: str) -> str:
        return self.nobody.client.get(f"/S/{code}").text


@pytest.fixture
def column(nobody: Caller) -> Column:
    return Column(nobody)


def listed(who: Caller, query: str = "") -> list[str]:
    return [story["code"] for story in pages(who, f"/stories?limit=2{query}")]


def pages(who: Caller, path: str) -> list[dict[str, Any]]:
    found, position = [], ""
    while position is not None:
        page = who.get(path + (f"&cursor={position}" if position else "")).get_json()
        found, position = found + page["items"], page["next"]
    return found


def test_a_story_is_written_published_read_and_taken_down(column: Column) -> None:
    made = column.write(author="李晓明")
    assert (made["state"], made["revision"], made["edited_by"]) == ("draft", 1, "李书记")
    assert column.nobody.get(f"/stories/{made['code']}").status_code == 404
    assert column.publish(made["code"]).get_json()["state"] == "published"
    read = column.nobody.get(f"/stories/{made['code'].lower()}").get_json()
    assert (read["author"], read["blocks"], read["for_everyone"], read["mine"]) == ("李晓明", TEXT, True, False)
    assert listed(column.nobody) == [made["code"]]
    assert column.withdraw(made["code"]).get_json()["state"] == "withdrawn"
    assert (listed(column.nobody), column.nobody.get(f"/stories/{made['code']}").status_code) == ([], 404)


def test_what_is_taken_down_by_mistake_comes_back_to_its_place(column: Column) -> None:
    made = column.write()
    first = column.publish(made["code"]).get_json()["published_at"]
    make_story(column.here)
    for _ in range(2):
        column.withdraw(made["code"])
    again = column.publish(made["code"]).get_json()
    assert (again["state"], again["published_at"]) == ("published", first)
    assert listed(column.nobody)[-1] == made["code"]


def test_the_same_draft_sent_twice_is_one(column: Column) -> None:
    body = new_content()
    answers = [column.secretary.post("/stories", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert column.secretary.post("/stories", body | {"title": "别的"}).get_json()["code"] == "client_id_reused"


def test_a_save_upon_an_older_revision_is_refused_and_changes_nothing(column: Column) -> None:
    code = column.write()["code"]
    assert column.save(code, 1, column.committee, title="委员的题目").get_json()["revision"] == 2
    answer = column.save(code, 1, title="书记的题目")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "story_changed")
    standing = column.secretary.get(f"/stories/managed/{code}").get_json()
    assert (standing["title"], standing["edited_by"]) == ("委员的题目", "王委员")
    assert column.save(code, 2, title="书记的题目").get_json()["revision"] == 3


def test_a_save_whose_answer_was_lost_can_be_sent_again(column: Column) -> None:
    code = column.write()["code"]
    answers = [column.save(code, 1, title="改过的题目") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()


def test_what_was_not_seen_is_not_published(column: Column) -> None:
    code = column.write()["code"]
    column.save(code, 1, column.committee)
    assert column.publish(code).get_json()["code"] == "story_changed"
    assert column.publish(code, revision=2).status_code == 200


def test_a_planned_story_appears_when_its_time_has_come(column: Column) -> None:
    code, at = column.write()["code"], utc_now() + timedelta(hours=2)
    planned = column.publish(code, publish_at=at.isoformat())
    assert planned.get_json()["state"] == "scheduled"
    assert (publish_due(at - timedelta(seconds=1)), listed(column.nobody)) == (0, [])
    assert [publish_due(at + timedelta(minutes=5)) for _ in range(2)] == [1, 0]
    assert column.nobody.get(f"/stories/{code}").get_json()["published_at"] == planned.get_json()["publish_at"]
    assert column.publish(code, publish_at=at.isoformat()).get_json()["state"] == "published"


def test_a_plan_is_moved_called_off_or_overtaken(column: Column) -> None:
    code, at = column.write()["code"], utc_now() + timedelta(hours=2)
    for hours in (0, 1):
        moved = column.publish(code, publish_at=(at + timedelta(hours=hours)).isoformat()).get_json()
    assert column.save(code, 1, title="改了再等").get_json()["publish_at"] == moved["publish_at"]
    assert column.withdraw(code).get_json()["state"] == "draft"
    assert publish_due(at + timedelta(days=1)) == 0
    column.publish(code, revision=2, publish_at=at.isoformat())
    assert column.publish(code, revision=2).get_json()["state"] == "published"
    later = column.publish(code, revision=2, publish_at=(at + timedelta(hours=5)).isoformat())
    assert (later.status_code, later.get_json()["code"]) == (409, "story_published")


def test_a_plan_in_the_past_is_refused(column: Column) -> None:
    answer = column.publish(column.write()["code"], publish_at=(utc_now() - timedelta(minutes=1)).isoformat())
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "publish_at")


def test_an_empty_story_stays_a_draft(column: Column) -> None:
    empty = column.write(blocks=[{"kind": "text", "html": "<p> <br></p><script>alert(1)</script>"}])
    assert (empty["blocks"], column.publish(empty["code"]).get_json()["code"]) == ([], "story_empty")
    full = column.write()["code"]
    column.publish(full)
    assert column.save(full, 1, blocks=[]).get_json()["code"] == "story_empty"


def test_a_story_for_branches_is_read_there_and_below_only(column: Column) -> None:
    ours = column.write(shown_to=[str(column.here)])["code"]
    all_of_us = column.write(column.committee, shown_to=[str(column.root)])["code"]
    for code, who in ((ours, column.secretary), (all_of_us, column.committee)):
        column.publish(code, who)
    assert listed(column.member) == [all_of_us, ours]
    assert (listed(column.stranger), listed(column.nobody)) == ([all_of_us], [])
    shown = [who.get(f"/stories/{ours}").status_code for who in (column.member, column.stranger, column.nobody)]
    assert shown == [200, 404, 404]
    assert column.member.get(f"/stories/{ours}").get_json()["for_everyone"] is False


def test_lists_go_by_topic_and_pages_miss_nothing(column: Column) -> None:
    now = utc_now()
    made = [
        make_story(column.here, topic=("welfare", "news")[n % 2], published_at=now - timedelta(minutes=n // 3))
        for n in range(9)
    ]
    assert set(listed(column.nobody)) == set(made)
    assert len(listed(column.nobody)) == 9
    assert set(listed(column.nobody, "&topic=news")) == set(made[1::2])
    assert listed(column.nobody, "&topic=study") == []


def test_writers_find_what_they_write_by_state(column: Column) -> None:
    draft, published = column.write()["code"], make_story(column.here)
    make_story(column.there)
    codes = {one["code"] for one in pages(column.secretary, "/stories/managed?limit=1")}
    assert codes == {draft, published}
    drafts = pages(column.secretary, "/stories/managed?state=draft")
    assert [(one["code"], one["shown_to"]) for one in drafts] == [(draft, ["all"])]
    assert len(pages(column.committee, "/stories/managed?limit=2")) == 3


def test_who_does_not_write_here_changes_nothing(column: Column) -> None:
    code = column.write()["code"]
    for who, status in ((column.nobody, 401), (column.member, 403), (column.elsewhere, 403)):
        assert column.save(code, 1, who).status_code == status
        assert column.publish(code, who).status_code == status
        assert column.withdraw(code, who).status_code == status
        assert who.get(f"/stories/managed/{code}").status_code == status
    assert column.secretary.post("/stories", new_content(branch=str(column.there))).status_code == 403
    assert column.secretary.post("/stories", new_content(shown_to=[str(column.there)])).status_code == 403
    assert column.save("ABCDEF", 1).status_code == 404


def test_a_branch_that_somebody_higher_chose_may_stay(column: Column) -> None:
    both = [str(column.here), str(column.there)]
    code = column.write(column.committee, branch=str(column.here), shown_to=both)["code"]
    assert column.save(code, 1, title="新题目", shown_to=both).status_code == 200


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"topic": "gossip"}, "topic"),
        ({"topic": {"$ne": ""}}, "topic"),
        ({"title": " "}, "title"),
        ({"title": "字" * 61}, "title"),
        ({"shown_to": []}, "shown_to"),
        ({"shown_to": ["all", "0" * 24]}, "shown_to"),
        ({"shown_to": ["everyone"]}, "shown_to"),
        ({"cover": "x"}, "cover"),
        ({"blocks": [{"kind": "script", "html": "x"}]}, "blocks.0.kind"),
        ({"blocks": [{"kind": "text", "html": {"$gt": ""}}]}, "blocks.0.html"),
        ({"likes": 3}, "likes"),
    ],
)
def test_what_a_story_cannot_be_is_refused_by_field(column: Column, more: dict[str, Any], field: str) -> None:
    answer = column.secretary.post("/stories", new_content(**more))
    assert (answer.status_code, answer.get_json()["code"]) == (422, "validation_failed")
    assert field in [error["field"] for error in answer.get_json()["errors"]]


def test_scripts_trackers_and_false_links_do_not_survive(column: Column) -> None:
    html = (
        '<p onclick="x()">字<script>alert(1)</script><img src="https://t.cn/p.gif"><a href="javascript:x()">点</a></p>'
    )
    made = column.write(blocks=[{"kind": "text", "html": html}])
    (block,) = made["blocks"]
    assert not any(word in block["html"] for word in ("script", "img", "onclick", "alert", "javascript"))


def test_a_cover_is_a_finished_picture_that_the_writer_may_use(column: Column, tmp_path: Path) -> None:
    paper = make_picture(tmp_path, column.here)
    Media.collection().update_one({"_id": paper}, {"$set": {"kind": "file"}})
    foreign = make_picture(tmp_path, column.there)
    refusals = [column.secretary.post("/stories", new_content(cover=cover)) for cover in (paper, foreign, "0" * 22)]
    assert [answer.status_code for answer in refusals] == [422] * 3
    assert column.write(cover=make_picture(tmp_path, column.here))["cover"]["kind"] == "picture"


def test_files_are_shown_to_readers_when_the_story_is(column: Column, tmp_path: Path) -> None:
    cover, later = make_picture(tmp_path, column.here), make_picture(tmp_path, column.here)
    code = column.write(cover=cover)["code"]
    assert not may_read(NOBODY, picture(cover))
    column.publish(code)
    assert may_read(NOBODY, picture(cover))
    column.save(code, 1, cover=cover, blocks=[*TEXT, {"kind": "picture", "media": later}])
    assert may_read(NOBODY, picture(later))


def picture(media: str) -> dict[str, Any]:
    return Media.collection().find_one({"_id": media})


def test_a_published_story_has_a_face_and_one_for_branches_has_none(column: Column, tmp_path: Path, face: None) -> None:
    cover = make_picture(tmp_path, column.here)
    code = make_story(column.here, title='灯<script>"&', cover=cover, author="李晓明")
    html = column.page(code.lower())
    assert "<title>灯&lt;script&gt;&quot;&amp; - 微光</title>" in html
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/S/{code}">' in html
    assert f'<meta property="og:image" content="http://127.0.0.1:8000/api/v1/media/{cover}?w=' in html
    assert '<meta property="og:description" content="清晨六点，她已经在路口了。 一站就是三年。">' in html
    assert "<p>一站就是三年。</p></article></noscript>" in html


@pytest.mark.parametrize(
    "more", [{"shown_to": "here"}, {"state": "draft"}, {"state": "scheduled"}, {"state": "withdrawn"}]
)
def test_what_not_everyone_may_read_shows_nothing_in_the_page(column: Column, face: None, more: dict[str, Any]) -> None:
    known = more | ({"shown_to": [column.here]} if "shown_to" in more else {})
    code = make_story(column.here, title=SECRET, summary=SECRET, **known)
    assert column.page(code) == column.page("AAAAAA")
    assert SECRET not in column.page(code)


def test_the_worker_publishes(column: Column, settle: Any) -> None:
    code = make_story(column.here, state="scheduled", publish_at=utc_now() - timedelta(seconds=1))
    settle()
    assert Story.collection().find_one({"_id": code})["state"] == "published"


@pytest.fixture
def face(app: Flask) -> Any:
    """A built page, for the time of one test."""
    dist = app.extensions["weiguang"].pwa
    dist.mkdir(exist_ok=True)
    (dist / "index.html").write_text("<head><!--head--><title>微光</title><!--/head--></head><body><!--text--></body>")
    yield
    (dist / "index.html").unlink()
