"""Check-in points as objects: made, changed, closed, each with its rule; and scans that meet those rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.checkins import scan
from factories.people import make_branch
from support.api import Caller, client_id
from support.desks import HOUR, Desks
from weiguang.checkins.models import Point
from weiguang.checkins.service import ensure_event_point, ensure_point, forget_point
from weiguang.events.models import Event
from weiguang.storage.clock import utc_now

USUAL = {
    "who": "anyone",
    "once": "day",
    "opens_at": None,
    "closes_at": None,
    "ways": ["screen", "personal", "name"],
    "check_out": False,
}


@pytest.fixture
def desks(nobody: Caller) -> Desks:
    return Desks(nobody)


def listed(desks: Desks) -> list[dict[str, Any]]:
    return list(desks.staff.get(f"/events/{desks.event}/check-in-points").get_json()["items"])


def change(desks: Desks, point: str, **changes: Any) -> Any:
    return desks.staff.patch(f"/check-in-points/{point}", changes)


def stored(code: str) -> dict[str, Any]:
    found = Point.collection().find_one({"_id": code})
    assert found is not None
    return found


def test_an_event_begins_with_its_own_point(desks: Desks) -> None:
    (own,) = listed(desks)
    assert (own["code"], own["kind"], own["name"], own["closed"]) == (desks.own["_id"], "desk", "现场签到", False)
    assert own["rule"] == USUAL


def test_gates_desks_and_stalls_are_made_beside_it(desks: Desks) -> None:
    made = {desks.make(kind, kind) for kind in ("gate", "desk", "stall", "meeting")}
    assert {point["code"] for point in listed(desks)} == made | {desks.own["_id"]}
    assert all(point["event"]["id"] == str(desks.event) for point in listed(desks))


def test_the_same_request_makes_one_point(desks: Desks) -> None:
    body = {"client_id": client_id(), "kind": "gate", "name": "东门", "rule": {"once": "event"}}
    path = f"/events/{desks.event}/check-in-points"
    answers = [desks.staff.post(path, body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert desks.staff.post(path, body | {"name": "西门"}).get_json()["code"] == "client_id_reused"


def test_points_come_in_pages(desks: Desks) -> None:
    codes = sorted([desks.own["_id"], *(desks.make(name=f"{number}号门") for number in range(4))])
    first = desks.staff.get(f"/events/{desks.event}/check-in-points?limit=3").get_json()
    second = desks.staff.get(f"/events/{desks.event}/check-in-points?limit=3&cursor={first['next']}").get_json()
    assert [point["code"] for point in first["items"] + second["items"]] == codes
    assert second["next"] is None


def test_a_point_is_renamed_and_its_rule_replaced_whole(desks: Desks) -> None:
    point = desks.make(once="event", who="registered")
    changed = change(desks, point, name="南门", rule={"check_out": True}).get_json()
    assert (changed["name"], changed["rule"]) == ("南门", USUAL | {"check_out": True})
    assert change(desks, point).get_json() == changed


def test_the_event_s_own_point_keeps_what_its_staff_changed(desks: Desks) -> None:
    change(desks, desks.own["_id"], name="志愿者签到", rule={"check_out": True})
    event = Event.collection().find_one({"_id": desks.event})
    kept = ensure_event_point(event | {"title": "改了名的集市"})
    assert (kept["title"], kept["name"], kept["rule"]["check_out"]) == ("改了名的集市", "志愿者签到", True)


def test_points_follow_the_title_of_their_event(desks: Desks) -> None:
    desks.make()
    Event.collection().update_one({"_id": desks.event}, {"$set": {"title": "改了名的集市"}})
    assert {point["title"] for point in listed(desks)} == {"改了名的集市"}


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"who": "everybody"}, "rule.who"),
        ({"once": "hour"}, "rule.once"),
        ({"ways": ["smoke"]}, "rule.ways.0"),
        ({"opens_at": "2023-06-28"}, "rule.opens_at"),
        ({"opens_at": "2023-06-28T12:00:00+08:00", "closes_at": "2023-06-28T12:00:00+08:00"}, "rule.closes_at"),
        ({"check_out": "yes"}, "rule.check_out"),
        ({"$ne": 1}, "rule.$ne"),
    ],
)
def test_a_rule_that_is_none_is_refused_by_field(desks: Desks, rule: dict[str, Any], field: str) -> None:
    body = {"client_id": client_id(), "kind": "gate", "name": "东门", "rule": rule}
    answer = desks.staff.post(f"/events/{desks.event}/check-in-points", body)
    assert (answer.status_code, [error["field"] for error in answer.get_json()["errors"]]) == (422, [field])


def test_points_belong_to_those_who_run_the_event(desks: Desks) -> None:
    elsewhere = desks.caller(roles=[("organiser", make_branch(kind="committee"))])
    body = {"client_id": client_id(), "kind": "gate", "name": "东门"}
    path, point = f"/events/{desks.event}/check-in-points", f"/check-in-points/{desks.own['_id']}"
    for who, status in ((desks.nobody, 401), (desks.member, 403), (elsewhere, 403)):
        answers = [
            who.get(path),
            who.post(path, body),
            who.patch(point, {"name": "我的"}),
            who.get(f"{point}/desk-code"),
        ]
        assert [answer.status_code for answer in answers] == [status] * 4
    assert desks.staff.get(f"/events/{ObjectId()}/check-in-points").status_code == 404
    assert desks.staff.patch("/check-in-points/ZZZZZZ", {"name": "没有"}).status_code == 404


def test_every_point_has_a_screen_of_its_own(desks: Desks) -> None:
    point = desks.make()
    shown = desks.staff.get(f"/check-in-points/{point}/desk-code").get_json()
    assert (shown["point"], shown["name"], shown["event"]) == (point, "东门", str(desks.event))
    body = {"point": point, "proof": shown["proof"], "scanned_at": shown["server_time"]}
    assert desks.put(desks.member, body).status_code == 201
    assert desks.staff.get(f"/check-in-points/{point}/desk-code").get_json()["checked_in"] == 1
    assert {one["code"]: one["checked_in"] for one in listed(desks)} == {point: 1, desks.own["_id"]: 0}


def test_a_closed_point_takes_only_what_was_scanned_before(desks: Desks) -> None:
    point, before = desks.make(), utc_now() - timedelta(minutes=10)
    assert change(desks, point, closed=True).get_json()["open"] is False
    assert desks.put(desks.member, scan(stored(point), utc_now() + timedelta(seconds=1))).get_json()["code"] == "closed"
    assert desks.put(desks.member, scan(stored(point), before)).status_code == 201
    assert change(desks, point, closed=False).get_json()["open"] is True
    forget_point(point)
    assert desks.put(desks.caller(), scan(stored(point), utc_now())).status_code == 201


@pytest.mark.parametrize(
    ("opens", "closes", "code"), [(HOUR, 2 * HOUR, "not_yet_open"), (-2 * HOUR, -HOUR, "closed"), (-HOUR, HOUR, None)]
)
def test_a_point_is_open_between_two_moments(
    desks: Desks, opens: timedelta, closes: timedelta, code: str | None
) -> None:
    now = utc_now()
    point = desks.make(opens_at=(now + opens).isoformat(), closes_at=(now + closes).isoformat())
    answer = desks.put(desks.member, scan(stored(point), now))
    assert (answer.status_code, answer.get_json().get("code")) == (409 if code else 201, code)
    assert desks.nobody.get(f"/check-in-points/{point}").get_json()["open"] is (code is None)


def test_members_of_the_host_and_below_may_come_where_only_they_may(desks: Desks) -> None:
    point = desks.make(who="members")
    stranger, elsewhere = desks.caller(), desks.caller(formal=make_branch(kind="committee"))
    codes = [desks.put(who, scan(stored(point), utc_now())).get_json().get("code") for who in (stranger, elsewhere)]
    assert codes == ["not_on_list"] * 2
    assert desks.put(desks.member, scan(stored(point), utc_now())).status_code == 201


def test_who_signed_up_may_come_where_only_they_may(desks: Desks) -> None:
    point = desks.make(who="registered")
    body = scan(stored(point), utc_now())
    assert desks.put(desks.member, body).get_json()["code"] == "not_on_list"
    assert desks.member.put(f"/events/{desks.event}/registration", {}).status_code == 201
    assert desks.put(desks.member, body).status_code == 201


def test_two_gates_of_a_once_per_event_rule_are_one_check_in(desks: Desks) -> None:
    gates = [desks.make(name=name, once="event") for name in ("东门", "西门")]
    answers = [desks.put(desks.member, scan(stored(gate), utc_now())) for gate in gates]
    assert [answer.status_code for answer in answers] == [201, 200]
    yesterday = scan(stored(gates[1]), utc_now() - timedelta(days=1))
    assert desks.put(desks.member, yesterday).get_json()["message"] == "已签到"
    assert [one["checked_in"] for one in listed(desks) if one["code"] in gates] == [1, 1]


def test_two_gates_of_a_once_per_day_rule_are_two(desks: Desks) -> None:
    for _ in range(2):
        assert desks.put(desks.member, scan(stored(desks.make()), utc_now())).status_code == 201


def test_a_plaque_needs_no_code_where_the_rule_allows_it(desks: Desks) -> None:
    point = desks.make("stall", ways=["plaque"])
    assert desks.put(desks.member, desks.plaque(point)).status_code == 201
    assert desks.rows()[0]["source"] == "self_scan"
    refused = desks.put(desks.member, desks.plaque(desks.make()))
    assert (refused.status_code, refused.get_json()["code"]) == (409, "wrong_way")


def test_a_point_that_stands_at_something_follows_it(desks: Desks) -> None:
    told = {"kind": "centre", "subject": "centre:1", "title": "鼓楼党群服务中心", "name": "前台", "branch": desks.root}
    point = ensure_point("centre:1", line=[desks.root], **told)["_id"]
    assert change(desks, point, name="后门").get_json()["code"] == "point_follows"
    assert change(desks, point, closed=True).get_json()["closed"] is True
    shown = desks.nobody.get(f"/check-in-points/{point}").get_json()
    assert (shown["event"], shown["title"], shown["open"]) == (None, "鼓楼党群服务中心", False)


def test_a_check_in_at_a_point_of_no_event_names_none(desks: Desks) -> None:
    told = {"kind": "centre", "subject": "centre:1", "title": "鼓楼党群服务中心", "name": "前台", "branch": desks.root}
    point = ensure_point("centre:2", line=[desks.root], **told)
    answer = desks.put(desks.member, scan(point, utc_now()))
    assert (answer.status_code, answer.get_json()["event"]) == (201, None)


def test_a_pack_of_another_event_is_refused(desks: Desks) -> None:
    rows = [desks.staffed(desks.own["_id"], event=str(event)) for event in (ObjectId(), desks.event)]
    assert [one.get("code") for one in desks.batch(desks.staff, rows)] == ["wrong_event", None]
