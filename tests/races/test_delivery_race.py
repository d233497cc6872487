"""Two members of a team mark one stop at once, from phones that were offline: it is delivered once."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bson import ObjectId

from factories.delivery import make_stop, make_team
from factories.events import make_event
from factories.people import make_branch, make_person
from support.api import client_id
from weiguang.access.actor import Actor
from weiguang.storage.clock import utc_now
from weiguang.wishes.delivery.marking import Mark, mark_stop
from weiguang.wishes.models import Wish

MEMBERS = 8
STOPS = 10


class Race:
    """A team of many members in front of their stops."""

    def __init__(self) -> None:
        fair = make_event(make_branch(kind="committee"), fair=True)
        self.members = [make_person()[0] for _ in range(MEMBERS)]
        team = make_team(fair, self.members)
        self.stops = [make_stop(fair, team) for _ in range(STOPS)]

    def run(self, marker: Any) -> list[Counter[str]]:
        """Every member marks every stop, all in the same moment; answers by stop."""
        gate = threading.Barrier(MEMBERS)

        def phone(member: ObjectId) -> list[str]:
            gate.wait()
            return [marker(Actor(person=member), stop) for stop in self.stops]

        with ThreadPoolExecutor(MEMBERS) as pool:
            return [Counter(answers) for answers in zip(*pool.map(phone, self.members), strict=True)]


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


def test_one_mark_sent_many_times_at_once_counts_once(race: Race) -> None:
    mark = Mark(client_id(), race.stops[0], "absent", utc_now())
    actor, gate = Actor(person=race.members[0]), threading.Barrier(MEMBERS)

    def send(_: int) -> str:
        gate.wait()
        return str(mark_stop(actor=actor, mark=mark, now=utc_now())["state"])

    with ThreadPoolExecutor(MEMBERS) as pool:
        answers = Counter(pool.map(send, range(MEMBERS)))
    assert answers == Counter(stored=1, duplicate=MEMBERS - 1)
    assert len(Wish.collection().find_one({"_id": race.stops[0]})["delivery"]["tries"]) == 1


@pytest.fixture
def race(clean: None) -> Race:
    return Race()
