"""Whatever is done to a fund in whatever order, every fen is explained."""

from __future__ import annotations

from typing import Any

import pytest
from bson import ObjectId
from hypothesis import HealthCheck, given, settings, strategies as st

from factories.events import make_event
from factories.fund import balance, photo, sale_body
from factories.people import make_branch
from factories.wishes import make_wish
from weiguang.access.actor import Actor, Role
from weiguang.errors import DomainError
from weiguang.storage.clock import utc_now
from weiguang.wishes.closing.withdrawing import withdraw_wish
from weiguang.wishes.fund import allocating, recording
from weiguang.wishes.fund.jobs import settle_stale
from weiguang.wishes.fund.models import Fund
from weiguang.wishes.models import Wish

AMOUNT = st.integers(1, 300)
ACTS = st.one_of(
    st.tuples(st.just("book"), AMOUNT, st.integers(0, 3)),
    st.tuples(st.just("correct"), AMOUNT, st.integers(0, 3)),
    st.tuples(st.just("allocate"), AMOUNT, st.integers(0, 3)),
    st.tuples(st.just("give_back"), st.just(1), st.integers(0, 3)),
    st.tuples(st.just("withdraw"), st.just(1), st.integers(0, 3)),
)
PHOTO = photo()


class Hands:
    """One organiser, one fair, four wishes; every act may be refused."""

    def __init__(self) -> None:
        root = make_branch(kind="committee")
        self.fair = make_event(root, fair=True)
        self.who: dict[str, Any] = {"actor": Actor(person=ObjectId(), roles=(Role("organiser", root),))}
        self.wishes = [make_wish(self.fair) for _ in range(4)]
        recording.open_fund(self.fair)

    def act(self, name: str, fen: int, which: int) -> None:
        try:
            getattr(self, name)(fen, which)
        except DomainError:
            return

    def book(self, fen: int, _: int) -> None:
        body = sale_body(fen=fen, sold_at=utc_now())
        client, now = body.pop("client_id"), utc_now()
        kept, _new = recording.record_sale(
            **self.who, fair=self.fair, client_id=client, sale=recording.Sale(**body), now=now
        )
        recording.add_evidence(**self.who, sale=kept["id"], data=PHOTO, now=now)

    def correct(self, fen: int, which: int) -> None:
        sales = Fund.collection().find_one({"_id": self.fair})["sales"][which:]
        for sale in sales[:1]:
            more = {"client_id": str(ObjectId()), "fen": fen, "reason": "多记了"}
            recording.correct_sale(**self.who, sale=sale["id"], now=utc_now(), **more)

    def allocate(self, fen: int, which: int) -> None:
        more = {"client_id": str(ObjectId()), "wish": self.wishes[which], "fen": fen, "now": utc_now()}
        allocating.allocate(**self.who, fair=self.fair, **more)

    def give_back(self, _: int, which: int) -> None:
        allocations = Fund.collection().find_one({"_id": self.fair})["allocations"][which:]
        for one in allocations[:1]:
            allocating.give_back(**self.who, allocation=one["id"], now=utc_now())

    def withdraw(self, _: int, which: int) -> None:
        more = {"client_id": str(ObjectId()), "reason": "mistake", "note": "", "now": utc_now()}
        withdraw_wish(**self.who, wish=self.wishes[which], **more)


@pytest.mark.usefixtures("clean")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, max_size=14))
def test_received_is_allocated_and_free_after_every_act(acts: list[tuple[str, int, int]]) -> None:
    hands = Hands()
    for act in acts:
        hands.act(*act)
        _, allocated = balance(hands.fair)
        held = sum(wish["funded"]["fen"] for wish in Wish.collection().find({"fair": hands.fair, "state": "funded"}))
        assert allocated == held
    assert settle_stale(utc_now()) == 0
