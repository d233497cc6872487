"""Taking back an admission: the wrong name was tapped, or nobody came; and checking in again afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from factories.people import make_branch
from support.api import Caller, client_id
from support.desks import HOUR, Desks
from weiguang.checkins import checking_out
from weiguang.checkins.models import CheckInConflict
from weiguang.participation import recounting
from weiguang.participation.models import Participation
from weiguang.storage.clock import SHANGHAI, utc_now

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desks(nobody: Caller) -> Desks:
    return Desks(nobody)


def admit(desks: Desks, point: str, who: Caller | None = None, **more: Any) -> str:
    """Staff check the member in by name; the client id of the row."""
    name = client_id()
    answer = desks.put(who or desks.staff, desks.staffed(point, **({"person": str(desks.person)} | more)), name)
    assert answer.status_code in (200, 201), answer.text
    return name


def undo(desks: Desks, name: str, who: Caller | None = None, query: str = "") -> Any:
    return (who or desks.staff).delete(f"/check-ins/{name}{query}")


def clock(withdrawn_at: datetime, sent_at: datetime) -> str:
    """By the phone's clock, as an address says it."""
    told = {"withdrawn_at": withdrawn_at.isoformat(), "sent_at": sent_at.isoformat()}
    return f"?{urlencode(told)}"


def figures(nobody: Caller) -> list[int]:
    """Attendances and people."""
    return [nobody.get(f"/participation/counts?measure={one}").get_json()["exact"] for one in ("attendances", "people")]


def same_as_recounted() -> bool:
    return recounting.differences(recounting.recount(lambda _: None)) == []


def checked_in(desks: Desks, point: str) -> int:
    points = desks.staff.get(f"/events/{desks.event}/check-in-points").get_json()["items"]
    return int(next(one["checked_in"] for one in points if one["code"] == point))


def flag(desks: Desks, point: str) -> set[int]:
    """The member's flags, of the pack and of the search."""
    packed = desks.staff.get(f"/check-in-points/{point}/pack").get_json()["people"]
    found = desks.staff.post(f"/check-in-points/{point}/people", {"q": "王小明"}).get_json()["items"]
    return {flags for _, name, _, flags in packed if name == "王小明"} | {one["flags"] for one in found}


def test_who_was_let_in_by_mistake_is_out_again_and_may_come(desks: Desks, settle: Any, nobody: Caller) -> None:
    point = desks.make(who="members")
    for times in (1, 2, 3):
        name = admit(desks, point)
        settle()
        assert (figures(nobody), checked_in(desks, point), flag(desks, point)) == ([1, 1], 1, {3})
        for _ in range(2):
            answer = undo(desks, name)
            assert (answer.status_code, answer.get_json()["state"]) == (200, "withdrawn")
        settle()
        assert (figures(nobody), checked_in(desks, point), flag(desks, point)) == ([0, 0], 0, {1})
        assert len(desks.rows()) == 2 * times and same_as_recounted()


@pytest.mark.parametrize("once", ["day", "event"])
def test_the_next_check_in_is_once_again(desks: Desks, settle: Any, nobody: Caller, once: str) -> None:
    point = desks.make(who="members", once=once)
    undo(desks, admit(desks, point))
    assert desks.put(desks.staff, desks.staffed(point)).status_code == 201
    assert desks.put(desks.staff, desks.staffed(point)).get_json()["state"] == "duplicate"
    assert [row["again"] for row in desks.rows(again={"$exists": True})] == [2]
    settle()
    assert (figures(nobody), checked_in(desks, point), flag(desks, point)) == ([1, 1], 1, {3})
    assert same_as_recounted()


def test_a_batch_knows_who_was_taken_out(desks: Desks) -> None:
    point = desks.make()
    undo(desks, admit(desks, point))
    rows = [desks.staffed(point, person=str(desks.person)) | {"client_id": client_id()} for _ in range(2)]
    assert [one["state"] for one in desks.batch(desks.staff, rows)] == ["stored", "duplicate"]
    assert [one["state"] for one in desks.batch(desks.staff, rows)] == ["duplicate", "duplicate"]


def test_what_was_taken_back_is_not_recorded_when_its_row_comes_again(desks: Desks) -> None:
    body, name = desks.staffed(desks.make()), client_id()
    desks.put(desks.staff, body, name)
    undo(desks, name)
    assert desks.put(desks.staff, body, name).get_json()["code"] == "check_in_taken_back"
    (answer,) = desks.batch(desks.staff, [body | {"client_id": name}])
    assert (answer["state"], answer["code"]) == ("refused", "check_in_taken_back")


def test_only_whoever_admitted_takes_back_and_only_what_was_recorded(desks: Desks) -> None:
    point = desks.make()
    name = admit(desks, point)
    repeat = admit(desks, point, desks.other)
    elsewhere = desks.caller(roles=[("organiser", make_branch(kind="committee"))])
    told = [undo(desks, name, who).status_code for who in (desks.nobody, desks.member, elsewhere, desks.other)]
    assert told == [401, 403, 404, 404]
    answer = undo(desks, repeat, desks.other)
    assert (answer.status_code, answer.get_json()["detail"]) == (404, "这一条没有记成签到，不用撤销")
    assert len(desks.rows()) == 1


def test_who_checked_in_by_themselves_is_not_taken_out_by_a_desk(desks: Desks) -> None:
    point, name = desks.make(ways=["plaque"]), client_id()
    desks.put(desks.member, desks.plaque(point), name)
    assert undo(desks, name, desks.member).status_code == 403
    assert undo(desks, name).status_code == 404


def test_the_day_after_it_stays_unless_it_was_taken_back_on_its_day(desks: Desks) -> None:
    point, then = desks.make(), utc_now() - timedelta(days=2)
    name = admit(desks, point, at=then)
    assert undo(desks, name).get_json()["code"] == "taken_back_too_late"
    off = timedelta(hours=5)  # the phone is behind
    assert undo(desks, name, query=clock(then + MINUTE - off, utc_now() - off)).status_code == 200
    assert undo(desks, name).status_code == 200


def test_who_checked_out_stays(desks: Desks) -> None:
    point, then = desks.make("desk", check_out=True), utc_now() - HOUR / 2
    name, out = admit(desks, point, at=then), admit(desks, point, act="out")
    for one in (name, out):
        assert undo(desks, one).get_json()["code"] == "checked_out_stays"
    assert [row["quantity"] for row in desks.rows(measure="hours")] == [30]


def test_no_stay_is_closed_of_somebody_who_was_taken_out(desks: Desks, settle: Any) -> None:
    point = desks.make("desk", check_out=True)
    undo(desks, admit(desks, point))
    while checking_out.close_forgotten(utc_now() + 48 * HOUR):
        pass
    settle()
    assert desks.staff.get("/hours/forgotten").get_json()["items"] == []
    assert desks.member.get("/me/hours").get_json()["items"] == []
    assert same_as_recounted()


def test_what_the_worker_closed_already_is_nothing_to_look_at_any_more(desks: Desks) -> None:
    now = utc_now()
    point = desks.make("desk", check_out=True, closes_at=(now + MINUTE).isoformat())
    name = admit(desks, point, at=now)
    checking_out.close_forgotten(now + 5 * MINUTE)
    assert len(desks.staff.get("/hours/forgotten").get_json()["items"]) == 1
    assert undo(desks, name).status_code == 200
    assert desks.staff.get("/hours/forgotten").get_json()["items"] == []


def test_whoever_came_again_checks_out_of_the_check_in_that_stands(desks: Desks, settle: Any, nobody: Caller) -> None:
    point, now = desks.make("desk", who="members", check_out=True), utc_now()
    undo(desks, admit(desks, point, at=now - 7 * MINUTE))
    assert desks.put(desks.staff, desks.staffed(point, now, act="out")).get_json()["code"] == "no_check_in"
    admit(desks, point, at=now - 6 * MINUTE)
    assert flag(desks, point) == {1 + 2 + 4}
    settle()  # the check-out that waited finds it
    assert (desks.to_do(), flag(desks, point)) == ([], {1 + 2})
    assert nobody.get("/participation/counts?measure=hours").get_json()["exact"] == 0.1
    assert same_as_recounted()


def test_taking_back_what_is_a_thing_to_do_closes_it(desks: Desks) -> None:
    east, west = (desks.make(name=name, once="event") for name in ("东门", "西门"))
    admit(desks, east)
    second = admit(desks, west, desks.other)
    assert len(desks.to_do()) == 1
    for _ in range(2):
        assert undo(desks, second, desks.other).status_code == 200
    assert (desks.to_do(), len(desks.rows())) == ([], 1)


def test_who_was_kept_out_by_a_mistake_elsewhere_stands_once_that_is_taken_back(
    desks: Desks, settle: Any, nobody: Caller
) -> None:
    east, west = (desks.make(name=name, who="members", once="event") for name in ("东门", "西门"))
    wrong, right = admit(desks, east), admit(desks, west, desks.other)
    for _ in range(2):
        assert undo(desks, wrong).status_code == 200
    settle()
    assert (figures(nobody), desks.to_do(), checked_in(desks, west)) == ([1, 1], [], 1)
    assert undo(desks, right, desks.other).status_code == 200
    settle()
    assert (figures(nobody), checked_in(desks, west), same_as_recounted()) == ([0, 0], 0, True)


def test_what_somebody_decided_is_not_taken_back(desks: Desks) -> None:
    east, west = (desks.make(name=name, once="event") for name in ("东门", "西门"))
    admit(desks, east)
    second = admit(desks, west, desks.other)
    desks.decide("same_person")
    assert undo(desks, second, desks.other).get_json()["code"] == "check_in_conflict_settled"


def test_who_was_said_not_to_be_there_may_still_come(desks: Desks, settle: Any, nobody: Caller) -> None:
    gates = [desks.make(name=name, once="event") for name in ("东门", "西门")]
    for gate, staff in zip(gates, (desks.staff, desks.other), strict=True):
        admit(desks, gate, staff)
    desks.decide("not_present")
    assert desks.put(desks.staff, desks.staffed(gates[0])).status_code == 201
    settle()
    assert (figures(nobody), same_as_recounted()) == ([1, 1], True)


def test_a_code_is_not_suspect_where_its_check_in_was_taken_back(desks: Desks) -> None:
    code, (east, west) = desks.code(), (desks.make(name=name) for name in ("东门", "西门"))
    name = client_id()
    desks.put(desks.staff, desks.staffed(east, proof=code), name)
    undo(desks, name)
    assert desks.put(desks.other, desks.staffed(west, proof=code)).status_code == 201


def test_a_shared_code_that_stands_once_the_other_is_taken_back(desks: Desks) -> None:
    code, (east, west) = desks.code(), (desks.make(name=name) for name in ("东门", "西门"))
    name = client_id()
    desks.put(desks.staff, desks.staffed(east, proof=code), name)
    assert desks.put(desks.other, desks.staffed(west, proof=code)).get_json()["code"] == "shared_code"
    assert undo(desks, name).status_code == 200
    assert (desks.to_do(), checked_in(desks, east), checked_in(desks, west)) == ([], 0, 1)


def test_the_record_says_what_was_taken_back_and_not_by_whom(desks: Desks) -> None:
    point = desks.make("desk", check_out=True)
    undo(desks, admit(desks, point))
    items = desks.member.get("/me/participation").get_json()["items"]
    assert sorted(item["quantity"] for item in items) == [-1, 1]
    assert desks.staff.me["id"] not in str(items)
    correction = Participation.collection().find_one({"corrects": {"$exists": True}})
    assert str(correction["by"]) == desks.staff.me["id"]


def test_an_hour_past_midnight_is_the_same_evening(desks: Desks) -> None:
    point = desks.make()
    midnight = utc_now().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    name = admit(desks, point, at=midnight - MINUTE)
    for later, status in ((61, 409), (1, 200)):
        assert undo(desks, name, query=clock(midnight + later * MINUTE, utc_now())).status_code == status


def test_what_closes_in_the_middle_is_finished_by_the_worker(desks: Desks, settle: Any) -> None:
    east, west = (desks.make(name=name, once="event") for name in ("东门", "西门"))
    wrong = admit(desks, east)
    admit(desks, west, desks.other)
    undo(desks, wrong)
    Participation.collection().delete_one({"again": 2})
    made = {"choice": "stands", "note": "", "by": None, "at": utc_now() - MINUTE}
    CheckInConflict.collection().update_one({}, {"$set": {"state": "deciding", "decision": made}})
    settle()
    assert len(desks.rows(again=2)) == 1
