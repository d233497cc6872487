"""Two get the last place of a term, many send one hand-in, and two issue one certificate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from bson import ObjectId

from factories.people import make_branch, make_person
from support.api import client_id
from support.racing import at_once, many_at_once
from weiguang.access.actor import Actor, Role
from weiguang.branches.models import Branch
from weiguang.checkins.hours.certificates.models import Certificate
from weiguang.errors import Conflict
from weiguang.school import certifying, enrolling, terms
from weiguang.school.assignments import handing_in, setting
from weiguang.school.assignments.models import Submission
from weiguang.school.models import Enrolment, Term
from weiguang.storage.clock import local_day, utc_now

THREADS = 12
ROUNDS = 6


class World:
    """A term with few places, and people who all applied."""

    def __init__(self, capacity: int, people: int) -> None:
        now = utc_now()
        self.branch = make_branch(kind="committee", name="综合党委")
        line = Branch.collection().find_one({"_id": self.branch})["line"]
        self.committee = Actor(person=ObjectId(), roles=(Role("committee", self.branch),))
        content = {"name": "第一期", "description": "", "place": "", "capacity": capacity, "need_sessions": 0}
        content |= {"starts_on": local_day(now), "ends_on": local_day(now)}
        content |= {"enrol_from": now - timedelta(days=1), "enrol_until": now + timedelta(days=1)}
        made = terms.new_term(line=line, **content)
        Term.collection().insert_one(made)
        self.term = made["_id"]
        self.people = [make_person(formal=self.branch)[0] for _ in range(people)]
        for person in self.people:
            enrolling.apply(actor=self.member(person), term=self.term, note="", now=now)

    def member(self, person: ObjectId) -> Actor:
        return Actor(person=person, formal=self.branch)

    def approving(self, person: ObjectId) -> Callable[[], int]:
        """Approve, and say 1 when it was taken."""

        def approve() -> int:
            sent = {"term": self.term, "person": person, "decision": "approve", "reason": "", "now": utc_now()}
            try:
                enrolling.decide(actor=self.committee, **sent)
            except Conflict:
                return 0
            return 1

        return approve

    def approved(self) -> int:
        return Enrolment.collection().count_documents({"term": self.term, "state": "approved"})


@pytest.mark.usefixtures("clean")
def test_of_two_who_take_the_last_place_one_has_it() -> None:
    for _ in range(ROUNDS):
        world = World(capacity=1, people=2)
        assert sum(at_once(*map(world.approving, world.people))) == world.approved() == 1


@pytest.mark.usefixtures("clean")
def test_of_many_exactly_as_many_as_there_are_places_are_admitted() -> None:
    world = World(capacity=5, people=THREADS)
    assert sum(at_once(*map(world.approving, world.people))) == world.approved() == 5


@pytest.mark.usefixtures("clean")
def test_without_the_seat_counting_first_admits_too_many() -> None:
    """The control: who counts and then writes, with nothing that decides, admits more than there are places."""
    world = World(capacity=1, people=THREADS)

    def count_then_write(number: int) -> int:
        if world.approved() >= 1:
            return 0
        key = f"{world.term}:{world.people[number]}"
        return Enrolment.collection().update_one({"_id": key}, {"$set": {"state": "approved"}}).modified_count

    admitted = 0
    for _ in range(20):
        Enrolment.collection().update_many({"term": world.term}, {"$set": {"state": "pending"}})
        admitted = max(admitted, sum(many_at_once(count_then_write, THREADS)))
        if admitted > 1:
            break
    assert admitted > 1


@pytest.mark.usefixtures("clean")
def test_one_person_approved_by_many_at_once_has_one_seat_and_one_word() -> None:
    world = World(capacity=5, people=1)
    many_at_once(lambda _: world.approving(world.people[0])(), THREADS)
    (kept,) = Enrolment.collection().find({"term": world.term})
    assert (kept["state"], kept["seat"], len(kept["telling"])) == ("approved", 1, 1)


@pytest.mark.usefixtures("clean")
def test_who_withdraws_while_being_approved_keeps_no_seat() -> None:
    for _ in range(ROUNDS):
        world = World(capacity=1, people=1)
        leaving = {"actor": world.member(world.people[0]), "term": world.term, "now": utc_now()}
        at_once(world.approving(world.people[0]), lambda leaving=leaving: enrolling.withdraw(**leaving))
        (kept,) = Enrolment.collection().find({"term": world.term})
        assert (kept["state"], "seat" in kept) == ("withdrawn", False)


@pytest.mark.usefixtures("clean")
def test_one_hand_in_sent_many_times_at_once_is_one_version() -> None:
    world = World(capacity=1, people=1)
    world.approving(world.people[0])()
    content = {"title": "心得", "text": "写一写", "due_at": utc_now()}
    work, _ = setting.set_assignment(
        actor=world.committee, term=world.term, client_id=client_id(), now=utc_now(), **content
    )
    sent = {"assignment": work["_id"], "client_id": client_id(), "text": "我的心得", "files": [], "now": utc_now()}
    many_at_once(lambda _: handing_in.hand_in(actor=world.member(world.people[0]), **sent)["version"], THREADS)
    assert [one["version"] for one in Submission.collection().find()] == [1]


@pytest.mark.usefixtures("clean")
def test_a_certificate_issued_by_many_at_once_is_one() -> None:
    world = World(capacity=1, people=1)
    world.approving(world.people[0])()
    sent = {"term": world.term, "person": world.people[0], "replaces": None, "now": utc_now()}
    answers = many_at_once(lambda _: certifying.issue(actor=world.committee, **sent)[1], THREADS)
    assert (sum(answers), Certificate.collection().count_documents({})) == (1, 1)
