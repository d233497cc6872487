"""Many people, few places: nobody gets one twice, nobody loses one, and the line keeps its order."""

from __future__ import annotations

import random
import threading
from collections import Counter
from typing import Any

import pytest
from bson import ObjectId

from factories.events import make_event
from factories.people import make_branch
from factories.signing_up import post_body, shift_body
from support.api import client_id
from support.racing import many_at_once
from weiguang.access.actor import Actor, Role
from weiguang.errors import DomainError
from weiguang.events.models import Registration
from weiguang.events.signing_up import joining, planning
from weiguang.events.signing_up.gathering import gather_some
from weiguang.events.signing_up.models import Roster
from weiguang.events.signing_up.schemas import NewPostSchema
from weiguang.storage.clock import utc_now

THREADS = 32


class Hall:
    """An event with a plan, and people who come by themselves."""

    def __init__(self) -> None:
        self.root = make_branch(kind="committee")
        self.event = make_event(self.root, date="2099-06-28")
        self.organiser = Actor(person=ObjectId(), roles=(Role("organiser", self.root),))

    def plan(self, capacity: int | None, *posts: dict[str, Any]) -> None:
        """Save on what stands; somebody else's saving in between is tried again."""
        loaded = [NewPostSchema().load(post) for post in posts]
        while True:
            version = planning.show_plan(actor=self.organiser, event=self.event)["version"]
            wanted = {"version": version, "capacity": capacity, "posts": loaded}
            try:
                planning.save_plan(actor=self.organiser, event=self.event, now=utc_now(), **wanted)
                return
            except planning.PlanChanged:
                continue

    def sign_up(self, person: ObjectId, shift: str = "", name: str = "") -> str:
        """``placed`` or ``waiting``, or the code of the refusal; a repeat says so."""
        asked = {"client_id": name or client_id(), "shift": shift, "demo": False, "now": utc_now()}
        try:
            answer, new = joining.sign_up(actor=Actor(person=person), event=self.event, **asked)
        except DomainError as refused:
            return refused.code
        return str(answer["state"]) if new else "again"

    def leave(self, person: ObjectId) -> None:
        joining.take_back(actor=Actor(person=person), event=self.event, client_id=None, now=utc_now())

    def seats(self) -> list[dict[str, Any]]:
        found = Roster.collection().find_one({"_id": self.event}) or {"seats": []}
        return list(found["seats"])

    def placed(self) -> int:
        return sum(seat["placed"] for seat in self.seats())


@pytest.fixture
def hall(clean: None) -> Hall:
    return Hall()


def test_of_32_people_on_the_last_place_one_has_it_and_the_rest_stand_in_line(hall: Hall) -> None:
    hall.plan(1)
    assert Counter(many_at_once(lambda _: hall.sign_up(ObjectId()), THREADS)) == {"placed": 1, "waiting": THREADS - 1}
    assert [seat["placed"] for seat in hall.seats()] == [True] + [False] * (THREADS - 1)


def test_the_race_finds_a_naive_sign_up(hall: Hall) -> None:
    hall.plan(1)

    def naive(_: int) -> None:
        """The negative control: read, decide, save."""
        free = hall.placed() < 1
        seat = {"client": client_id(), "person": ObjectId(), "shift": "", "placed": free}
        Roster.collection().update_one({"_id": hall.event}, {"$push": {"seats": seat}})

    many_at_once(naive, THREADS)
    assert hall.placed() > 1


def test_one_request_sent_many_times_at_once_is_one_seat(hall: Hall) -> None:
    hall.plan(5)
    person, name = ObjectId(), client_id()
    assert Counter(many_at_once(lambda _: hall.sign_up(person, name=name), 16)) == {"placed": 1, "again": 15}
    assert len(hall.seats()) == 1


def test_one_person_at_two_overlapping_shifts_at_once_holds_one(hall: Hall) -> None:
    one, other = shift_body(capacity=50), shift_body(capacity=50, start=10)
    hall.plan(None, post_body("导医", one), post_body("秩序维护", other))
    people = [ObjectId() for _ in range(8)]
    chosen = [one["id"], other["id"]]
    many_at_once(lambda number: hall.sign_up(people[number // 4], chosen[number % 2]), THREADS)
    assert Counter(seat["person"] for seat in hall.seats()) == dict.fromkeys(people, 1)


def test_while_one_leaves_and_others_come_no_place_stays_empty_or_is_given_twice(hall: Hall) -> None:
    hall.plan(4)
    there = [ObjectId() for _ in range(4)]
    for person in there:
        hall.sign_up(person)
    coming = [ObjectId() for _ in range(12)]
    many_at_once(lambda number: hall.leave(there[number]) if number < 4 else hall.sign_up(coming[number - 4]), 16)
    assert (hall.placed(), len(hall.seats())) == (4, 12)


@pytest.mark.parametrize("seed", range(3))
def test_40_people_for_10_places_who_come_and_go_are_never_more_than_10_and_keep_their_order(
    hall: Hall, seed: int
) -> None:
    hall.plan(10)
    people, over, done = [ObjectId() for _ in range(40)], [], threading.Event()
    chance = [random.Random(f"{seed}:{number}") for number in range(40)]

    def come_and_go(number: int) -> None:
        for _ in range(4):
            hall.sign_up(people[number])
            if chance[number].random() < 0.6:
                hall.leave(people[number])

    def watch() -> None:
        while not done.is_set():
            over.append(hall.placed())

    watcher = threading.Thread(target=watch)
    watcher.start()
    many_at_once(come_and_go, 40)
    done.set()
    watcher.join()
    seats = hall.seats()
    assert max(over) <= 10
    assert [seat["placed"] for seat in seats] == [number < 10 for number in range(len(seats))]
    assert len({seat["person"] for seat in seats}) == len(seats)


def test_whoever_was_told_they_have_a_place_keeps_it_while_the_capacity_changes(hall: Hall) -> None:
    hall.plan(20)
    people = [ObjectId() for _ in range(30)]
    answers: dict[ObjectId, str] = {}

    def act(number: int) -> None:
        if number >= 30:
            hall.plan(5 if number == 30 else 8)
            return
        answers[people[number]] = hall.sign_up(people[number])

    many_at_once(act, THREADS)
    standing = {seat["person"]: seat["placed"] for seat in hall.seats()}
    assert len(standing) == 30
    assert all(standing[person] for person, said in answers.items() if said == "placed")
    assert 5 <= sum(standing.values()) <= 20


def test_a_limit_that_comes_while_people_sign_up_loses_nobody(hall: Hall) -> None:
    people = [ObjectId() for _ in range(31)]
    said = many_at_once(lambda number: hall.plan(10) if number == 31 else hall.sign_up(people[number]), THREADS)
    while gather_some(utc_now()):
        pass
    assert Registration.collection().count_documents({}) == 0
    standing = {seat["person"]: seat["placed"] for seat in hall.seats()}
    assert set(standing) == set(people)
    assert all(standing[person] for person, word in zip(people, said, strict=False) if word == "placed")
