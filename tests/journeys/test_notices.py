"""Writing a notice, whom it reaches, and the inbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.notices import make_addressed_event, notice_body
from factories.people import make_branch, make_person
from support.api import Caller
from weiguang.notices import sending
from weiguang.notices.models import InboxRow, Notice
from weiguang.storage.clock import utc_now

Settle = Callable[[], None]


def in_hours(hours: int) -> str:
    return (utc_now() + timedelta(hours=hours)).isoformat()


class Town:
    """A committee, a branch with one below it, another branch, and people in each."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.harbour = make_branch(parent=self.root, name="江北支部")
        self.quay = make_branch(parent=self.harbour, name="码头小组")
        self.online = make_branch(parent=self.root, kind="functional", name="网络支部")
        self.committee = self.person(roles=[("committee", self.root)])
        self.secretary = self.person(roles=[("secretary", self.harbour)])
        self.other = self.person(roles=[("secretary", self.online)])
        self.member = self.person(formal=self.harbour, functional=[self.online], district="江北区")
        self.docker = self.person(formal=self.quay)
        self.citizen = self.person(district="江北区")

    def person(self, **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(**more)[1])

    def event(self, branch: ObjectId, *people: Caller) -> ObjectId:
        return make_addressed_event(branch, *(ObjectId(one.me["id"]) for one in people))


@pytest.fixture
def town(nobody: Caller) -> Town:
    return Town(nobody)


def inbox(who: Caller) -> list[str]:
    return [item["id"] for item in who.get("/inbox").get_json()["items"]]


def send(who: Caller, audience: dict[str, Any], **more: Any) -> str:
    answer = who.post("/notices", notice_body(audience, **more))
    assert answer.status_code == 201, answer.get_json()
    return str(answer.get_json()["id"])


def test_a_branch_notice_reaches_its_members_and_those_below(town: Town, settle: Settle) -> None:
    notice = send(town.secretary, {"branches": [str(town.harbour)]})
    settle()
    assert [inbox(who) for who in (town.member, town.docker, town.citizen)] == [[notice], [notice], []]


def test_a_functional_branch_counts_its_members_too(town: Town, settle: Settle) -> None:
    notice = send(town.other, {"branches": [str(town.online)]})
    settle()
    assert [inbox(who) for who in (town.member, town.docker)] == [[notice], []]


def test_an_event_notice_reaches_those_who_signed_up(town: Town, settle: Settle) -> None:
    event = town.event(town.harbour, town.citizen)
    notice = send(town.secretary, {"events": [str(event)]})
    settle()
    assert [inbox(who) for who in (town.citizen, town.member)] == [[notice], []]


def test_a_district_notice_reaches_those_who_live_there(town: Town, settle: Settle) -> None:
    notice = send(town.committee, {"districts": ["江北区"]})
    settle()
    assert [inbox(who) for who in (town.citizen, town.member, town.docker)] == [[notice], [notice], []]


def test_a_notice_to_everyone_reaches_everyone(town: Town, settle: Settle) -> None:
    notice = send(town.committee, {"everyone": True})
    settle()
    assert {tuple(inbox(who)) for who in (town.citizen, town.docker, town.committee, town.other)} == {(notice,)}


def test_whoever_is_addressed_twice_gets_it_once(town: Town, settle: Settle) -> None:
    event = town.event(town.root, town.member, town.citizen)
    parts = {"branches": [str(town.harbour), str(town.online)], "events": [str(event)], "districts": ["江北区"]}
    forecast = town.committee.post("/notices/reach", {"audience": parts}).get_json()
    notice = send(town.committee, parts)
    settle()
    delivery = town.committee.get(f"/notices/{notice}/delivery").get_json()
    assert inbox(town.member) == [notice]
    assert delivery["inbox"]["delivered"] == forecast["people"] == 3


@pytest.mark.parametrize("part", ["everyone", "districts", "branches", "events"])
def test_nobody_sends_beyond_their_branch(town: Town, part: str) -> None:
    beyond = {
        "everyone": True,
        "districts": ["江北区"],
        "branches": [str(town.harbour), str(town.online)],
        "events": [str(town.event(town.root))],
    }
    audience = {part: beyond[part]}
    assert town.secretary.post("/notices", notice_body(audience)).status_code == 403
    assert town.secretary.post("/notices/reach", {"audience": audience}).status_code == 403
    assert Notice.collection().count_documents({}) == 0


def test_a_member_sends_nothing(town: Town) -> None:
    assert town.member.post("/notices", notice_body({"branches": [str(town.harbour)]})).status_code == 403
    assert town.nobody.post("/notices", notice_body({"everyone": True})).status_code == 401


@pytest.mark.parametrize("audience", [{}, {"everyone": False}, {"branches": []}, {"roles": ["x"]}, {"branches": [{}]}])
def test_a_notice_to_nobody_is_refused(town: Town, audience: dict[str, Any]) -> None:
    assert town.committee.post("/notices", notice_body(audience)).get_json()["code"] == "validation_failed"


def test_an_unknown_branch_or_event_is_not_found(town: Town) -> None:
    for part in ("branches", "events"):
        assert town.committee.post("/notices", notice_body({part: [str(ObjectId())]})).status_code == 404


def test_posting_twice_is_sending_once(town: Town, settle: Settle) -> None:
    body = notice_body({"branches": [str(town.harbour)]})
    first, again = (town.secretary.post("/notices", body) for _ in range(2))
    settle()
    assert [first.status_code, again.status_code] == [201, 200]
    assert first.get_json()["id"] == again.get_json()["id"]
    assert len(inbox(town.member)) == 1
    assert town.secretary.post("/notices", body | {"title": "另一条"}).get_json()["code"] == "client_id_reused"


def test_a_repeat_after_the_notice_expired_still_answers_it(town: Town) -> None:
    body = notice_body({"branches": [str(town.harbour)]}, expires_at=in_hours(1))
    made = town.secretary.post("/notices", body).get_json()
    Notice.collection().update_one({}, {"$set": {"state": "expired"}})
    assert town.secretary.post("/notices", body).get_json() == made | {"state": "expired"}


def test_a_scheduled_notice_waits_for_its_time(town: Town, settle: Settle) -> None:
    later = in_hours(1)
    notice = send(town.secretary, {"branches": [str(town.harbour)]}, send_at=later)
    settle()
    assert town.secretary.get(f"/notices/{notice}").get_json()["state"] == "scheduled"
    assert inbox(town.member) == []
    Notice.collection().update_one({}, {"$set": {"due_at": utc_now()}})
    settle()
    assert town.secretary.get(f"/notices/{notice}").get_json()["state"] == "sent"
    assert inbox(town.member) == [notice]


def test_a_time_that_has_passed_means_now(town: Town, settle: Settle) -> None:
    past = (utc_now() - timedelta(days=1)).isoformat()
    notice = send(town.secretary, {"branches": [str(town.harbour)]}, send_at=past)
    settle()
    assert inbox(town.member) == [notice]


def test_a_notice_that_would_be_stale_is_refused(town: Town) -> None:
    times = {"send_at": in_hours(2), "expires_at": in_hours(1)}
    answer = town.secretary.post("/notices", notice_body({"branches": [str(town.harbour)]}, **times))
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "expires_at")


def test_a_notice_whose_time_ran_out_is_not_sent(town: Town, settle: Settle) -> None:
    notice = send(town.secretary, {"branches": [str(town.harbour)]}, expires_at=in_hours(1))
    Notice.collection().update_one({}, {"$set": {"expires_at": utc_now() - timedelta(seconds=1)}})
    settle()
    assert town.secretary.get(f"/notices/{notice}").get_json()["state"] == "expired"
    assert inbox(town.member) == []


def test_an_expired_notice_leaves_the_inbox_but_stays_readable(town: Town, settle: Settle) -> None:
    notice = send(town.secretary, {"branches": [str(town.harbour)]}, expires_at=in_hours(1))
    settle()
    InboxRow.collection().update_many({}, {"$set": {"expires_at": utc_now() - timedelta(seconds=1)}})
    page = town.member.get("/inbox").get_json()
    assert (page["items"], page["unseen"]) == ([], 0)
    assert town.member.get(f"/notices/{notice}").status_code == 200


def test_opening_a_notice_twice_keeps_the_first_time(town: Town, settle: Settle) -> None:
    notice = send(town.secretary, {"branches": [str(town.harbour)]})
    settle()
    assert town.member.get("/inbox").get_json()["unseen"] == 1
    first, again = (town.member.put(f"/inbox/{notice}/seen").get_json() for _ in range(2))
    assert first == again
    assert town.member.get("/inbox").get_json()["unseen"] == 0
    assert town.secretary.get(f"/notices/{notice}/delivery").get_json()["inbox"] == {"delivered": 2, "seen": 1}


def test_the_inbox_is_paged_newest_first(town: Town, settle: Settle) -> None:
    sent = []
    for number in range(5):
        sent.append(send(town.secretary, {"branches": [str(town.harbour)]}, title=f"第{number}条"))
        settle()
    first = town.member.get("/inbox?limit=2").get_json()
    second = town.member.get(f"/inbox?limit=10&cursor={first['next']}").get_json()
    assert [item["id"] for item in first["items"] + second["items"]] == sent[::-1]
    assert (first["unseen"], second["next"]) == (5, None)


def test_notices_of_one_moment_keep_their_order_across_pages(town: Town, settle: Settle) -> None:
    sent = {send(town.secretary, {"branches": [str(town.harbour)]}) for _ in range(4)}
    settle()
    InboxRow.collection().update_many({}, {"$set": {"sent_at": utc_now()}})
    first = town.member.get("/inbox?limit=2").get_json()
    second = town.member.get(f"/inbox?limit=2&cursor={first['next']}").get_json()
    assert {item["id"] for item in first["items"] + second["items"]} == sent


def test_what_was_not_sent_to_me_is_not_there_for_me(town: Town, settle: Settle) -> None:
    notice = send(town.secretary, {"branches": [str(town.harbour)]})
    settle()
    assert town.citizen.put(f"/inbox/{notice}/seen").status_code == 404
    assert town.citizen.get(f"/notices/{notice}").status_code == 404
    assert [town.other.get(f"/notices/{notice}{more}").status_code for more in ("", "/reach", "/delivery")] == [404] * 3
    assert town.member.get(f"/notices/{notice}/delivery").status_code == 403


def test_the_committee_sees_the_notices_of_the_branches_below(town: Town) -> None:
    notice = send(town.secretary, {"branches": [str(town.quay)]})
    readers = (town.secretary, town.committee, town.other)
    lists = [[item["id"] for item in who.get("/notices").get_json()["items"]] for who in readers]
    assert lists == [[notice], [notice], []]


def test_a_sender_reads_whom_the_notice_is_for(town: Town) -> None:
    event = town.event(town.root)
    parts = {"districts": ["江北区"], "branches": [str(town.harbour)], "events": [str(event)]}
    made = town.committee.post("/notices", notice_body(parts)).get_json()
    assert made["audience_text"] == "江北区全体、江北支部及下属支部、报名“公益日”的人"


def test_a_sent_notice_counts_once_for_the_sending_branch(town: Town, settle: Settle) -> None:
    send(town.secretary, {"branches": [str(town.quay)]})
    settle()
    question = "/participation/counts?kind=notice&measure=items"
    both = [town.nobody.get(f"{question}&branch={branch}").get_json() for branch in (town.harbour, town.online)]
    assert [counted["exact"] for counted in both] == [1, 0]
    assert town.nobody.get(question).get_json()["exact"] == 1


def test_a_large_audience_is_walked_page_by_page(town: Town, settle: Settle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PEOPLE_A_PAGE", 2)
    notice = send(town.committee, {"everyone": True})
    settle()
    delivery = town.committee.get(f"/notices/{notice}/delivery").get_json()
    assert delivery["inbox"]["delivered"] == town.committee.get(f"/notices/{notice}/reach").get_json()["people"] == 6
