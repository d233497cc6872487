"""Counts: split, exact and approximate, people across days, rows for those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from bson import ObjectId

from factories.participation import NOON, recorded
from factories.people import make_branch, make_person
from support.api import Caller
from weiguang.access.actor import Actor
from weiguang.participation.recording import credit, person_key

Settle = Callable[[], None]


class City:
    """Root, two formal branches, one functional; a dual member."""

    def __init__(self) -> None:
        self.root = make_branch(kind="committee", name="综合党委")
        self.formal = make_branch(parent=self.root, name="正式支部")
        self.online = make_branch(parent=self.root, kind="functional", name="网络支部")
        self.dual = self.member(self.formal, (self.online,))

    def member(self, formal: ObjectId | None = None, functional: tuple[ObjectId, ...] = ()) -> Actor:
        person, _ = make_person(formal=formal, functional=list(functional))
        return Actor(person=person, formal=formal, functional=functional)

    def attends(self, actor: Actor, days_later: int = 0) -> None:
        branches, credited = credit(actor=actor, host=self.root)
        when = NOON + timedelta(days=days_later)
        recorded(who=person_key(actor.person), branches=branches, credited=credited, occurred_at=when)


@pytest.fixture
def city(clean: None) -> City:
    return City()


def exact(nobody: Caller, query: str) -> int:
    return nobody.get(f"/participation/counts?{query}").get_json()["exact"]


def test_a_member_of_two_branches_is_credited_in_both_and_counted_once_above(
    city: City, nobody: Caller, settle: Settle
) -> None:
    city.attends(city.dual)
    settle()
    for measure in ("attendances", "people"):
        for branch in (city.formal, city.online, city.root):
            assert exact(nobody, f"branch={branch}&measure={measure}") == 1
        assert exact(nobody, f"measure={measure}") == 1


def test_people_over_several_days_are_a_union_and_attendances_a_sum(city: City, nobody: Caller, settle: Settle) -> None:
    for day in range(3):
        city.attends(city.dual, day)
    city.attends(city.member(city.formal), 1)
    settle()
    span = "from=2023-06-28&to=2023-06-30"
    assert exact(nobody, f"{span}&measure=attendances") == 4
    assert exact(nobody, f"{span}&measure=people") == 2
    by_day = nobody.get(f"/participation/counts?{span}&measure=people&by=day").get_json()["rows"]
    assert [row["exact"] for row in by_day] == [1, 2, 1]


def test_counts_split_by_branch_and_by_kind(city: City, nobody: Caller, settle: Settle) -> None:
    city.attends(city.dual)
    settle()
    by_branch = nobody.get("/participation/counts?by=branch").get_json()["rows"]
    assert [(row["label"], row["exact"]) for row in by_branch] == [("综合党委", 1)]
    by_kind = nobody.get("/participation/counts?by=kind").get_json()["rows"]
    assert {row["label"]: row["exact"] for row in by_kind}["签到"] == 1


def test_imported_history_stays_apart(city: City, nobody: Caller, settle: Settle) -> None:
    recorded(kind="study", quantity=2_000_000, approx=True, who=None, source="import")
    settle()
    body = nobody.get("/participation/counts?kind=study").get_json()
    assert (body["exact"], body["approx"]) == (0, 2_000_000)


def test_a_number_opens_into_its_rows_for_those_who_may(city: City, nobody: Caller, settle: Settle) -> None:
    city.attends(city.dual)
    recorded(who="c:0123", credited=["all", str(city.root), str(city.formal)])
    _, phone = make_person(roles=[("secretary", city.formal)])
    secretary = nobody.sign_in(phone)
    rows = secretary.get(f"/participation/rows?branch={city.formal}").get_json()["items"]
    assert sorted(row["who"] for row in rows) == sorted(["张三", "市民"])
    assert secretary.get(f"/participation/rows?branch={city.online}").status_code == 403
    assert secretary.get("/participation/rows").status_code == 403


def test_rows_come_in_pages_that_neither_repeat_nor_skip(city: City, nobody: Caller) -> None:
    for _ in range(5):
        recorded(who=None, credited=["all", str(city.root)])
    _, phone = make_person(roles=[("committee", city.root)])
    caller, seen, cursor = nobody.sign_in(phone), [], ""
    while cursor is not None:
        page = caller.get(f"/participation/rows?limit=2{cursor and '&cursor=' + cursor}").get_json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 5


def test_my_record_shows_my_own_acts_only(city: City, nobody: Caller) -> None:
    me, phone = make_person(formal=city.formal)
    city.attends(Actor(person=me, formal=city.formal))
    city.attends(city.dual)
    rows = nobody.sign_in(phone).get("/me/participation").get_json()["items"]
    assert [row["title"] for row in rows] == ["公益集市"]
