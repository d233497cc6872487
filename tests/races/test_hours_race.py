"""Two people at the same proposal or the same forgotten check-out: one decides, one row stands; the test can fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId

from factories.hours import Service
from factories.people import make_person
from support.api import Caller
from support.racing import many_at_once
from weiguang.access.actor import Actor, Role
from weiguang.checkins.hours.changing import decide
from weiguang.checkins.hours.checking import check_stay
from weiguang.checkins.hours.deriving import derive
from weiguang.checkins.hours.models import HourChange
from weiguang.errors import DomainError
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now

RIVALS = 8


@pytest.fixture
def service(nobody: Caller) -> Service:
    return Service(nobody)


@pytest.fixture
def approvers(service: Service) -> list[Actor]:
    return [Actor(person=make_person()[0], roles=(Role("committee", service.root),)) for _ in range(RIVALS)]


def all_at_once(actors: list[Actor], act: Callable[[Actor], Any]) -> list[bool]:
    """Everybody acts at the same moment; whether each got through."""

    def through(actor: Actor) -> bool:
        try:
            act(actor)
        except DomainError:
            return False
        return True

    return many_at_once(lambda number: through(actors[number]), len(actors))


def naive(actor: Actor, change: ObjectId) -> None:
    """The negative control: read, then save."""
    found = HourChange.collection().find_one({"_id": change}) or {}
    if found["state"] != "proposed":
        raise DomainError
    decided = {"state": "approved", "due": True, "decided_by": actor.person, "decided_at": utc_now()}
    HourChange.collection().update_one({"_id": change}, {"$set": decided})


def test_of_many_approvers_at_once_one_decides_and_one_row_stands(service: Service, approvers: list[Actor]) -> None:
    change = ObjectId(service.propose().get_json()["id"])
    through = all_at_once(
        approvers, lambda actor: decide(actor=actor, change=change, decision="approve", reason="", now=utc_now())
    )
    assert sum(through) == 1
    rows = list(Participation.collection().find({"measure": "hours"}))
    assert [(row["source"], row["quantity"]) for row in rows] == [("hand", 90)]


def test_the_race_finds_a_naive_decision(service: Service, approvers: list[Actor]) -> None:
    for day in range(1, 10):
        change = ObjectId(service.propose(day=f"2023-04-0{day}").get_json()["id"])
        if sum(all_at_once(approvers, lambda actor, change=change: naive(actor, change))) > 1:
            return
    raise AssertionError("nobody overtook anybody: the race proves nothing")


def test_of_an_approval_and_a_refusal_at_once_one_stands(service: Service, approvers: list[Actor]) -> None:
    for day in range(1, 6):
        change = ObjectId(service.propose(day=f"2023-04-0{day}").get_json()["id"])
        said = {actor.person: ("approve" if number % 2 else "refuse") for number, actor in enumerate(approvers)}

        def act(actor: Actor, change: ObjectId = change, said: dict[Any, str] = said) -> None:
            decide(actor=actor, change=change, decision=said[actor.person], reason="不对", now=utc_now())

        assert sum(all_at_once(approvers, act)) == 1
        kept = HourChange.collection().find_one({"_id": change}) or {}
        rows = Participation.collection().count_documents(
            {"_id": f"hand:{service.event}:{kept['person']}:{kept['day']}"}
        )
        assert rows == (kept["state"] == "approved")


def test_workers_and_the_request_derive_one_row(service: Service, approvers: list[Actor]) -> None:
    service.propose()
    approved = {"state": "approved", "due": True, "decided_by": approvers[0].person, "decided_at": utc_now()}
    HourChange.collection().update_one({}, {"$set": approved})
    change = HourChange.collection().find_one({}) or {}
    assert all(all_at_once(approvers, lambda _: derive(change)))
    assert Participation.collection().count_documents({"measure": "hours"}) == 1


def test_of_many_looks_at_a_forgotten_check_out_one_counts(service: Service, approvers: list[Actor]) -> None:
    row = service.stay(minutes=240, forgotten=True)
    minutes = {actor.person: 100 + number for number, actor in enumerate(approvers)}
    through = all_at_once(
        approvers, lambda actor: check_stay(actor=actor, row=row, minutes=minutes[actor.person], now=utc_now())
    )
    assert sum(through) == 1
    assert service.figures()[0] in minutes.values()
