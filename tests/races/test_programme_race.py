"""Two people import the same table at once, and somebody changes an event meanwhile: each row is there once."""

from __future__ import annotations

from typing import Any

import pytest
from bson import ObjectId

from factories.people import make_branch
from factories.programme import row, table
from support.api import client_id
from support.racing import at_once
from weiguang.access.actor import Actor, Role
from weiguang.events.managing import change_event, new_event
from weiguang.events.models import Event
from weiguang.events.programme.importing import import_table
from weiguang.events.programme.looking import look_at
from weiguang.events.programme.models import Programme
from weiguang.storage.clock import utc_now

ROUNDS = 12
ROWS = [row(number) for number in range(1, 6)]
GIVEN: dict[str, Any] = {"title": "", "year": None, "day": None, "host": ""}


class Desk:
    """A committee with two organisers."""

    def __init__(self) -> None:
        self.branch = make_branch(kind="committee")
        self.organisers = [Actor(person=ObjectId(), roles=(Role("organiser", self.branch),)) for _ in range(2)]

    def import_(self, who: int, text: str) -> int:
        """The product's own import: how many rows were new."""
        done, _ = import_table(
            actor=self.organisers[who], client_id=client_id(), branch=None, now=utc_now(), text=text, **GIVEN
        )
        return int(done["counts"]["new"])

    def naive_import(self, _: int, text: str) -> int:
        """The negative control: read, then insert what was not there."""
        look = look_at(line=[self.branch], now=utc_now(), text=text, **GIVEN)
        made = [new_event(line=[self.branch], **one.read) for one in look.plan.rows if one.act == "new"]
        Event.collection().insert_many(made)
        return len(made)


def wipe() -> None:
    Event.collection().delete_many({})
    Programme.collection().delete_many({})


def test_of_two_imports_at_once_one_makes_each_row(desk: Desk) -> None:
    for _ in range(ROUNDS):
        wipe()
        made = at_once(*(lambda who=who: desk.import_(who, table(*ROWS)) for who in (0, 1)))
        assert sorted(made) == [0, len(ROWS)]
        assert Event.collection().count_documents({}) == len(ROWS)
        assert Programme.collection().count_documents({}) == 1


def test_the_race_finds_an_import_that_reads_and_then_inserts(desk: Desk) -> None:
    made = at_once(*(lambda who=who: desk.naive_import(who, table(*ROWS)) for who in (0, 1)))
    assert sum(made) == Event.collection().count_documents({}) == 2 * len(ROWS)


def test_an_import_and_a_change_by_hand_lose_nothing_of_each_other(desk: Desk) -> None:
    for _ in range(ROUNDS):
        wipe()
        desk.import_(0, table(*ROWS))
        event = Event.collection().find_one({"seq": 1})["_id"]
        later = [row(1, time="6月30日"), *ROWS[1:]]
        changes = {"venues": ["天一广场"]}
        at_once(
            lambda later=later: desk.import_(1, table(*later)),
            lambda event=event, changes=changes: change_event(
                actor=desk.organisers[0], event=event, changes=changes, now=utc_now()
            ),
        )
        stands = Event.collection().find_one({"_id": event})
        assert (stands["date"], stands["venues"], stands["revision"]) == ("2026-06-30", ["天一广场"], 2)
        assert len(stands["telling"]) == 2


@pytest.fixture
def desk(clean: None) -> Desk:
    return Desk()
