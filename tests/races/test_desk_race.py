"""Desks, phones and the worker at the same person in the same moment."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.checkins import make_point
from factories.people import make_branch, make_person
from support.api import client_id
from weiguang.access.actor import Actor, Role
from weiguang.checkins import checking_in, checking_out, rows as ledger_rows
from weiguang.checkins.models import CheckInConflict, Point
from weiguang.checkins.service import forget_point
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now

THREADS = 16
HOUR = timedelta(hours=1)


class Gates:
    """Two points of one event with a rule, sixteen devices of its staff, and one person."""

    def __init__(self, **rule: Any) -> None:
        self.root = make_branch(kind="committee")
        own = make_point(self.root)
        other = own | {"_id": "ZZZZZ2", "key": "made:other"}
        Point.collection().insert_one(other)
        Point.collection().update_many({}, {"$set": {"rule": rule}})
        self.points = [own["_id"], other["_id"]]
        for point in self.points:
            forget_point(point)
        self.person = make_person()[0]
        self.devices = [self.device() for _ in range(THREADS)]

    def device(self) -> Actor:
        return Actor(person=ObjectId(), session=ObjectId(), roles=(Role("organiser", self.root),))

    def scan(self, point: str, at: datetime, **more: Any) -> dict[str, Any]:
        return {"client_id": client_id(), "point": point, "person": self.person, "scanned_at": at} | more

    def admit(self, device: Actor, row: dict[str, Any]) -> dict[str, Any]:
        return checking_in.check_in(actor=device, now=utc_now(), **row)[0]


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Do all of them, started together."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_sixteen_desks_that_admit_one_person_at_once_admit_one(clean: None) -> None:
    gates, now = Gates(once="event"), utc_now()
    rows = [gates.scan(gates.points[number % 2], now) for number in range(THREADS)]
    acts = [lambda pair=pair: gates.admit(*pair) for pair in zip(gates.devices, rows, strict=True)]
    assert Counter(answer["state"] for answer in at_once(acts)) == {"stored": 1, "conflict": THREADS - 1}
    assert Participation.collection().count_documents({}) == 1
    assert CheckInConflict.collection().count_documents({}) == THREADS - 1


def checked_in(gates: Gates) -> datetime:
    """The person is inside for three hours; the moment they came."""
    came = utc_now() - 3 * HOUR
    gates.admit(gates.devices[0], gates.scan(gates.points[0], came, act="in"))
    return came


def leave(gates: Gates, came: datetime) -> list[Callable[[], Any]]:
    rows = [gates.scan(gates.points[0], came + HOUR, act="out") for _ in range(THREADS)]
    return [lambda pair=pair: gates.admit(*pair) for pair in zip(gates.devices, rows, strict=True)]


def test_sixteen_check_outs_at_once_are_one(clean: None) -> None:
    gates = Gates(check_out=True)
    states = Counter(answer["state"] for answer in at_once(leave(gates, checked_in(gates))))
    assert states == {"stored": 1, "duplicate": THREADS - 1}
    assert [row["quantity"] for row in Participation.collection().find({"measure": "hours"})] == [60]


def test_without_the_natural_key_there_would_be_many_check_outs(clean: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_rows, "stay_key", lambda _: f"stay:{ObjectId()}")
    gates = Gates(check_out=True)
    at_once(leave(gates, checked_in(gates)))
    assert Participation.collection().count_documents({"measure": "hours"}) == THREADS


@pytest.mark.parametrize("_", range(5))
def test_the_worker_closing_while_people_leave_costs_nobody_a_minute(clean: None, _: int) -> None:
    gates = Gates(check_out=True, closes_at=utc_now() - HOUR)
    came, later = checked_in(gates), utc_now() + HOUR
    at_once([*leave(gates, came), *[lambda: checking_out.close_forgotten(later)] * 2])
    rows = list(Participation.collection().find({"measure": "hours"}))
    assert sum(row["quantity"] for row in rows) == 60
    assert [row["flag"] for row in rows if "flag" in row] in ([], ["corrected"])


def test_one_queue_sent_twice_at_once_is_one(clean: None) -> None:
    gates, now = Gates(), utc_now()
    rows = [gates.scan(gates.points[0], now, person=make_person()[0]) for _ in range(100)]
    send = [lambda: checking_in.check_in_all(actor=gates.devices[0], rows=rows, now=now)] * 2
    answers = [item["state"] for items in at_once(send) for item in items]
    assert Counter(answers) == {"stored": 100, "duplicate": 100}
    assert Participation.collection().count_documents({}) == 100
