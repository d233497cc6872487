"""Scanning the desk's screen: at once, later without signal, twice, too late, and as somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.checkins import make_point, queued, scan
from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.checkins.models import Point
from weiguang.checkins.rules import ROTATES_S
from weiguang.checkins.service import ensure_event_point
from weiguang.events.models import Event
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now

Settle = Callable[[], None]
DAY = timedelta(days=1)
LATER = timedelta(seconds=46 + ROTATES_S)


class Desk:
    """An event of the root with its point, an organiser, a member of two branches."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee")
        self.formal = make_branch(parent=self.root)
        self.online = make_branch(parent=self.root, kind="functional")
        self.point = make_point(self.root)
        self.event = self.point["event"]
        self.organiser = self.person(roles=[("organiser", self.root)])
        self.member = self.person(formal=self.formal, functional=[self.online])

    def person(self, **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(**more)[1])

    def check_in(self, who: Caller, body: dict[str, Any], name: str = "") -> Any:
        return who.put(f"/check-ins/{name or client_id()}", body)


@pytest.fixture
def desk(nobody: Caller) -> Desk:
    return Desk(nobody)


def counted(nobody: Caller, query: str) -> int:
    return nobody.get(f"/participation/counts?kind=check_in&{query}").get_json()["exact"]


def test_the_code_on_the_screen_checks_in(desk: Desk, nobody: Caller) -> None:
    shown = desk.organiser.get(f"/events/{desk.event}/desk-code").get_json()
    assert shown["url"] == f"HTTP://127.0.0.1:8000/C/{shown['point']}/{shown['proof']}"
    assert nobody.get(f"/check-in-points/{shown['point'].lower()}").get_json()["event"]["title"] == "公益集市"
    body = {"point": shown["point"].lower(), "proof": shown["proof"].lower(), "scanned_at": shown["server_time"]}
    answer = desk.check_in(desk.member, body)
    assert (answer.status_code, answer.get_json()["message"]) == (201, "签到成功")
    assert answer.get_json()["event"] == str(desk.event)
    assert desk.organiser.get(f"/events/{desk.event}/desk-code").get_json()["checked_in"] == 1


def test_the_screen_knows_the_next_three_codes_and_never_the_secret(desk: Desk) -> None:
    answer = desk.organiser.get(f"/events/{desk.event}/desk-code")
    shown = answer.get_json()
    assert len({code["proof"] for code in shown["codes"]}) == 4
    assert [code["to"] for code in shown["codes"][:3]] == [code["from"] for code in shown["codes"][1:]]
    assert shown["codes"][0]["from"] == shown["issued_at"] <= shown["server_time"] < shown["codes"][0]["to"]
    assert desk.point["secret"].hex() not in answer.text


def test_the_desk_belongs_to_those_who_run_the_event(desk: Desk, nobody: Caller) -> None:
    path = f"/events/{desk.event}/desk-code"
    elsewhere = desk.person(roles=[("organiser", desk.formal)])
    statuses = [who.get(path).status_code for who in (nobody, desk.member, elsewhere, desk.organiser)]
    assert statuses == [401, 403, 403, 200]
    assert desk.organiser.get(f"/events/{ObjectId()}/desk-code").status_code == 404


def test_an_event_has_one_point_that_follows_its_title(desk: Desk) -> None:
    event = Event.collection().find_one({"_id": desk.event})
    renamed = ensure_event_point(event | {"title": "公益集市（改期）"})
    assert (renamed["_id"], renamed["secret"]) == (desk.point["_id"], desk.point["secret"])
    assert renamed["title"] == "公益集市（改期）"
    assert Point.collection().count_documents({}) == 1


def test_checking_in_twice_counts_once(desk: Desk, nobody: Caller, settle: Settle) -> None:
    body, name = scan(desk.point, utc_now()), client_id()
    answers = [desk.check_in(desk.member, body, one) for one in (name, name, client_id())]
    assert [one.status_code for one in answers] == [201, 200, 200]
    assert [one.get_json()["message"] for one in answers] == ["签到成功", "已签到", "已签到"]
    settle()
    assert [counted(nobody, f"measure={measure}") for measure in ("attendances", "people")] == [1, 1]


def test_the_next_day_is_another_check_in_of_the_same_person(desk: Desk, nobody: Caller, settle: Settle) -> None:
    for days in (0, 1):
        assert desk.check_in(desk.member, scan(desk.point, utc_now() - days * DAY)).status_code == 201
    settle()
    assert [counted(nobody, f"measure={measure}") for measure in ("attendances", "people")] == [2, 1]
    assert desk.organiser.get(f"/events/{desk.event}/desk-code").get_json()["checked_in"] == 1


def test_a_member_of_two_branches_is_credited_in_both_and_once_above(
    desk: Desk, nobody: Caller, settle: Settle
) -> None:
    desk.check_in(desk.member, scan(desk.point, utc_now()))
    settle()
    for branch in (desk.formal, desk.online, desk.root):
        assert counted(nobody, f"branch={branch}") == counted(nobody, f"branch={branch}&measure=people") == 1


@pytest.mark.parametrize("age", [timedelta(minutes=10), timedelta(days=6, hours=23)])
def test_a_scan_without_signal_counts_when_it_is_sent_later(desk: Desk, age: timedelta) -> None:
    scanned = utc_now() - age
    answer = desk.check_in(desk.member, scan(desk.point, scanned) | {"sent_at": utc_now().isoformat()})
    assert answer.status_code == 201
    kept = Participation.collection().find_one({})
    assert (kept["occurred_at"], kept["source"]) == (scanned, "self_scan")
    assert kept["received_at"] > kept["occurred_at"]


@pytest.mark.parametrize("off", [DAY, -DAY, timedelta(minutes=3), timedelta(days=400)])
def test_a_phone_whose_clock_is_wrong_does_not_lose_the_act(desk: Desk, off: timedelta) -> None:
    scanned = utc_now() - timedelta(minutes=10)
    body, name = scan(desk.point, scanned, clock=off), client_id()
    assert desk.check_in(desk.member, body, name).status_code == 409
    sent = body | {"sent_at": (utc_now() + off).isoformat()}
    assert desk.check_in(desk.member, sent, name).status_code == 201
    assert abs(Participation.collection().find_one({})["occurred_at"] - scanned) < timedelta(seconds=3)
    assert desk.check_in(desk.member, body, name).status_code == 200  # sent again after the clock was put right


def test_a_photo_passed_round_is_refused_after_45_seconds(desk: Desk) -> None:
    now = utc_now()
    answer = desk.check_in(desk.member, scan(desk.point, now, shown=now - LATER))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "check_in_code_expired")
    assert "重新扫" in answer.get_json()["detail"]
    assert Participation.collection().count_documents({}) == 0


def test_a_code_of_another_point_is_refused(desk: Desk) -> None:
    other = make_point(desk.root)
    body = scan(other, utc_now()) | {"point": desk.point["_id"]}
    assert desk.check_in(desk.member, body).get_json()["code"] == "check_in_code_expired"
    assert desk.check_in(desk.member, body | {"point": "ZZZZZZ"}).status_code == 404


@pytest.mark.parametrize("age", [timedelta(days=7, minutes=1), timedelta(seconds=-75)])
def test_a_scan_of_another_week_or_of_the_future_is_refused(desk: Desk, age: timedelta) -> None:
    answer = desk.check_in(desk.member, scan(desk.point, utc_now() - age))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "scan_time_out_of_range")


@pytest.mark.parametrize("off", [timedelta(hours=1), timedelta(days=8), -DAY])
def test_a_repeat_is_answered_even_when_the_code_has_expired(desk: Desk, off: timedelta) -> None:
    body, name = scan(desk.point, utc_now()), client_id()
    late = body | {"sent_at": (utc_now() + off).isoformat()}
    assert desk.check_in(desk.person(), late).status_code == 409
    assert [desk.check_in(desk.member, one, name).status_code for one in (body, late)] == [201, 200]
    queue = [late | {"client_id": name}]
    assert desk.member.post("/check-ins/batch", queue).get_json()["items"][0]["state"] == "duplicate"


def test_who_is_checked_in_is_told_so_whatever_they_scan(desk: Desk) -> None:
    desk.check_in(desk.member, scan(desk.point, utc_now()))
    answer = desk.check_in(desk.member, scan(desk.point, utc_now(), shown=utc_now() - LATER))
    assert (answer.status_code, answer.get_json()["message"]) == (200, "已签到")


def test_a_client_id_used_for_another_scan_is_refused(desk: Desk) -> None:
    name, now = client_id(), utc_now()
    desk.check_in(desk.member, scan(desk.point, now), name)
    elsewhere = scan(make_point(desk.root), now)
    earlier, stale = scan(desk.point, now - DAY), scan(desk.point, now, shown=now - LATER)
    for other in (elsewhere, earlier, stale):
        answer = desk.check_in(desk.member, other, name)
        assert (answer.status_code, answer.get_json()["code"]) == (409, "client_id_reused")
    assert Participation.collection().count_documents({}) == 1


def test_another_person_s_client_id_is_theirs_alone(desk: Desk) -> None:
    body, name = scan(desk.point, utc_now()), client_id()
    assert [desk.check_in(who, body, name).status_code for who in (desk.member, desk.person())] == [201, 201]


def test_a_queue_gets_one_answer_per_row(desk: Desk) -> None:
    now = utc_now()
    first, stale = queued(scan(desk.point, now)), queued(scan(desk.point, now - DAY, shown=now - DAY - LATER))
    reused = first | {"scanned_at": (now - DAY).isoformat()}
    unknown, odd = queued(scan(desk.point, now)) | {"point": "ZZZZZZ"}, queued({"point": {"$ne": ""}})
    answer = desk.member.post("/check-ins/batch", [first, first, stale, reused, unknown, odd, "?", {"client_id": 3}])
    items = answer.get_json()["items"]
    assert [item["state"] for item in items] == ["stored", "duplicate", "refused", "conflict", *["refused"] * 4]
    codes = ["check_in_code_expired", "client_id_reused", "not_found", *["validation_failed"] * 3]
    assert [item["code"] for item in items[2:]] == codes
    rows = (first, first, stale, reused, unknown, odd)
    assert [item["client_id"] for item in items] == [*(row["client_id"] for row in rows), "", ""]
    assert Participation.collection().count_documents({}) == 1


def test_a_queue_sent_again_changes_nothing(desk: Desk) -> None:
    rows = [queued(scan(desk.point, utc_now() - days * DAY)) for days in range(6)]
    for state in ("stored", "duplicate"):
        items = desk.member.post("/check-ins/batch", rows).get_json()["items"]
        assert {item["state"] for item in items} == {state}


@pytest.mark.parametrize("body", ["[]", '{"rows": []}', '"x"', "null", "", "[", "\\ud800"])
def test_what_is_not_a_queue_is_refused_whole(desk: Desk, body: str) -> None:
    answer = desk.member.post("/check-ins/batch", data=body, content_type="application/json")
    assert answer.status_code in (400, 422)


def test_a_queue_holds_a_thousand_rows_at_most(desk: Desk) -> None:
    rows = [queued({}) for _ in range(1_001)]
    assert [desk.member.post("/check-ins/batch", rows[:n]).status_code for n in (1_000, 1_001)] == [200, 422]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"point": {"$ne": ""}}, "point"),
        ({"proof": {"$gt": ""}}, "proof"),
        ({"proof": "AB\u0000CD"}, "proof"),
        ({"proof": 7}, "proof"),
        ({"scanned_at": "2023-06-28 10:00:00"}, "scanned_at"),
        ({"sent_at": 1_687_924_800}, "sent_at"),
        ({"client_id": "x"}, "client_id"),
    ],
)
def test_what_is_not_a_scan_is_refused_by_field(desk: Desk, change: dict[str, Any], field: str) -> None:
    answer = desk.check_in(desk.member, scan(desk.point, utc_now()) | change)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "validation_failed")
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_checking_in_needs_a_person(desk: Desk, nobody: Caller) -> None:
    assert desk.check_in(nobody, scan(desk.point, utc_now())).status_code == 401
    assert nobody.post("/check-ins/batch", [queued(scan(desk.point, utc_now()))]).status_code == 401
    assert nobody.get("/check-in-points/ZZZZZZ").status_code == 404
