"""Staff check people in: by a personal code, by a name, through the queue; what two desks leave to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.checkins import scan
from factories.people import make_branch, make_person
from support.api import Caller, client_id
from support.desks import Desks
from weiguang.checkins.models import CheckInConflict, Point
from weiguang.checkins.personal_codes import the_keys
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desks(nobody: Caller) -> Desks:
    return Desks(nobody)


def test_a_member_shows_a_code_and_staff_scan_it(desks: Desks) -> None:
    shown = desks.member.get("/me/personal-code")
    assert shown.headers["Cache-Control"] == "no-store"
    body = {"point": desks.make(), "proof": shown.get_json()["code"], "scanned_at": utc_now().isoformat()}
    answer = desks.put(desks.staff, body)
    assert (answer.status_code, answer.get_json()["name"], answer.get_json()["message"]) == (201, "王小明", "签到成功")
    assert shown.get_json()["name_masked"] == "王**"


def test_a_code_says_until_when_it_is_good(desks: Desks) -> None:
    shown = desks.member.get("/me/personal-code").get_json()
    keys = desks.nobody.get("/check-in-keys").get_json()["items"]
    assert keys == the_keys().public()
    assert shown["issued_at"] <= shown["server_time"] < shown["expires_at"]
    assert the_keys().read(shown["code"]).person == desks.person


def test_the_row_says_who_admitted_and_the_api_does_not(desks: Desks) -> None:
    desks.put(desks.staff, desks.staffed(desks.make()))
    (row,) = desks.rows()
    assert (row["who"], row["source"], row["branches"]) == (f"p:{desks.person}", "staff_scan", [str(desks.formal)])
    assert str(row["admitted_by"]) == desks.staff.me["id"]
    assert desks.staff.me["id"] not in desks.member.get("/me/participation").text


def test_staff_find_a_name(desks: Desks) -> None:
    point = desks.make()
    answer = desks.put(desks.staff, desks.staffed(point, person=str(desks.person)))
    assert (answer.status_code, desks.rows()[0]["source"]) == (201, "staff_name")
    again = desks.put(desks.staff, desks.staffed(point))
    assert (again.status_code, again.get_json()["state"]) == (200, "duplicate")


def test_nobody_else_may_admit_people(desks: Desks) -> None:
    elsewhere = desks.caller(roles=[("organiser", make_branch(kind="committee"))])
    point = desks.make()
    for who in (desks.member, elsewhere):
        for body in (desks.staffed(point), desks.staffed(point, person=str(desks.person))):
            assert desks.put(who, body).get_json()["code"] == "not_permitted"
    assert desks.batch(desks.member, [desks.staffed(point)])[0]["code"] == "not_permitted"
    assert desks.rows() == []


def test_a_person_who_does_not_exist_is_not_found(desks: Desks) -> None:
    point, nobody = desks.make(), ObjectId()
    for body in (desks.staffed(point, person=str(nobody)), desks.staffed(point, proof=desks.code(nobody))):
        assert desks.put(desks.staff, body).status_code == 404


def bad_codes(desks: Desks) -> dict[str, str]:
    """Codes that are none, by what is said of them."""
    good, now = desks.code(), utc_now()
    other = "A" if good[20] != "A" else "B"
    return {
        "code_expired": desks.code(at=now - timedelta(hours=13)),
        "code_not_yet_valid": desks.code(at=now + timedelta(hours=1)),
        "forged": good[:20] + other + good[21:],
        "unreadable": good[:-9],
        "check_in_code_expired": "ABCDEFGHJK",
    }


def test_bad_codes_each_get_their_own_answer(desks: Desks) -> None:
    codes, point = bad_codes(desks), desks.make()
    rows = [desks.staffed(point, proof=code) for code in codes.values()]
    items = desks.batch(desks.staff, rows)
    assert [item["code"] for item in items] == list(codes)
    assert {item["state"] for item in items} == {"refused"} and all(item["message"] for item in items)
    assert desks.rows() == []


def test_a_code_in_small_letters_with_spaces_is_read(desks: Desks) -> None:
    code = desks.code().lower()
    typed = " ".join(code[start : start + 10] for start in range(0, len(code), 10))
    assert desks.put(desks.staff, desks.staffed(desks.make(), proof=typed)).status_code == 201


def test_a_code_is_judged_by_when_it_was_scanned(desks: Desks) -> None:
    then = utc_now() - timedelta(days=2)
    body = desks.staffed(desks.make(), at=then, proof=desks.code(at=then))
    assert desks.put(desks.staff, body).status_code == 201
    assert desks.rows()[0]["occurred_at"] == then


def test_a_desk_phone_whose_clock_is_a_day_off_loses_nothing(desks: Desks) -> None:
    off, now = timedelta(days=1), utc_now()
    body = desks.staffed(desks.make(), at=now + off, proof=desks.code(at=now)) | {"sent_at": (now + off).isoformat()}
    assert desks.put(desks.staff, body).status_code == 201
    (row,) = desks.rows()
    assert abs(row["occurred_at"] - now) < MINUTE
    assert abs(row["skew_ms"] + off / timedelta(milliseconds=1)) < 60_000


def test_a_lost_answer_is_told_again_when_the_code_has_expired(desks: Desks) -> None:
    body, name = desks.staffed(desks.make()), client_id()
    assert desks.put(desks.staff, body, name).status_code == 201
    late = body | {"sent_at": (utc_now() + timedelta(days=3)).isoformat()}
    answer = desks.put(desks.staff, late, name)
    assert (answer.status_code, answer.get_json()["state"]) == (200, "duplicate")


def test_one_request_is_one_person(desks: Desks) -> None:
    point, name, (other, _) = desks.make(), client_id(), make_person()
    assert desks.put(desks.staff, desks.staffed(point), name).status_code == 201
    answer = desks.put(desks.staff, desks.staffed(point, person=str(other)), name)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "client_id_reused")
    assert len(desks.rows()) == 1


@pytest.mark.parametrize("body", [{"proof": "WG1:A", "person": "0" * 24}, {"person": {"$ne": ""}}, {"act": "dance"}])
def test_what_is_not_a_staff_scan_is_refused(desks: Desks, body: dict[str, Any]) -> None:
    assert desks.put(desks.staff, desks.plaque(desks.make()) | body).status_code == 422


def test_two_desks_that_admitted_one_person_leave_something_to_do(desks: Desks) -> None:
    east, west = (desks.make(name=name, once="event") for name in ("东门", "西门"))
    desks.put(desks.staff, desks.staffed(east))
    row = desks.staffed(west, person=str(desks.person)) | {"client_id": client_id()}
    for _ in range(2):
        (answer,) = desks.batch(desks.other, [row])
        assert (answer["state"], answer["code"]) == ("conflict", "second_admission")
    (to_do,) = desks.to_do()
    assert (to_do["name"], to_do["point_name"], to_do["other"]["point_name"]) == ("王小明", "西门", "东门")
    assert "东门" in to_do["text"] and "西门" in to_do["text"]
    assert len(desks.rows()) == 1


def test_the_same_phone_at_the_same_gate_only_repeats_itself(desks: Desks) -> None:
    gate = desks.make(once="event")
    states = [desks.put(desks.staff, desks.staffed(gate)).get_json()["state"] for _ in range(2)]
    assert states == ["stored", "duplicate"]
    assert desks.put(desks.other, desks.staffed(gate)).get_json()["state"] == "conflict"


def test_a_screenshot_at_two_gates_is_found_out(desks: Desks, settle: Any, nobody: Caller) -> None:
    code, now = desks.code(), utc_now()
    east, west = (desks.make(name=name) for name in ("东门", "西门"))
    assert desks.put(desks.staff, desks.staffed(east, proof=code)).status_code == 201
    answer = desks.put(desks.other, desks.staffed(west, at=now + MINUTE / 2, proof=code))
    assert (answer.status_code, answer.get_json()["code"]) == (200, "shared_code")
    assert "核对" in answer.get_json()["message"]
    settle()
    assert nobody.get("/participation/counts?kind=check_in").get_json()["exact"] == 1
    assert desks.decide("same_person").get_json()["state"] == "resolved"
    assert len(desks.rows()) == 2


@pytest.mark.parametrize(
    ("kinds", "later", "same_device"),
    [
        (("gate", "gate"), 11, False),
        (("gate", "stall"), 1, False),
        (("gate", "gate"), 1, True),
        (("stall", "stall"), 1, False),
    ],
)
def test_going_on_from_point_to_point_is_no_screenshot(
    desks: Desks, kinds: tuple[str, str], later: int, same_device: bool
) -> None:
    then = utc_now() - timedelta(minutes=30)
    code = desks.code(at=then)
    for number, kind in enumerate(kinds):
        staff = desks.staff if same_device or not number else desks.other
        body = desks.staffed(desks.make(kind), at=then + number * later * MINUTE, proof=code)
        assert desks.put(staff, body).status_code == 201


def test_somebody_who_did_not_come_is_taken_out_again(desks: Desks, settle: Any, nobody: Caller) -> None:
    gates = [desks.make(name=name, once="event") for name in ("东门", "西门")]
    for gate, staff in zip(gates, (desks.staff, desks.other), strict=True):
        desks.put(staff, desks.staffed(gate))
    for _ in range(2):
        assert desks.decide("not_present").status_code == 200
    settle()
    counts = [
        nobody.get(f"/participation/counts?measure={one}").get_json()["exact"] for one in ("attendances", "people")
    ]
    assert (counts, desks.to_do()) == ([0, 0], [])


def test_a_thing_to_do_is_decided_once_by_those_who_may(desks: Desks) -> None:
    gates = [desks.make(name=name, once="event") for name in ("东门", "西门")]
    for gate, staff in zip(gates, (desks.staff, desks.other), strict=True):
        desks.put(staff, desks.staffed(gate))
    elsewhere = desks.caller(roles=[("organiser", make_branch(kind="committee"))])
    statuses = [desks.decide("same_person", who).status_code for who in (desks.nobody, desks.member, elsewhere)]
    assert statuses == [401, 403, 403]
    assert desks.decide("noted").get_json()["code"] == "decision_unfit"
    assert desks.decide("two_people").status_code == 200
    assert desks.decide("same_person", desks.other).get_json()["code"] == "check_in_conflict_settled"
    assert desks.decide("same_person", conflict=str(ObjectId())).status_code == 404
    assert desks.rows()[0]["quantity"] == 1 and len(desks.rows()) == 1


def test_a_decision_that_a_crash_cut_short_is_finished(desks: Desks, settle: Any) -> None:
    code = desks.code()
    for gate, staff in zip((desks.make(), desks.make()), (desks.staff, desks.other), strict=True):
        desks.put(staff, desks.staffed(gate, proof=code))
    made = {"choice": "same_person", "note": "", "by": None, "at": utc_now() - MINUTE}
    CheckInConflict.collection().update_one({}, {"$set": {"state": "deciding", "decision": made}})
    settle()
    assert len(desks.rows()) == 2
    assert CheckInConflict.collection().find_one({})["state"] == "resolved"


def test_things_to_do_come_in_pages_oldest_first(desks: Desks) -> None:
    gates, now = [desks.make(name=name, once="event") for name in ("东门", "西门")], utc_now()
    for number in range(3):
        person = str(make_person(name=f"第{number}人")[0])
        for gate, staff in zip(gates, (desks.staff, desks.other), strict=True):
            desks.put(staff, desks.staffed(gate, at=now - number * MINUTE, person=person))
    path = f"/events/{desks.event}/check-in-conflicts?limit=2"
    first = desks.staff.get(path).get_json()
    rest = desks.staff.get(f"{path}&cursor={first['next']}").get_json()
    assert [one["name"] for one in first["items"] + rest["items"]] == ["第2人", "第1人", "第0人"]


def test_a_batch_of_a_thousand_is_answered_row_by_row(desks: Desks) -> None:
    point, now = desks.make(who="members"), utc_now()
    people = [make_person(name=f"人{number}", formal=desks.formal)[0] for number in range(40)]
    rows = [desks.staffed(point, person=str(people[number % 40])) | {"client_id": client_id()} for number in range(990)]
    rows += [desks.staffed(point, person=str(make_person()[0])) | {"client_id": client_id()} for _ in range(10)]
    items = desks.batch(desks.staff, rows)
    states = [item["state"] for item in items]
    assert (states[:40], set(states[40:990]), set(states[990:])) == (["stored"] * 40, {"duplicate"}, {"refused"})
    assert [item["client_id"] for item in items] == [row["client_id"] for row in rows]
    again = desks.batch(desks.staff, rows)
    assert {item["state"] for item in again[:990]} == {"duplicate"} and len(desks.rows()) == 40
    assert desks.rows()[0]["received_at"] >= now


def test_ten_thousand_rows_of_one_phone_all_get_an_answer(desks: Desks) -> None:
    point, name = desks.make(), str(desks.person)
    answered = 0
    for _ in range(10):
        rows = [desks.staffed(point, person=name) | {"client_id": client_id()} for _ in range(1_000)]
        answered += len(desks.batch(desks.staff, rows))
    assert (answered, Participation.collection().count_documents({})) == (10_000, 1)


def test_who_scanned_a_gate_s_screen_is_no_conflict_there_and_one_at_another(desks: Desks) -> None:
    east, west = (desks.make(name=name, once="event") for name in ("东门", "西门"))
    assert desks.put(desks.member, scan(Point.collection().find_one({"_id": east}), utc_now())).status_code == 201
    states = [desks.put(desks.staff, desks.staffed(gate)).get_json()["state"] for gate in (east, west)]
    assert states == ["duplicate", "conflict"]


def test_the_desk_where_a_shift_begins_is_no_entrance(desks: Desks) -> None:
    code, desk = desks.code(), desks.make("desk", check_out=True)
    for point, staff in ((desks.own["_id"], desks.staff), (desk, desks.other)):
        assert desks.put(staff, desks.staffed(point, proof=code)).status_code == 201


def test_a_screen_scan_and_a_staff_scan_are_one_check_in(desks: Desks) -> None:
    point = desks.make()
    found = Point.collection().find_one({"_id": point})
    assert desks.put(desks.member, scan(found, utc_now())).status_code == 201
    answer = desks.put(desks.staff, desks.staffed(point))
    assert (answer.status_code, answer.get_json()["message"]) == (200, "已签到")
