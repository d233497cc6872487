"""Many hands on one fund: never a fen more goes out than came in; crashes are repaired; the test itself can fail."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.events import make_event
from factories.fund import balance, fill_fund, photo, sale_body
from factories.people import make_branch
from factories.wishes import claim_body, make_wish
from support.api import client_id
from support.racing import many_at_once
from weiguang.access.actor import NOBODY, Actor, Role
from weiguang.errors import DomainError
from weiguang.storage.clock import utc_now
from weiguang.wishes.claiming import Claimant, claim_wish
from weiguang.wishes.closing.withdrawing import withdraw_wish
from weiguang.wishes.fund import allocating, recording
from weiguang.wishes.fund.jobs import follow_wishes, settle_stale
from weiguang.wishes.fund.models import Fund
from weiguang.wishes.life import move
from weiguang.wishes.models import Wish

HANDS = 32
COVERED = 10
FEN = 1000


class Desk:
    """An organiser and the fund of one fair."""

    def __init__(self) -> None:
        root = make_branch(kind="committee")
        self.fair = make_event(root, fair=True)
        self.actor = Actor(person=ObjectId(), roles=(Role("organiser", root),))

    def allocate(self, wish: str, client: str = "") -> str:
        """The product's own allocation: ``done``, or the code of the refusal."""
        more = {"client_id": client or client_id(), "wish": wish, "fen": FEN, "now": utc_now()}
        try:
            _, new = allocating.allocate(actor=self.actor, fair=self.fair, **more)
        except DomainError as refused:
            return refused.code
        return "done" if new else "again"

    def naive(self, wish: str) -> str:
        """The negative control: read what is free, decide, save."""
        fund = Fund.collection().find_one({"_id": self.fair})
        if fund["received_fen"] - fund["allocated_fen"] < FEN:
            return "fund_short"
        Fund.collection().update_one({"_id": self.fair}, {"$inc": {"allocated_fen": FEN}})
        Wish.collection().update_one({"_id": wish}, {"$set": {"state": "funded"}})
        return "done"

    def reserved(self, wish: str, now: Any = None) -> dict[str, Any]:
        """An allocation whose process died right after reserving."""
        made = {"id": ObjectId(), "client": client_id(), "wish": wish, "fen": FEN, "state": "reserved"}
        return allocating.reserve(self.fair, made | {"by": "p:1", "at": now or utc_now()})

    def state(self, allocation: ObjectId) -> str:
        fund = Fund.collection().find_one({"_id": self.fair})
        return next(one["state"] for one in fund["allocations"] if one["id"] == allocation)

    def funded(self) -> int:
        return Wish.collection().count_documents({"fair": self.fair, "state": "funded"})


@pytest.fixture
def desk(clean: None) -> Desk:
    return Desk()


def later() -> Any:
    return utc_now() + timedelta(seconds=11)


def test_of_32_hands_as_many_allocate_as_the_fund_covers(desk: Desk) -> None:
    fill_fund(desk.fair, COVERED * FEN + 1)
    wishes = [make_wish(desk.fair) for _ in range(HANDS)]
    outcomes = Counter(many_at_once(lambda number: desk.allocate(wishes[number]), HANDS))
    assert outcomes == {"done": COVERED, "fund_short": HANDS - COVERED}
    assert balance(desk.fair) == (COVERED * FEN + 1, COVERED * FEN)
    assert desk.funded() == COVERED


def test_the_race_finds_a_naive_treasurer(desk: Desk) -> None:
    fill_fund(desk.fair, COVERED * FEN)
    wishes = [make_wish(desk.fair) for _ in range(HANDS)]
    outcomes = Counter(many_at_once(lambda number: desk.naive(wishes[number]), HANDS))
    assert outcomes["done"] > COVERED


def test_of_32_hands_on_one_wish_one_covers_it(desk: Desk) -> None:
    fill_fund(desk.fair, HANDS * FEN)
    wish = make_wish(desk.fair)
    outcomes = Counter(many_at_once(lambda _: desk.allocate(wish), HANDS))
    assert outcomes == {"done": 1, "wish_wrong_state": HANDS - 1}
    assert balance(desk.fair) == (HANDS * FEN, FEN)


def test_one_request_sent_many_times_at_once_is_one_allocation(desk: Desk) -> None:
    fill_fund(desk.fair, HANDS * FEN)
    wish, same = make_wish(desk.fair), client_id()
    outcomes = Counter(many_at_once(lambda _: desk.allocate(wish, same), 16))
    assert outcomes == {"done": 1, "again": 15}
    assert balance(desk.fair) == (HANDS * FEN, FEN)


def test_one_photo_sent_many_times_at_once_books_the_sale_once(desk: Desk) -> None:
    body = sale_body(sold_at=utc_now())
    same = body.pop("client_id")
    kept, _ = recording.record_sale(
        actor=desk.actor, fair=desk.fair, client_id=same, sale=recording.Sale(**body), now=utc_now()
    )
    prove = {"actor": desk.actor, "sale": kept["id"], "data": photo(), "now": utc_now()}
    states = many_at_once(lambda _: recording.add_evidence(**prove)["state"], 16)
    assert (set(states), balance(desk.fair)) == ({"booked"}, (10_000, 0))


def test_allocating_and_giving_back_at_random_loses_nothing(desk: Desk) -> None:
    fill_fund(desk.fair, 4 * FEN)
    wishes = [make_wish(desk.fair) for _ in range(6)]

    def hand(number: int) -> None:
        chance = random.Random(number)
        for _ in range(12):
            desk.allocate(chance.choice(wishes))
            standing = Wish.collection().find_one({"_id": chance.choice(wishes)}, {"funded": 1}).get("funded")
            if standing:
                allocating.give_back(actor=desk.actor, allocation=standing["allocation"], now=utc_now())

    many_at_once(hand, 8)
    settle_stale(later())
    assert balance(desk.fair)[1] == desk.funded() * FEN


def test_a_crash_after_reserving_is_settled_by_the_worker(desk: Desk) -> None:
    fill_fund(desk.fair, FEN)
    wish = make_wish(desk.fair)
    allocation = desk.reserved(wish)
    assert (settle_stale(utc_now()), desk.funded()) == (0, 0)
    assert (settle_stale(later()), desk.funded(), desk.state(allocation["id"])) == (1, 1, "settled")
    assert settle_stale(later()) == 0


def test_a_crash_after_reserving_for_a_wish_that_went_elsewhere_is_released(desk: Desk) -> None:
    fill_fund(desk.fair, FEN)
    wish = make_wish(desk.fair)
    allocation = desk.reserved(wish)
    Wish.collection().update_one({"_id": wish}, {"$set": {"state": "claimed"}})
    assert (settle_stale(later()), desk.state(allocation["id"])) == (1, "released")
    assert balance(desk.fair) == (FEN, 0)


def test_a_slow_hand_cannot_fund_a_wish_with_what_the_worker_released(desk: Desk) -> None:
    fill_fund(desk.fair, FEN)
    wish = make_wish(desk.fair)
    allocation = desk.reserved(wish)
    Wish.collection().update_one({"_id": wish}, {"$set": {"state": "claimed"}})
    settle_stale(later())
    Wish.collection().update_one({"_id": wish}, {"$set": {"state": "open"}})
    with pytest.raises(DomainError):
        allocating.settle(desk.fair, allocation, utc_now())
    assert (desk.funded(), balance(desk.fair)) == (0, (FEN, 0))


def test_a_crash_between_the_wish_and_settling_is_settled(desk: Desk) -> None:
    fill_fund(desk.fair, FEN)
    desk.allocate(make_wish(desk.fair))
    Fund.collection().update_one({"_id": desk.fair}, {"$set": {"allocations.0.state": "reserved"}})
    assert (settle_stale(later()), desk.funded(), balance(desk.fair)) == (1, 1, (FEN, FEN))


def test_a_crash_while_giving_back_frees_the_money_later(desk: Desk) -> None:
    fill_fund(desk.fair, FEN)
    wish = make_wish(desk.fair)
    desk.allocate(wish)
    allocation = Fund.collection().find_one({"_id": desk.fair})["allocations"][0]
    push = allocating.leaving(desk.fair, allocation)
    move(wish=wish, act="unfund", by="p:1", now=utc_now(), change={"funded": None}, push=push)
    assert balance(desk.fair) == (FEN, FEN)
    assert (follow_wishes(utc_now()), follow_wishes(utc_now()), balance(desk.fair)) == (1, 0, (FEN, 0))


def test_withdrawing_while_others_claim_and_fund_ends_withdrawn_and_even(desk: Desk) -> None:
    fill_fund(desk.fair, HANDS * FEN)
    wish = make_wish(desk.fair)
    why = {"reason": "mistake", "note": "", "client_id": client_id()}

    def hand(number: int) -> None:
        with suppress(DomainError):
            if number % 4 == 0:
                withdraw_wish(actor=desk.actor, wish=wish, now=utc_now(), **why)
            elif number % 4 == 1:
                desk.allocate(wish)
            else:
                who = {name: claim_body()[name] for name in ("client_id", "name", "phone")}
                claim_wish(actor=NOBODY, wish=wish, claimant=Claimant(**who), now=utc_now())

    many_at_once(hand, HANDS)
    found = Wish.collection().find_one({"_id": wish})
    assert (found["state"], found["claim"], found["funded"]) == ("withdrawn", None, None)
    assert (balance(desk.fair)[1], sum(due["quantity"] for due in found["ledger_due"])) == (0, 0)
    assert [line["act"] for line in found["history"]].count("withdraw") == 1
