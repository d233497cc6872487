"""Desks at the very same instant: one code at two gates, and taking back while somebody checks out or comes again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from factories.people import make_person
from races.test_desk_race import Gates
from support.api import Caller
from support.racing import at_once, many_at_once
from weiguang.access.actor import Actor
from weiguang.checkins import checking_in, checking_out, conflicts, taking_back
from weiguang.checkins.models import CheckInConflict, Point
from weiguang.checkins.personal_codes import the_keys
from weiguang.checkins.service import forget_point
from weiguang.errors import DomainError
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now

ROUNDS, RIVALS = 8, 8
HOUR = timedelta(hours=1)
Admit = Callable[[Actor, dict[str, Any]], dict[str, Any]]


@pytest.fixture
def gates(nobody: Caller) -> Gates:
    made = Gates()
    Point.collection().update_many({}, {"$set": {"kind": "gate"}})
    for point in made.points:
        forget_point(point)
    return made


def one_by_one(device: Actor, row: dict[str, Any]) -> dict[str, Any]:
    return checking_in.check_in(actor=device, now=utc_now(), **row)[0]


def in_a_batch(device: Actor, row: dict[str, Any]) -> dict[str, Any]:
    return checking_in.check_in_all(actor=device, rows=[row], now=utc_now())[0]


def same_code(gates: Gates) -> list[dict[str, Any]]:
    """Scans of one code of somebody new, at two gates."""
    shown = {"proof": the_keys().sign(make_person()[0], utc_now() - HOUR), "person": None}
    return [gates.scan(point, utc_now(), **shown) for point in gates.points]


def in_one_instant(gates: Gates, admit: Admit, rows: list[dict[str, Any]], patch: pytest.MonkeyPatch) -> list[str]:
    """Both desks have looked before either writes; what they are told."""
    both, look_up = threading.Barrier(2), checking_in.look_up

    def looked(*asked: Any, **more: Any) -> Any:
        books = look_up(*asked, **more)
        both.wait(10)
        return books

    with patch.context() as patched:
        patched.setattr(checking_in, "look_up", looked)
        answers = many_at_once(lambda at: admit(gates.devices[at], rows[at]), 2)
    return [answer["state"] for answer in answers]


@pytest.mark.parametrize("admit", [one_by_one, in_a_batch])
def test_one_code_at_two_gates_in_one_instant_is_one_thing_to_do(
    gates: Gates, admit: Admit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, ROUNDS + 1):
        rows = same_code(gates)
        assert "conflict" in in_one_instant(gates, admit, rows, monkeypatch)
        for device, row in zip(gates.devices, rows, strict=False):  # sent again, it is still the same
            assert admit(device, row)["state"] == "conflict"
        assert Participation.collection().count_documents({}) == 2 * number
        assert CheckInConflict.collection().count_documents({"kind": "shared_code"}) == number


@pytest.mark.parametrize("admit", [one_by_one, in_a_batch])
def test_without_looking_again_nobody_would_know(gates: Gates, admit: Admit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking_in, "shared_at_once", lambda *_: None)
    assert in_one_instant(gates, admit, same_code(gates), monkeypatch) == ["stored", "stored"]
    assert CheckInConflict.collection().count_documents({}) == 0


@pytest.mark.parametrize(("choice", "left"), [("same_person", 2), ("two_people", 1), ("not_present", 0)])
def test_what_two_gates_stored_is_decided_like_any_other(
    gates: Gates, choice: str, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_one_instant(gates, one_by_one, same_code(gates), monkeypatch)
    (conflict,) = CheckInConflict.collection().find()
    for _ in range(2):
        conflict["decision"] = {"choice": choice, "note": "", "by": None, "at": utc_now()}
        conflicts.carry_out(conflict, utc_now())
    rows = list(Participation.collection().find())
    assert sum(row["quantity"] for row in rows) == left
    assert {row.get("corrects") for row in rows} - {None, conflict["row"]["_id"], conflict["standing"]} == set()


def took_back(device: Actor, client_id: str) -> bool:
    try:
        taking_back.take_back(actor=device, client_id=client_id, withdrawn_at=None, sent_at=None, now=utc_now())
    except DomainError:
        return False
    return True


def test_taking_back_at_once_is_once_and_so_is_coming_again(gates: Gates) -> None:
    device = gates.devices[0]
    row = gates.scan(gates.points[0], utc_now())
    gates.admit(device, row)
    assert many_at_once(lambda _: took_back(device, row["client_id"]), RIVALS) == [True] * RIVALS
    rows = [gates.scan(gates.points[0], utc_now()) for _ in range(RIVALS)]
    answers = many_at_once(lambda at: gates.admit(gates.devices[at], rows[at])["state"], RIVALS)
    assert sorted(answers) == ["duplicate"] * (RIVALS - 1) + ["stored"]
    assert sorted(one["quantity"] for one in Participation.collection().find()) == [-1, 1, 1]


def shift(gates: Gates) -> dict[str, Any]:
    """Somebody came ten minutes ago; the row."""
    row = gates.scan(gates.points[0], utc_now() - HOUR / 6, act="in", person=make_person()[0])
    gates.admit(gates.devices[0], row)
    return row


def leave(gates: Gates, row: dict[str, Any]) -> str:
    out = gates.scan(row["point"], utc_now(), act="out", person=row["person"])
    return str(gates.admit(gates.devices[1], out)["state"])


def minutes_of_nobody() -> int:
    """Minutes of people whose check-in was taken out: those of whom nothing else counts."""
    out = {row["who"] for row in Participation.collection().find({"measure": "attendances", "quantity": -1})}
    stays = Participation.collection().find({"measure": "hours", "who": {"$in": list(out)}})
    return sum(row["quantity"] for row in stays)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_whoever_checks_out_while_it_is_taken_back_is_in_or_out_and_never_both(clean: None, _: int) -> None:
    gates = Gates(check_out=True)
    row = shift(gates)
    back, left = at_once(lambda: took_back(gates.devices[0], row["client_id"]), lambda: leave(gates, row))
    assert (back, left) in ((True, "conflict"), (False, "stored"))
    assert minutes_of_nobody() == 0


def test_without_the_held_place_both_would_count(clean: None, monkeypatch: pytest.MonkeyPatch) -> None:
    gates, held = Gates(check_out=True), threading.Event()
    row = shift(gates)

    def late(*_: Any) -> bool:
        held.wait(10)
        return True

    monkeypatch.setattr(taking_back, "hold_stay", late)
    monkeypatch.setattr("weiguang.checkins.taking_out.hold_stay", late)

    def first() -> Any:
        left = leave(gates, row)
        held.set()
        return left

    assert at_once(lambda: took_back(gates.devices[0], row["client_id"]), first) == [True, "stored"]
    assert minutes_of_nobody() == 10


@pytest.mark.parametrize("_", range(ROUNDS))
def test_the_worker_closing_while_it_is_taken_back_leaves_nothing_to_look_at(clean: None, _: int) -> None:
    gates = Gates(check_out=True)
    row, later = shift(gates), utc_now() + 48 * HOUR
    back, _closed = at_once(
        lambda: took_back(gates.devices[0], row["client_id"]), lambda: checking_out.close_forgotten(later)
    )
    assert back
    assert Participation.collection().count_documents({"flag": "forgotten"}) == 0
    assert Participation.collection().count_documents({"stay_until": {"$exists": True}}) == 0
