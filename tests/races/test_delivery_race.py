"""Two members of a team mark one stop at once, from phones that were offline: it is delivered once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from bson import ObjectId

from factories.delivery import day, make_stop, make_team
from factories.events import make_event
from factories.people import make_branch, make_person
from support.api import client_id
from support.racing import at_once, many_at_once
from weiguang.access.actor import Actor, Role
from weiguang.storage.clock import utc_now
from weiguang.wishes.delivery.marking import Mark, mark_stop
from weiguang.wishes.delivery.planning import plan_stops
from weiguang.wishes.models import Wish

MEMBERS = 8
STOPS = 10


class Race:
    """A team of many members in front of their stops."""

    def __init__(self) -> None:
        self.root = make_branch(kind="committee")
        self.fair = make_event(self.root, fair=True)
        self.members = [make_person()[0] for _ in range(MEMBERS)]
        self.team = make_team(self.fair, self.members)
        self.stops = [make_stop(self.fair, self.team) for _ in range(STOPS)]

    def run(self, marker: Any) -> list[Counter[str]]:
        """Every member marks every stop, all in the same moment; answers by stop."""

        def phone(number: int) -> list[str]:
            return [marker(Actor(person=self.members[number]), stop) for stop in self.stops]

        return [Counter(answers) for answers in zip(*many_at_once(phone, MEMBERS), strict=True)]


def careful(member: Actor, wish: str) -> str:
    now = utc_now()
    return str(mark_stop(actor=member, mark=Mark(client_id(), wish, "delivered", now), now=now)["state"])


def naive(member: Actor, wish: str) -> str:
    """The negative control: read, decide, save."""
    if Wish.collection().find_one({"_id": wish})["state"] == "delivered":
        return "duplicate"
    Wish.collection().update_one({"_id": wish}, {"$set": {"state": "delivered"}})
    return "stored"


def test_every_stop_is_delivered_once_and_the_others_are_told(race: Race) -> None:
    assert race.run(careful) == [Counter(stored=1, duplicate=MEMBERS - 1)] * STOPS
    for wish in Wish.collection().find({}):
        assert [line["act"] for line in wish["history"]] == ["deliver"]
        assert len(wish["delivery"]["tries"]) == 1


def test_the_race_finds_a_naive_marker(race: Race) -> None:
    assert max(answers["stored"] for answers in race.run(naive)) > 1


def test_a_delivery_counts_though_the_planner_moves_the_stop_in_that_moment(race: Race) -> None:
    planner = Actor(person=ObjectId(), roles=(Role("organiser", race.root),))

    def move() -> None:
        for stop in race.stops:
            plan = {"fair": race.fair, "team": race.team, "day": day(3), "client_id": client_id(), "codes": [stop]}
            plan_stops(actor=planner, now=utc_now(), **plan)

    def mark() -> list[str]:
        return [careful(Actor(person=race.members[0]), stop) for stop in race.stops]

    assert at_once(move, mark) == [None, ["stored"] * STOPS]
    stops = [(wish["state"], wish["delivery"]["day"]) for wish in Wish.collection().find({})]
    assert stops == [("delivered", day())] * STOPS


def test_one_mark_sent_many_times_at_once_counts_once(race: Race) -> None:
    mark = Mark(client_id(), race.stops[0], "absent", utc_now())
    actor = Actor(person=race.members[0])
    states = many_at_once(lambda _: mark_stop(actor=actor, mark=mark, now=utc_now())["state"], MEMBERS)
    assert Counter(states) == Counter(stored=1, duplicate=MEMBERS - 1)
    assert len(Wish.collection().find_one({"_id": race.stops[0]})["delivery"]["tries"]) == 1


@pytest.fixture
def race(clean: None) -> Race:
    return Race()
