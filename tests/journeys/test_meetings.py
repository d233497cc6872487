"""Meetings: convening, inviting, changing, cancelling, apologies, attendance, figures, the yearly overview."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId
from mongoengine.connection import get_db

from factories import checkins
from factories.media import paper
from factories.meetings import HOUR, Branches, item
from support.api import Caller, client_id
from weiguang.branches.tree import load_tree
from weiguang.checkins.models import Point
from weiguang.meetings.models import Apology, Meeting
from weiguang.notices.models import Notice
from weiguang.participation.models import Participation
from weiguang.storage.clock import SHANGHAI, utc_now

PHONE_LINK = "https://meeting.example.cn/j/123"


@pytest.fixture
def town(nobody: Caller) -> Branches:
    return Branches(nobody)


def titles(who: Caller, path: str = "/meetings") -> list[str]:
    return [one["title"] for one in who.get(path).get_json()["items"]]


def test_a_secretary_convenes_once_and_members_see_it(town: Branches) -> None:
    body = town.body(link=PHONE_LINK)
    answers = [town.chief.post("/meetings", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].get_json()["id"] == answers[1].get_json()["id"]
    assert town.chief.post("/meetings", body | {"title": "别的"}).get_json()["code"] == "client_id_reused"
    assert titles(town.member) == [body["title"]]
    shown = town.member.get(f"/meetings/{answers[0].get_json()['id']}").get_json()
    assert (shown["place"], shown["link"], shown["chair"]["name"]) == ("二楼会议室", PHONE_LINK, "书记")
    assert [one["title"] for one in shown["agenda"]] == ["选举", "预算"]
    assert shown["mine"] == {"called": True, "apology": None, "came_at": None}
    assert shown["figures"] == {"called": 2, "came": 0, "excused": 0}


def test_others_neither_see_nor_convene(town: Branches) -> None:
    meeting = town.convene()
    path = f"/meetings/{meeting['id']}"
    assert titles(town.other) == titles(town.second) == []
    assert [who.get(path).status_code for who in (town.other, town.second, town.nobody)] == [404, 404, 401]
    assert town.member.post("/meetings", town.body()).status_code == 403
    assert town.second.post("/meetings", town.body()).status_code == 403
    assert town.second.patch(path, {"place": "x"}).status_code == 403
    assert town.second.put(f"{path}/cancellation", {}).status_code == 403
    assert town.chief.post("/meetings", town.body(ObjectId())).status_code == 404
    assert town.committee.get(path).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": ""}, "place"),
        ({"link": "http://meeting.example.cn"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://"}, "link"),
        ({"ends_at": "2020-01-01T00:00:00+08:00"}, "ends_at"),
        ({"ends_at": "2099-01-01T00:00:00+08:00"}, "ends_at"),
        ({"title": ""}, "title"),
        ({"kind": "party"}, "kind"),
        ({"branches": []}, "branches"),
        ({"chair": str(ObjectId())}, "chair"),
        ({"called": [str(ObjectId())], "kind": "group"}, "called"),
        ({"agenda": [{"title": "没有编号"}]}, "agenda.0.id"),
        ({"place": {"$ne": ""}}, "place"),
    ],
)
def test_what_a_meeting_cannot_be_is_refused_by_field(town: Branches, changes: dict[str, Any], field: str) -> None:
    answer = town.chief.post("/meetings", town.body() | changes)
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.get_json()["errors"]]
    assert Meeting.collection().count_documents({}) == 0


def test_an_agenda_item_is_named_once_and_a_general_meeting_calls_everybody(town: Branches) -> None:
    twice = item()
    assert town.chief.post("/meetings", town.body(agenda=[twice, twice])).status_code == 422
    called = town.body(called=[str(town.member.me["_id"])])
    assert town.chief.post("/meetings", called).status_code == 422
    assert town.chief.post("/meetings", called | {"kind": "group"}).status_code == 201


def test_everybody_is_told_once_without_a_name(town: Branches, settle: Callable[[], None]) -> None:
    town.convene()
    settle()
    settle()
    assert town.inbox(town.member) == town.inbox(town.chief) == ["召开党员大会"]
    assert town.inbox(town.other) == []
    [notice] = Notice.collection().find()
    assert "张三" not in notice["title"] + notice["body"] and "二楼会议室" in notice["body"]


def test_a_group_meeting_concerns_who_is_called(town: Branches, settle: Callable[[], None]) -> None:
    quiet = town.caller(name="不叫", formal=town.one)
    meeting = town.convene(kind="group", called=[str(town.member.me["_id"])])
    settle()
    assert (town.inbox(town.member), town.inbox(quiet)) == (["召开党小组会"], [])
    assert town.member.get(f"/meetings/{meeting['id']}").get_json()["figures"]["called"] == 1
    assert quiet.get(f"/meetings/{meeting['id']}").status_code == 404
    assert titles(quiet) == []


def test_another_time_or_place_is_told_once_and_nothing_else_is(town: Branches, settle: Callable[[], None]) -> None:
    meeting = town.convene()
    path, later = f"/meetings/{meeting['id']}", datetime.fromisoformat(meeting["starts_at"]) + HOUR
    for changes in ({"title": "新题目"}, {"agenda": [item("新")]}, {"starts_at": later.isoformat()}, {"place": "三楼"}):
        assert [town.chief.patch(path, changes).status_code for _ in range(2)] == [200, 200]
        settle()
    assert town.inbox(town.member) == sorted(["召开党员大会", "党员大会时间有变化", "党员大会地点有变化"])
    assert town.stored(meeting)["telling"] == []


def test_a_cancelled_meeting_is_told_and_stays_as_it_is(town: Branches, settle: Callable[[], None]) -> None:
    meeting = town.convene()
    path = f"/meetings/{meeting['id']}"
    answers = [town.chief.put(f"{path}/cancellation", {"note": "停电"}) for _ in range(2)]
    assert [answer.get_json()["state"] for answer in answers] == ["cancelled"] * 2
    settle()
    assert town.inbox(town.member) == ["党员大会取消了", "召开党员大会"]
    assert town.member.get(path).get_json()["cancel_note"] == "停电"
    assert town.chief.patch(path, {"place": "三楼"}).get_json()["code"] == "meeting_cancelled"
    assert town.write(meeting, town.chief).get_json()["code"] == "meeting_cancelled"
    assert town.member.put(f"{path}/apology", {"reason": "出差"}).get_json()["code"] == "meeting_cancelled"


def test_a_meeting_recorded_afterwards_tells_nobody(town: Branches, settle: Callable[[], None]) -> None:
    town.convene(starts=utc_now() - 48 * HOUR)
    settle()
    assert town.inbox(town.member) == []
    assert len(titles(town.member, "/meetings?when=past")) == 1


def test_an_invited_branch_counts_only_when_its_secretary_accepts(town: Branches, settle: Callable[[], None]) -> None:
    meeting = town.convene(town.one, town.two)
    settle()
    assert [one["state"] for one in meeting["branches"]] == ["accepted", "invited"]
    assert (town.inbox(town.second), town.inbox(town.other)) == (["邀请一起召开党员大会"], [])
    assert titles(town.other) == [] and len(titles(town.second, "/meetings/convened")) == 1
    assert town.accept(meeting, town.two, town.chief).status_code == 403
    assert town.accept(meeting, town.three, town.third).status_code == 404
    assert town.accept(meeting, town.one, town.chief).get_json()["code"] == "convening_branch"
    assert [town.accept(meeting, town.two, town.second).status_code for _ in range(2)] == [200, 200]
    settle()
    assert town.inbox(town.other) == town.inbox(town.member) == ["召开党员大会"]
    assert len(titles(town.other)) == 1


def test_a_member_of_both_branches_is_told_once(town: Branches, settle: Callable[[], None]) -> None:
    both = town.caller(formal=town.one, functional=[town.two])
    meeting = town.convene(town.one, town.two)
    town.accept(meeting, town.two, town.second)
    settle()
    assert town.inbox(both) == ["召开党员大会"]
    assert [one["state"] for one in both.get(f"/meetings/{meeting['id']}").get_json()["branches"]] == ["accepted"] * 2


def bring(who: Caller, data: bytes) -> str:
    """Upload a file in one part; its id."""
    begun = {"client_id": client_id(), "name": "材料.pdf", "bytes": len(data)}
    upload = str(who.post("/uploads", begun).get_json()["id"])
    who.put(f"/uploads/{upload}/parts/0", data=data, content_type="application/octet-stream")
    assert who.post(f"/uploads/{upload}/finish").status_code == 200
    return upload


def test_materials_are_clean_and_read_by_the_accepted_branches(town: Branches) -> None:
    file = bring(town.chief, paper())
    text = {"kind": "text", "html": "<p onclick=x>先读<script>alert(1)</script></p>"}
    meeting = town.convene(town.one, town.two, materials=[text, {"kind": "file", "media": file, "title": "草案"}])
    shown = town.member.get(f"/meetings/{meeting['id']}").get_json()["materials"]
    assert (shown[0]["html"], shown[1]["media"]["id"]) == ("<p>先读</p>", file)
    assert [who.get(f"/media/{file}").status_code for who in (town.member, town.other)] == [200, 404]
    town.accept(meeting, town.two, town.second)
    assert town.other.get(f"/media/{file}").status_code == 200


def test_somebody_elses_file_is_no_material(town: Branches) -> None:
    block = {"kind": "file", "media": bring(town.second, paper()), "title": ""}
    assert town.chief.post("/meetings", town.body(materials=[block])).get_json()["code"] == "media_unusable"
    meeting = town.convene()
    answer = town.chief.patch(f"/meetings/{meeting['id']}", {"materials": [block | {"media": "x" * 22}]})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "media_unusable")


def test_a_branch_that_declines_may_change_its_mind(town: Branches) -> None:
    meeting = town.convene(town.one, town.two)
    assert town.accept(meeting, town.two, town.second, "decline").get_json()["branches"][1]["state"] == "declined"
    assert town.accept(meeting, town.two, town.second).get_json()["branches"][1]["state"] == "accepted"
    assert town.stored(meeting)["declined"] == []


def test_who_may_for_all_branches_invites_nobody(town: Branches) -> None:
    meeting = town.convene(town.one, town.two, by=town.committee)
    assert [one["state"] for one in meeting["branches"]] == ["accepted"] * 2


def test_an_apology_is_read_by_the_secretary_only(town: Branches) -> None:
    meeting = town.convene()
    path = f"/meetings/{meeting['id']}"
    said = [town.member.put(f"{path}/apology", {"reason": "住院"}).get_json() for _ in range(2)]
    assert said[0] == said[1] and said[0]["reason"] == "住院"
    assert town.member.get(path).get_json()["mine"]["apology"] == said[0]
    [row] = town.chief.get(f"{path}/attendance?state=excused").get_json()["items"]
    assert (row["name"], row["apology"]["reason"]) == ("王小明", "住院")
    assert "住院" not in str(Apology.collection().find_one({}))
    colleague = town.caller(formal=town.one)
    assert colleague.get(path).get_json()["figures"]["excused"] == 1 and "住院" not in colleague.get(path).text
    assert colleague.get(f"{path}/attendance").status_code == 403
    assert get_db().audit.count_documents({"about": f"apology:{meeting['id']}:{town.member.me['_id']}"}) >= 1


def test_an_apology_is_taken_back_and_comes_before_the_end(town: Branches) -> None:
    meeting, over = town.convene(), town.convene(starts=utc_now() - 9 * HOUR)
    path = f"/meetings/{meeting['id']}/apology"
    town.member.put(path, {"reason": "出差"})
    assert [town.member.delete(path).status_code for _ in range(2)] == [204, 204]
    assert Apology.collection().count_documents({}) == 0
    late = town.member.put(f"/meetings/{over['id']}/apology", {"reason": "出差"})
    assert late.get_json()["code"] == "meeting_over"
    assert town.other.put(path, {"reason": "出差"}).status_code == 404
    assert town.committee.put(path, {"reason": "出差"}).status_code == 403


def scan(town: Branches, meeting: dict[str, Any], who: Caller) -> Any:
    """Scan what is on the meeting's screen."""
    code = town.chief.get(f"/meetings/{meeting['id']}/check-in-point").get_json()["point"]
    body = checkins.scan(Point.collection().find_one({"_id": code}), utc_now())
    return who.put(f"/check-ins/{client_id()}", body)


def test_members_of_the_accepted_branches_check_in(town: Branches) -> None:
    meeting = town.held(town.one, town.two)
    assert scan(town, meeting, town.member).status_code == 201
    assert scan(town, meeting, town.other).get_json()["code"] == "not_on_list"
    town.accept(meeting, town.two, town.second)
    assert scan(town, meeting, town.other).status_code == 201
    stranger = town.caller(formal=town.three)
    assert scan(town, meeting, stranger).get_json()["code"] == "not_on_list"
    shown = town.member.get(f"/meetings/{meeting['id']}").get_json()
    assert shown["figures"]["came"] == 2 and shown["mine"]["came_at"]
    assert {row["title"] for row in Participation.collection().find()} == {"党员大会"}


def test_who_was_checked_in_by_mistake_did_not_come(town: Branches) -> None:
    meeting, name = town.held(), client_id()
    code = town.chief.get(f"/meetings/{meeting['id']}/check-in-point").get_json()["point"]
    body = {"point": code, "person": str(town.member.me["_id"]), "scanned_at": utc_now().isoformat()}
    path = f"/meetings/{meeting['id']}"
    assert town.chief.put(f"/check-ins/{name}", body).status_code == 201
    assert town.member.get(path).get_json()["mine"]["came_at"]
    assert town.chief.delete(f"/check-ins/{name}").status_code == 200
    shown = town.member.get(path).get_json()
    assert (shown["mine"]["came_at"], shown["figures"]["came"]) == (None, 0)
    assert town.chief.put(f"/check-ins/{client_id()}", body).status_code == 201
    assert town.member.get(path).get_json()["figures"]["came"] == 1


def test_a_secretary_reads_the_names_of_the_own_branch(town: Branches) -> None:
    meeting = town.held(town.one, town.two)
    town.accept(meeting, town.two, town.second)
    for who in (town.member, town.other):
        scan(town, meeting, who)
    path = f"/meetings/{meeting['id']}/attendance"
    for secretary, name in ((town.chief, "王小明"), (town.second, "李小红")):
        answer = secretary.get(f"{path}?state=came").get_json()
        assert [row["name"] for row in answer["items"]] == [name]
        assert answer["figures"] == {"called": 4, "came": 2, "excused": 0}
    assert [row["name"] for row in town.chief.get(f"{path}?state=silent").get_json()["items"]] == ["书记"]
    assert len(town.committee.get(f"{path}?state=came").get_json()["items"]) == 2
    assert town.third.get(path).status_code == 403


def test_attendance_comes_in_pages_by_name(town: Branches) -> None:
    for name in "丙甲乙":
        town.caller(name=name, formal=town.one)
    meeting, names, after = town.convene(), [], ""
    while after is not None:
        page = town.chief.get(f"/meetings/{meeting['id']}/attendance?limit=2&cursor={after}".removesuffix("&cursor="))
        names += [row["name"] for row in page.get_json()["items"]]
        after = page.get_json()["next"]
    assert names == sorted(names) and len(names) == 5


def test_the_point_follows_the_meeting(town: Branches) -> None:
    meeting = town.convene()
    early = scan(town, meeting, town.member)
    assert early.get_json()["code"] == "not_yet_open"
    now = utc_now().isoformat()
    town.chief.patch(f"/meetings/{meeting['id']}", {"starts_at": now, "ends_at": (utc_now() + HOUR).isoformat()})
    assert scan(town, meeting, town.member).status_code == 201
    town.chief.put(f"/meetings/{meeting['id']}/cancellation", {})
    assert scan(town, meeting, town.chief).get_json()["code"] == "closed"
    assert Point.collection().count_documents({"kind": "meeting"}) == 1


def count(town: Branches, branch: ObjectId | None) -> int:
    query = f"measure=sessions&kind=meeting{f'&branch={branch}' if branch else ''}"
    return town.nobody.get(f"/participation/counts?{query}").get_json()["exact"]


def test_a_joint_meeting_counts_for_both_branches_and_once_above(town: Branches, settle: Callable[[], None]) -> None:
    meeting = town.held(town.one, town.two)
    town.accept(meeting, town.two, town.second)
    town.write(meeting, town.chief)
    assert count(town, None) == 0
    assert [town.sign(meeting, revision=1).status_code for _ in range(2)] == [200, 200]
    settle()
    counted = [count(town, branch) for branch in (town.one, town.two, town.above, town.root, None, town.three)]
    assert counted == [1, 1, 1, 1, 1, 0]
    [row] = Participation.collection().find({"kind": "meeting"})
    assert (row["_id"], row["title"], row["quantity"]) == (f"meeting:{meeting['id']}", "党员大会", 1)
    assert row["branches"] == [str(town.one), str(town.two)]
    assert load_tree().credited([town.one, town.two])[0] == town.one


def test_a_branch_that_did_not_accept_is_not_credited(town: Branches, settle: Callable[[], None]) -> None:
    town.signed(town.one, town.two)
    settle()
    assert [count(town, branch) for branch in (town.one, town.two, town.above)] == [1, 0, 1]


def test_a_signed_meeting_neither_moves_nor_is_cancelled(town: Branches) -> None:
    meeting = town.signed(town.one, town.two)
    path = f"/meetings/{meeting['id']}"
    assert town.chief.patch(path, {"place": "三楼"}).get_json()["code"] == "meeting_held"
    assert town.chief.put(f"{path}/cancellation", {}).get_json()["code"] == "meeting_held"
    assert town.accept(meeting, town.two, town.second).get_json()["code"] == "meeting_held"
    assert town.member.get("/meetings?when=coming").get_json()["items"][0]["signed"] is True


def test_lists_come_in_pages_soonest_or_latest_first(town: Branches) -> None:
    now = utc_now()
    for hours in (30, 10, 20, -30, -10, -20):
        town.convene(starts=now + hours * HOUR, title=str(hours))
    for when, expected in (("coming", ["10", "20", "30"]), ("past", ["-10", "-20", "-30"])):
        seen, after = [], None
        while after is not None or not seen:
            page = town.member.get(f"/meetings?when={when}&limit=2{f'&cursor={after}' if after else ''}").get_json()
            seen += [one["title"] for one in page["items"]]
            after = page["next"]
        assert seen == expected


def test_the_year_says_what_is_not_recorded_yet(town: Branches) -> None:
    year = utc_now().astimezone(SHANGHAI).year - 1
    starts = datetime(year, 2, 10, 9, tzinfo=SHANGHAI)
    town.signed(starts=starts)
    town.convene(starts=starts + timedelta(days=90))
    shown = town.chief.get(f"/branches/{town.one}/meeting-year?year={year}").get_json()
    row = next(one for one in shown["rows"] if one["kind"] == "general")
    assert row["months"][1] == {"signed": 1, "unsigned": 0, "planned": 0}
    gaps = [(gap["number"], gap["unsigned"]) for gap in shown["gaps"] if gap["kind"] == "general"]
    assert gaps == [(2, True), (3, False), (4, False)]
    assert len([gap for gap in shown["gaps"] if gap["kind"] == "theme_day"]) == 12
    assert town.committee.get(f"/branches/{town.one}/meeting-year").status_code == 200
    assert town.second.get(f"/branches/{town.one}/meeting-year").status_code == 403
    assert town.member.get(f"/branches/{town.one}/meeting-year").status_code == 403


def test_a_joint_meeting_stands_in_the_year_of_both(town: Branches) -> None:
    meeting = town.held(town.one, town.two, kind="lecture")
    town.accept(meeting, town.two, town.second)
    town.write(meeting, town.chief)
    town.sign(meeting)
    for secretary, branch in ((town.chief, town.one), (town.second, town.two)):
        shown = secretary.get(f"/branches/{branch}/meeting-year").get_json()
        assert sum(month["signed"] for row in shown["rows"] for month in row["months"]) == 1
