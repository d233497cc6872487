"""Workers that race on the same steps: each is made once, each claimant told once, and the test itself can fail."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from factories.promises import Promised
from factories.wishes import claim_body, make_wish
from support.api import Caller, client_id
from support.racing import many_at_once
from weiguang.access.actor import NOBODY
from weiguang.errors import DomainError
from weiguang.notices.channels import sms
from weiguang.reactions import run_telling
from weiguang.wishes.life import SYSTEM, history_line
from weiguang.wishes.models import Wish
from weiguang.wishes.promises.keeping import Proof, move_day
from weiguang.wishes.promises.steps import find_due, take_step
from weiguang.work.worker import Worker

WORKERS = 8
WISHES = 12

Stepper = Callable[[dict[str, Any], datetime], bool]


def naive(wish: dict[str, Any], now: datetime) -> bool:
    """The negative control: a step by the wish's name alone, whatever somebody else did meanwhile."""
    entry = {"key": "k", "kind": "remind", "at": now}
    line = history_line("remind", by=SYSTEM, now=now, note="-3")
    change = {"$set": {"step_at": None}, "$push": {"telling": entry, "history": line}}
    return bool(Wish.collection().update_one({"_id": wish["_id"]}, change).matched_count)


def race(step: Stepper, now: datetime) -> int:
    """Every worker reads what is due, then all make the steps; how many steps they say they made."""
    read = threading.Barrier(WORKERS)

    def worker(_: int) -> int:
        due = find_due(now)
        read.wait()
        return sum(step(wish, now) for wish in due)

    return sum(many_at_once(worker, WORKERS))


def made(act: str) -> Counter[int]:
    """How often each wish had this act."""
    wishes = Wish.collection().find({}, {"history": 1})
    return Counter(sum(line["act"] == act for line in wish["history"]) for wish in wishes)


@pytest.fixture
def promised(nobody: Caller) -> Promised:
    """Twelve promises for the same day, each looked at once."""
    made = Promised(nobody)
    for _ in range(WISHES - 1):
        wish = make_wish(made.fair, by=made.day)
        assert nobody.put(f"/wishes/{wish}/claim", claim_body()).status_code == 201
    made.look(-15)
    return made


def test_every_reminder_is_made_once_by_many_workers(promised: Promised) -> None:
    assert race(take_step, promised.moment(-3)) == WISHES
    assert made("remind") == {1: WISHES}
    assert Wish.collection().count_documents({"telling": {"$size": 1}}) == WISHES


def test_the_race_finds_a_naive_scheduler(promised: Promised) -> None:
    assert race(naive, promised.moment(-3)) > WISHES
    assert max(made("remind")) > 1


def test_every_lapse_is_made_once_and_corrected_once(promised: Promised) -> None:
    promised.look(1)
    race(take_step, promised.moment(4))
    assert made("lapse") == {1: WISHES}
    assert Wish.collection().count_documents({"state": "open", "ledger_due": {"$size": 2}}) == WISHES


def test_of_a_lapse_and_a_new_day_at_once_one_stands(promised: Promised) -> None:
    promised.look(1)
    due = next(wish for wish in find_due(promised.moment(4)) if wish["_id"] == promised.wish)

    def act(number: int) -> bool:
        if number:
            return take_step(due, promised.moment(4))
        try:
            claimant_moves(promised)
        except DomainError:
            return False
        return True

    assert sum(many_at_once(act, 2)) == 1
    lapsed = "lapse" in promised.acts()
    assert promised.stored["state"] == ("open" if lapsed else "claimed")


def claimant_moves(promised: Promised) -> None:
    proof = Proof(client_id=promised.body["client_id"])
    day = promised.moment(10).date().isoformat()
    move_day(actor=NOBODY, wish=promised.wish, proof=proof, day=day, now=promised.moment(4))


def test_no_claimant_gets_two_texts(promised: Promised, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    class Gateway:
        def send(self, *, key: str, **_: str) -> None:
            sent.append(key)

    monkeypatch.setattr(sms._Installed, "gateway", Gateway())
    race(take_step, promised.moment(-3))
    many_at_once(lambda number: run_telling(Worker(name=f"worker {number}")), WORKERS)
    assert (len(sent), len(set(sent))) == (WISHES, WISHES)


def test_one_call_noted_many_times_at_once_is_one(promised: Promised, app: Any) -> None:
    organiser, body = promised.organiser(), {"client_id": client_id(), "outcome": "no_answer"}

    def call(_: int) -> int:
        caller = Caller(app.test_client(use_cookies=False), organiser.contract, organiser.token)
        return caller.post(f"/wishes/{promised.wish}/called", body).status_code

    assert Counter(many_at_once(call, WORKERS)) == {204: WORKERS}
    assert len(promised.stored["claim"]["calls"]) == 1
