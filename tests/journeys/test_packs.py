"""Packs of scanning phones, and people found by name: who gets them, what is in them, what stays behind."""

from __future__ import annotations

from typing import Any

import pytest
from mongoengine.connection import get_db

from factories.people import make_branch, make_person
from support.api import Caller
from support.desks import HOUR, Desks
from weiguang.checkins.service import forget_point
from weiguang.people.models import Person
from weiguang.storage.clock import utc_now


@pytest.fixture
def desks(nobody: Caller) -> Desks:
    return Desks(nobody)


def pack(desks: Desks, point: str, **more: Any) -> Any:
    return desks.staff.get(f"/check-in-points/{point}/pack", **more)


def flags(desks: Desks, point: str) -> dict[str, int]:
    return {name: flags for _, name, _, flags in pack(desks, point).get_json()["people"]}


def audited() -> list[dict[str, Any]]:
    return list(get_db().audit.find({"act": {"$regex": "^check_in"}}))


def test_a_pack_holds_what_a_phone_needs_to_decide_alone(desks: Desks) -> None:
    point = desks.make(who="members", once="event")
    got = pack(desks, point).get_json()
    assert got["point"]["event"] == {"id": str(desks.event), "title": "公益集市"}
    assert (got["rule"]["who"], got["rule"]["once"]) == ("members", "event")
    assert got["keys"] == desks.nobody.get("/check-in-keys").get_json()["items"]
    ((person, name, last4, flag),) = got["people"]
    assert (person, name, flag) == (str(desks.person), "王小明", 1)
    assert len(last4) == 4 and last4.isdecimal()


def test_a_pack_expires_after_the_event_and_not_before_a_day(desks: Desks) -> None:
    point = desks.make()
    until = pack(desks, point).get_json()["expires_at"]
    assert until >= (utc_now() + 23 * HOUR).isoformat()[:13]
    get_db().events.update_one({"_id": desks.event}, {"$set": {"date": "2099-06-28"}})
    assert pack(desks, point).get_json()["expires_at"].startswith("2099-06-28T16:00")


def test_who_signed_up_is_in_the_pack_of_who_signed_up(desks: Desks) -> None:
    point = desks.make(who="registered")
    assert flags(desks, point) == {}
    desks.member.put(f"/events/{desks.event}/registration", {})
    assert flags(desks, point) == {"王小明": 1}


def test_the_flags_say_who_is_in_and_inside(desks: Desks) -> None:
    point, others = desks.make(who="members", check_out=True), ("李四", "王五")
    people = [make_person(name=name, formal=desks.formal)[0] for name in others]
    now = utc_now()
    for person in people:
        desks.put(desks.staff, desks.staffed(point, now, person=str(person)))
    desks.put(desks.staff, desks.staffed(point, now, person=str(people[1]), act="out"))
    assert flags(desks, point) == {"王小明": 1, "李四": 1 + 2 + 4, "王五": 1 + 2}


def test_another_gate_of_the_event_shows_in_the_flags(desks: Desks) -> None:
    gates = [desks.make(who="members", once="event") for _ in range(2)]
    desks.put(desks.staff, desks.staffed(gates[0]))
    assert [flags(desks, gate)["王小明"] & 2 for gate in gates] == [2, 2]


def test_a_pack_is_only_for_who_may_and_leaves_a_line(desks: Desks) -> None:
    elsewhere, point = desks.caller(roles=[("organiser", make_branch(kind="committee"))]), desks.make()
    path = f"/check-in-points/{point}/pack"
    assert [who.get(path).status_code for who in (desks.nobody, desks.member, elsewhere)] == [401, 403, 403]
    assert audited() == []
    assert pack(desks, point).status_code == 200
    (line,) = audited()
    assert (line["by"], line["about"], line["act"]) == (f"p:{desks.staff.me['id']}", f"point:{point}", "check_in.pack")
    assert desks.staff.get("/check-in-points/ZZZZZZ/pack").status_code == 404


def test_a_pack_is_stored_nowhere_on_the_way_and_sent_once(desks: Desks) -> None:
    point = desks.make(who="members")
    first = pack(desks, point)
    assert first.headers["Cache-Control"] == "no-store"
    again = pack(desks, point, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    desks.put(desks.staff, desks.staffed(point))
    assert pack(desks, point, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_point_closed_by_hand_is_closed_in_its_pack(desks: Desks) -> None:
    point = desks.make()
    desks.staff.patch(f"/check-in-points/{point}", {"closed": True})
    forget_point(point)
    assert pack(desks, point).get_json()["rule"]["closes_at"] is not None


def test_a_person_of_two_branches_is_in_the_pack_once(desks: Desks) -> None:
    online = make_branch(parent=desks.root, kind="functional")
    Person.collection().update_one({"_id": desks.person}, {"$set": {"functional": [online]}})
    assert len(pack(desks, desks.make(who="members")).get_json()["people"]) == 1


def find(desks: Desks, point: str, words: str) -> Any:
    return desks.staff.post(f"/check-in-points/{point}/people", {"q": words})


@pytest.mark.parametrize("words", ["王小明", "小明", "王小"])
def test_staff_find_people_by_a_part_of_the_name(desks: Desks, words: str) -> None:
    answer = find(desks, desks.make(who="members"), words)
    assert [(one["name"], one["person"], one["flags"]) for one in answer.get_json()["items"]] == [
        ("王小明", str(desks.person), 1)
    ]
    assert answer.headers["Cache-Control"] == "no-store"
    assert [line["act"] for line in audited()] == ["check_in.search"]
    assert words not in str(audited())


def test_staff_find_people_by_the_end_of_their_phone(desks: Desks) -> None:
    point, (one,) = desks.make(), find(desks, desks.make(), "王小明").get_json()["items"]
    assert "王小明" in [found["name"] for found in find(desks, point, one["phone_last4"]).get_json()["items"]]


def test_who_the_rule_does_not_concern_is_not_found(desks: Desks) -> None:
    make_person(name="王小明", formal=make_branch(kind="committee"))
    assert len(find(desks, desks.make(who="members"), "王小明").get_json()["items"]) == 1
    assert find(desks, desks.make(who="registered"), "王小明").get_json()["items"] == []


def test_at_most_twenty_are_found(desks: Desks) -> None:
    for number in range(25):
        make_person(name=f"赵钱{number}", formal=desks.formal)
    assert len(find(desks, desks.make(), "赵钱").get_json()["items"]) == 20


@pytest.mark.parametrize(("words", "status"), [("王", 422), ("", 422), ("王" * 21, 422), (".*", 200), ("((", 200)])
def test_odd_words_find_nobody(desks: Desks, words: str, status: int) -> None:
    answer = find(desks, desks.make(), words)
    assert answer.status_code == status and answer.get_json().get("items", []) == []


def test_searching_without_end_is_stopped(desks: Desks) -> None:
    point = desks.make()
    statuses = {find(desks, point, "王小").status_code for _ in range(125)}
    assert statuses == {200, 429}


def test_only_who_may_finds_people(desks: Desks) -> None:
    elsewhere, point = desks.caller(roles=[("organiser", make_branch(kind="committee"))]), desks.make()
    path, asked = f"/check-in-points/{point}/people", {"q": "王小明"}
    assert [who.post(path, asked).status_code for who in (desks.nobody, desks.member, elsewhere)] == [401, 403, 403]
