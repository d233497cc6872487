"""Many phones, few wishes: each wish has exactly one claimant, and the test itself can fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask

from factories.events import make_event
from factories.people import make_branch
from factories.wishes import claim_body, make_wish
from support.api import BASE, Caller
from support.racing import many_at_once
from weiguang.access.actor import NOBODY
from weiguang.errors import DomainError
from weiguang.storage.clock import utc_now
from weiguang.wishes.claiming import Claimant, claim_wish
from weiguang.wishes.models import Wish
from weiguang.wishes.releasing import give_back

PHONES = 64
WISHES = 100

Claimer = Callable[[str, dict[str, Any]], str]


def careful(wish: str, body: dict[str, Any]) -> str:
    """The product's own claim: ``won``, or the code of the refusal."""
    who = {name: body[name] for name in ("client_id", "name", "phone")}
    try:
        _, new = claim_wish(actor=NOBODY, wish=wish, claimant=Claimant(**who), now=utc_now())
    except DomainError as refused:
        return refused.code
    return "won" if new else "again"


def naive(wish: str, body: dict[str, Any]) -> str:
    """The negative control: read, decide, save."""
    if Wish.collection().find_one({"_id": wish})["state"] != "open":
        return "wish_already_claimed"
    Wish.collection().update_one({"_id": wish}, {"$set": {"state": "claimed", "claim": {"client": body["client_id"]}}})
    return "won"


def fight(claimer: Claimer, wishes: list[str]) -> dict[str, Counter[str]]:
    """Every phone goes for every wish, all in the same order; outcomes by wish."""

    def phone(_: int) -> list[str]:
        return [claimer(wish, claim_body()) for wish in wishes]

    columns = zip(*many_at_once(phone, PHONES), strict=True)
    return {wish: Counter(outcomes) for wish, outcomes in zip(wishes, columns, strict=True)}


@pytest.mark.slow
def test_every_wish_has_exactly_one_winner_and_every_loser_is_told(fair: ObjectId) -> None:
    outcomes = fight(careful, [make_wish(fair) for _ in range(WISHES)])
    assert set(map(str, outcomes.values())) == {str(Counter(wish_already_claimed=PHONES - 1, won=1))}
    assert Wish.collection().count_documents({"state": "claimed", "ledger_due": {"$size": 1}}) == WISHES


def test_the_fight_finds_a_naive_claimer(fair: ObjectId) -> None:
    outcomes = fight(naive, [make_wish(fair) for _ in range(10)])
    assert max(outcome["won"] for outcome in outcomes.values()) > 1


def test_of_64_phones_on_one_wish_one_has_it(
    app: Flask, nobody: Caller, fair: ObjectId, settle: Callable[[], None]
) -> None:
    wish, bodies = make_wish(fair), [claim_body() for _ in range(PHONES)]

    def phone(number: int) -> tuple[int, dict[str, Any]]:
        answer = app.test_client(use_cookies=False).put(f"{BASE}/wishes/{wish}/claim", json=bodies[number])
        return answer.status_code, answer.get_json()

    answers = many_at_once(phone, PHONES)
    assert Counter(status for status, _ in answers) == {201: 1, 409: PHONES - 1}
    assert {body["code"] for status, body in answers if status == 409} == {"wish_already_claimed"}
    settle()
    assert nobody.get("/participation/counts?kind=claim").get_json()["exact"] == 1


def test_one_request_sent_many_times_at_once_is_one_claim(fair: ObjectId) -> None:
    wish, body = make_wish(fair), claim_body()
    outcomes = Counter(many_at_once(lambda _: careful(wish, body), 16))
    assert outcomes == {"won": 1, "again": 15}


def test_one_client_id_takes_one_of_many_wishes(fair: ObjectId) -> None:
    wishes, body = [make_wish(fair) for _ in range(16)], claim_body()
    outcomes = Counter(many_at_once(lambda number: careful(wishes[number], body), 16))
    assert outcomes == {"won": 1, "client_id_reused": 15}


def test_a_claim_given_back_many_times_at_once_is_given_back_once(fair: ObjectId) -> None:
    wish, body = make_wish(fair), claim_body()
    careful(wish, body)

    def release(_: int) -> str:
        try:
            give_back(actor=NOBODY, wish=wish, client_id=body["client_id"], now=utc_now())
        except DomainError as refused:
            return refused.code
        return "given back"

    assert Counter(many_at_once(release, 16)) == {"given back": 16}
    assert len(Wish.collection().find_one({"_id": wish})["ledger_due"]) == 2


@pytest.fixture
def fair(clean: None) -> ObjectId:
    return make_event(make_branch(kind="committee"), fair=True)
