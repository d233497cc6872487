"""The Party school: terms, applying, the timetable, attendance and the certificate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from bson import ObjectId

from factories.school import DAY, HOUR, School, last_day, session_body, term_body
from support.api import Caller, client_id
from weiguang.people.models import Person
from weiguang.school.models import Term
from weiguang.school.sessions.models import SchoolSession
from weiguang.storage.clock import local_day, utc_now


@pytest.fixture
def school(nobody: Caller) -> School:
    return School(nobody)


def names(who: Caller, path: str = "/school/terms") -> list[str]:
    return [term["name"] for term in who.get(path).get_json()["items"]]


def enrolled(school: School, term: str, state: str) -> list[dict[str, Any]]:
    return school.committee.get(f"/school/terms/{term}/enrolments?state={state}").get_json()["items"]


def test_a_committee_makes_a_term_once_and_members_below_see_it(school: School) -> None:
    body = term_body()
    answers = [school.committee.post("/school/terms", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].get_json()["id"] == answers[1].get_json()["id"]
    assert school.committee.post("/school/terms", body | {"name": "别的"}).get_json()["code"] == "client_id_reused"
    assert names(school.one) == names(school.committee, "/school/terms/managed") == [body["name"]]
    shown = school.seen(answers[0].get_json()["id"], school.one)
    assert (shown["state"], shown["trainees"], shown["mine"]) == ("enrolling", 0, None)
    assert shown["may"] == {"manage": False, "apply": True}


def test_who_is_not_of_the_committee_makes_and_manages_nothing(school: School) -> None:
    term = school.term()
    assert [who.post("/school/terms", term_body()).status_code for who in (school.one, school.secretary)] == [403, 403]
    assert school.stranger.get(f"/school/terms/{term}").status_code == 404
    assert names(school.stranger) == names(school.stranger, "/school/terms/managed") == []
    school.apply(term, school.one)
    assert school.decide(term, school.one, by=school.stranger).status_code == 403
    assert school.stranger.patch(f"/school/terms/{term}", {"capacity": 1}).status_code == 403
    assert school.stranger.post(f"/school/terms/{term}/sessions", session_body()).status_code == 403
    assert school.nobody.get(f"/school/terms/{term}").status_code == 401


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"enrol_until": "2020-01-01T00:00:00+08:00"}, "enrol_until"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": "30"}, "capacity"),
        ({"name": ""}, "name"),
        ({"starts_on": {"$ne": ""}}, "starts_on"),
        ({"more": 1}, "more"),
    ],
)
def test_what_a_term_cannot_be_is_refused_by_field(school: School, changes: dict[str, Any], field: str) -> None:
    answer = school.committee.post("/school/terms", term_body(**changes))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_a_member_applies_with_their_branch_shown_is_approved_and_told_once(
    school: School, settle: Callable[[], None]
) -> None:
    term = school.term()
    answers = [school.apply(term, school.one, "我负责支部学习") for _ in range(2)]
    assert {answer.get_json()["applied_at"] for answer in answers} == {answers[0].get_json()["applied_at"]}
    (asked,) = enrolled(school, term, "pending")
    assert (asked["name"], asked["branches"], asked["note"]) == ("王小明", ["第一支部"], "我负责支部学习")
    assert [school.decide(term, school.one).get_json()["state"] for _ in range(2)] == ["approved", "approved"]
    settle()
    settle()
    assert school.inbox(school.one) == ["党校报名通过了"]
    assert school.seen(term, school.one)["mine"]["state"] == "approved"
    assert school.apply(term, school.one, "再说一句").get_json()["state"] == "approved"


def test_a_refusal_names_its_reason_to_the_person_and_not_to_the_push(
    school: School, settle: Callable[[], None]
) -> None:
    term = school.term()
    school.apply(term, school.one)
    assert school.decide(term, school.one, "refuse").status_code == 422
    assert school.decide(term, school.one, "refuse", "这一期只收新党员").get_json()["state"] == "refused"
    settle()
    assert school.inbox(school.one) == ["党校报名没有通过"]
    notice = school.one.get("/inbox").get_json()["items"][0]
    assert "新党员" not in notice["body"]
    assert school.seen(term, school.one)["mine"]["reason"] == "这一期只收新党员"
    assert school.decide(term, school.one).get_json()["state"] == "approved"


def test_a_seat_that_is_given_back_is_free_again(school: School) -> None:
    term = school.term(capacity=1)
    school.enrol(term, school.one)
    school.apply(term, school.two)
    assert school.decide(term, school.two).get_json()["code"] == "term_full"
    assert [school.one.delete(f"/school/terms/{term}/enrolment").status_code for _ in range(2)] == [204, 204]
    assert school.decide(term, school.one).get_json()["code"] == "enrolment_withdrawn"
    assert school.decide(term, school.two).status_code == 200
    assert school.apply(term, school.one).get_json()["state"] == "pending"


def test_a_smaller_capacity_takes_nobodys_seat_away(school: School) -> None:
    term = school.term(capacity=2)
    school.enrol(term, school.one)
    assert school.committee.patch(f"/school/terms/{term}", {"capacity": 1}).status_code == 200
    school.apply(term, school.two)
    assert school.decide(term, school.two).get_json()["code"] == "term_full"
    assert [one["name"] for one in enrolled(school, term, "approved")] == ["王小明"]


def test_outside_the_enrolment_period_nobody_applies(school: School) -> None:
    early = school.term(enrol_from=(utc_now() + HOUR).isoformat())
    late = school.term(enrol_until=(utc_now() - HOUR).isoformat())
    assert [school.apply(term, school.one).get_json()["code"] for term in (early, late)] == ["enrolment_closed"] * 2
    assert (school.seen(early, school.one)["state"], school.seen(late, school.one)["state"]) == ("announced", "waiting")
    assert school.apply(school.term(), school.stranger).status_code == 404


def test_nobody_withdraws_from_a_term_that_is_over(school: School) -> None:
    term = school.term()
    school.enrol(term, school.one)
    long_ago = {"starts_on": "2020-01-01", "ends_on": local_day(utc_now() - DAY)}
    Term.collection().update_one({"_id": ObjectId(term)}, {"$set": long_ago})
    assert school.one.delete(f"/school/terms/{term}/enrolment").get_json()["code"] == "term_over"


def test_the_timetable_is_for_everybody_its_link_for_trainees(school: School, settle: Callable[[], None]) -> None:
    term = school.term()
    school.enrol(term, school.one)
    body = session_body()
    answers = [school.committee.post(f"/school/terms/{term}/sessions", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    inside, outside = (school.seen(term, who)["sessions"] for who in (school.one, school.two))
    assert [len(inside), inside[0]["link"], outside[0]["link"]] == [1, body["link"], ""]
    path = f"/school/sessions/{inside[0]['id']}"
    assert [school.committee.patch(path, {"place": "操场"}).status_code for _ in range(2)] == [200, 200]
    assert school.committee.patch(path, {"title": "改个名"}).status_code == 200
    settle()
    assert school.inbox(school.one) == ["党校一节课的时间或地点有变化", "党校报名通过了"]
    assert school.inbox(school.two) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"place": "", "link": ""}, "place"),
        ({"link": "http://x.cn"}, "link"),
        ({"ends_at": "2020-01-01T00:00:00+08:00"}, "ends_at"),
        ({"ends_at": "2099-01-01T00:00:00+08:00"}, "ends_at"),
    ],
)
def test_what_a_session_cannot_be_is_refused_by_field(school: School, changes: dict[str, Any], field: str) -> None:
    answer = school.committee.post(f"/school/terms/{school.term()}/sessions", session_body(**changes))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_only_trainees_check_in_at_a_session_and_they_see_it(school: School) -> None:
    term = school.term()
    school.enrol(term, school.one)
    session = school.session(term)
    assert school.check_in(session, school.two).get_json()["code"] == "not_on_list"
    assert [school.check_in(session, school.one).status_code for _ in range(2)] == [201, 200]
    shown = school.seen(term, school.one)
    assert (shown["sessions"][0]["came"], shown["mine"]["attended"]) == (True, 1)
    who = school.committee.get(f"/school/sessions/{session['id']}/attendance").get_json()
    assert (who["came"], who["items"]) == (
        1,
        [{"person": str(school.id(school.one)), "name": "王小明", "came": True}],
    )


def test_who_is_approved_later_is_let_in_at_once(school: School) -> None:
    term = school.term()
    session = school.session(term)
    assert school.check_in(session, school.two).get_json()["code"] == "not_on_list"
    school.enrol(term, school.two)
    assert school.check_in(session, school.two).status_code == 201
    assert school.two.delete(f"/school/terms/{term}/enrolment").status_code == 204
    assert school.check_in(school.session(term), school.two).get_json()["code"] == "not_on_list"


def test_a_session_that_is_called_off_lets_nobody_in_and_counts_for_nobody(school: School) -> None:
    term = school.term()
    school.enrol(term, school.one)
    session = school.session(term)
    assert school.check_in(session, school.one).status_code == 201
    assert school.committee.patch(f"/school/sessions/{session['id']}", {"cancelled": True}).status_code == 200
    assert school.seen(term, school.one)["mine"]["attended"] == 0
    school.enrol(term, school.two)
    assert school.check_in(session, school.two).get_json()["code"] == "closed"
    assert school.committee.patch(f"/school/sessions/{session['id']}", {"cancelled": False}).status_code == 200
    assert school.seen(term, school.one)["mine"]["attended"] == 1


def test_a_term_that_is_called_off_is_told_and_takes_nobody(school: School, settle: Callable[[], None]) -> None:
    term = school.term()
    school.enrol(term, school.one)
    assert school.committee.patch(f"/school/terms/{term}", {"cancelled": True}).get_json()["state"] == "cancelled"
    settle()
    assert school.inbox(school.one) == ["党校报名通过了", "党校这一期取消了"]
    assert school.apply(term, school.two).get_json()["code"] == "term_cancelled"


def test_what_is_missing_for_the_certificate_is_a_plain_list(school: School) -> None:
    term = school.term(need_sessions=2, **last_day())
    school.enrol(term, school.one)
    school.check_in(school.session(term), school.one)
    school.assignment(term, title="调研报告")
    missing = {"sessions": 1, "assignments": ["调研报告"]}
    assert school.seen(term, school.one)["mine"]["missing"] == missing
    assert enrolled(school, term, "approved")[0]["missing"] == missing
    refused = school.issue(term, school.one)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "term_not_complete")
    assert school.issue(term, school.two).status_code == 404


def test_no_certificate_is_issued_before_the_last_day(school: School) -> None:
    term = school.term(need_sessions=0)
    school.enrol(term, school.one)
    assert school.issue(term, school.one).get_json()["code"] == "term_not_over"
    assert school.committee.patch(f"/school/terms/{term}", last_day()).status_code == 200
    assert school.issue(term, school.one).status_code == 201


def test_a_certificate_is_issued_once_told_and_verified_by_anybody(school: School, settle: Callable[[], None]) -> None:
    term = school.finished(school.one)
    answers = [school.issue(term, school.one) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    code = answers[0].get_json()["code"]
    assert answers[1].get_json()["code"] == school.seen(term, school.one)["mine"]["certificate"]["code"] == code
    paper = school.nobody.get(f"/certificates/{code}").get_json()
    said = {name: paper[name] for name in ("kind", "state", "name", "issuer", "title", "sessions", "lines")}
    assert said == {
        "kind": "school",
        "state": "valid",
        "name": "王小明",
        "issuer": "综合党委",
        "title": "社会组织党校第一期",
        "sessions": 1,
        "lines": [],
    }
    settle()
    assert school.inbox(school.one).count("结业证书发下来了") == 1


def test_a_wrong_certificate_is_replaced_and_the_old_paper_says_so(school: School) -> None:
    term = school.finished(school.one)
    old = school.issue(term, school.one).get_json()
    Person.collection().update_one({"_id": school.id(school.one)}, {"$set": {"name": "王晓明"}})
    answers = [school.issue(term, school.one, replaces=old["code"]) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    new = answers[0].get_json()
    assert (new["name"], new["code"] != old["code"]) == ("王晓明", True)
    states = [school.nobody.get(f"/certificates/{one['code']}").get_json()["state"] for one in (old, new)]
    assert states == ["replaced", "valid"]
    assert school.issue(term, school.one).get_json()["code"] == new["code"]


def test_its_owner_sees_prints_and_saves_it_and_has_it_not_made_anew(school: School) -> None:
    term = school.finished(school.one)
    code = school.issue(term, school.one).get_json()["code"]
    (listed,) = school.one.get("/me/certificates").get_json()["items"]
    assert (listed["kind"], listed["title"]) == ("school", "社会组织党校第一期")
    pdf = pypdfium2.PdfDocument(school.one.get(f"/me/certificates/{code}/pdf").data)
    text = pdf[0].get_textpage().get_text_range().replace("\r\n", "")
    assert all(said in text for said in ("王小明", "社会组织党校第一期", "准予结业", code))
    assert "小时" not in text
    body = {"client_id": client_id(), "replaces": code}
    assert school.one.post("/me/certificates", body).get_json()["code"] == "certificate_still_valid"
    assert school.two.get(f"/me/certificates/{code}").status_code == 404


def test_lists_come_in_batches(school: School) -> None:
    term = school.term()
    school.enrol(term, school.one, school.two)
    path = f"/school/terms/{term}/enrolments?state=approved&limit=1"
    first = school.committee.get(path).get_json()
    second = school.committee.get(f"{path}&cursor={first['next']}").get_json()
    assert {one["name"] for page in (first, second) for one in page["items"]} == {"王小明", "李小红"}
    assert second["next"] is None
    session = school.session(term)
    path = f"/school/sessions/{session['id']}/attendance?limit=1"
    first = school.committee.get(path).get_json()
    assert school.committee.get(f"{path}&cursor={first['next']}").get_json()["next"] is None
    assert SchoolSession.collection().count_documents({}) == 1
