"""Paper lists and phones after the same wish: one winner, and every loser is told or is on the list to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.events import make_event
from factories.people import make_branch
from factories.wishes import claim_body, make_wish
from support.api import client_id
from support.racing import at_once
from weiguang.access.actor import NOBODY, Actor, Role
from weiguang.errors import DomainError
from weiguang.storage.clock import local_day, utc_now
from weiguang.wishes.claiming import Claimant, claim_wish
from weiguang.wishes.models import Wish
from weiguang.wishes.taking import conflicts, deciding, paper

ROUNDS = 30
Keyer = Callable[[str], str]


class Fair:
    """Today's fair and whoever runs it."""

    def __init__(self) -> None:
        branch = make_branch(kind="committee")
        self.fair = make_event(branch, fair=True, date=local_day(utc_now()))
        self.staff = Actor(person=ObjectId(), roles=(Role("organiser", branch),))

    def key(self, wish: str) -> str:
        """The product's own keying: the state of the row's answer."""
        return paper.key_in(actor=self.staff, fair=self.fair, rows=[row_of(wish)], now=utc_now())[0]["state"]

    def naive_key(self, wish: str) -> str:
        """The negative control: whoever comes second is believed to be stored."""
        with suppress(DomainError):
            claim_wish(actor=NOBODY, wish=wish, claimant=on_phone(), now=utc_now())
        return "stored"

    def to_do(self) -> list[dict[str, Any]]:
        return conflicts.list_conflicts(actor=self.staff, fair=self.fair, after=None, limit=100)


def row_of(wish: str) -> paper.PaperRow:
    body = claim_body(wish=wish, claimed_at=utc_now() - timedelta(hours=1))
    body.pop("consent")
    return paper.PaperRow(**body)


def on_phone() -> Claimant:
    body = claim_body()
    return Claimant(client_id=body["client_id"], name=body["name"], phone=body["phone"])


def remote(wish: str) -> str:
    try:
        claim_wish(actor=NOBODY, wish=wish, claimant=on_phone(), now=utc_now())
    except DomainError as refused:
        return refused.code
    return "stored"


def fight(key: Keyer, wish: str) -> Counter[str]:
    """Two paper rows and a phone."""
    return Counter(at_once(lambda: key(wish), lambda: key(wish), lambda: remote(wish)))


def test_of_two_rows_and_a_phone_one_wins_and_no_loser_is_silent(fair: Fair) -> None:
    outcomes = [fight(fair.key, make_wish(fair.fair)) for _ in range(ROUNDS)]
    assert all(outcome["stored"] == 1 for outcome in outcomes)
    assert all(outcome["conflict"] + outcome["wish_already_claimed"] == 2 for outcome in outcomes)
    assert len(fair.to_do()) == sum(outcome["conflict"] for outcome in outcomes)
    assert Wish.collection().count_documents({"state": "claimed", "ledger_due": {"$size": 1}}) == ROUNDS


def test_the_fight_finds_a_keyer_that_believes_everything(fair: Fair) -> None:
    outcomes = [fight(fair.naive_key, make_wish(fair.fair)) for _ in range(ROUNDS)]
    assert any(outcome["stored"] > 1 for outcome in outcomes)


def test_of_two_who_decide_at_once_one_does(fair: Fair) -> None:
    wish = make_wish(fair.fair)
    remote(wish)
    fair.key(wish)
    [todo] = fair.to_do()

    def decide(decision: str) -> str:
        asked = {"fair": fair.fair, "todo": ObjectId(todo["id"]), "decision": decision, "note": ""}
        try:
            deciding.resolve_conflict(actor=fair.staff, client_id=client_id(), now=utc_now(), **asked)
        except DomainError as refused:
            return refused.code
        return decision

    done = at_once(lambda: decide("keep"), lambda: decide("give_to_paper"))
    assert sorted(done)[0] == "claim_conflict_settled"
    channel = Wish.collection().find_one({"_id": wish})["claim"]["channel"]
    assert channel == ("paper" if "give_to_paper" in done else "remote")


@pytest.fixture
def fair(clean: None) -> Fair:
    return Fair()
