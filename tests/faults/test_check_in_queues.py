"""kill -9 of the server in the middle of a batch: the phone sends again, and every row is accounted for, once."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from pymongo import MongoClient

from support.product import Product, client_id
from weiguang.storage.clock import utc_now
from weiguang.storage.embedded import running_uri

ORGANISER = "13800000004"
BATCH, BATCHES, PHONES = 1_000, 3, 2
DEADLINE_S = 120


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    running = Product(tmp_path)
    yield running
    running.kill_all()


class ScanningPhone:
    """A phone that sends its queue in batches and sends each again until every row has an answer."""

    def __init__(self, product: Product, point: str, people: list[str]) -> None:
        self.product, self.token = product, product.token(ORGANISER)
        self.rows = [self._row(point, person) for person in people]
        self.answers: list[dict[str, Any]] = []
        self.sent = 0
        self.thread = threading.Thread(target=self._drain)

    def _row(self, point: str, person: str) -> dict[str, Any]:
        scanned = utc_now() - timedelta(minutes=random.uniform(1, 60))
        return {"client_id": client_id(), "point": point, "person": person, "scanned_at": scanned.isoformat()}

    def _drain(self) -> None:
        for start in range(0, len(self.rows), BATCH):
            self.answers += self._until_answered(self.rows[start : start + BATCH])

    def _until_answered(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            self.sent += 1
            try:
                status, answer = self.product.call("POST", "/check-ins/batch", rows, token=self.token)
                if status == 200:
                    return list(answer["items"])
            except (OSError, HTTPException, ValueError):
                pass
            time.sleep(0.05)
        raise AssertionError("no answer in time")


def make_people(database: Any, how_many: int) -> list[str]:
    people = [{"_id": ObjectId(), "name": f"人{number}", "functional": [], "roles": []} for number in range(how_many)]
    database.people.insert_many(people)
    return [str(person["_id"]) for person in people]


def kill_web(product: Product) -> None:
    """kill -9 every worker of the web process."""
    for pid, command in product.processes():
        if "gunicorn" in command:
            os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_row_of_a_batch_that_the_server_died_in_is_accounted_for(product: Product) -> None:
    database = MongoClient(running_uri(product.data), w="majority")["weiguang"]
    point = database.check_in_points.find_one({"key": f"event:{product.fair()}"})["_id"]
    people = make_people(database, BATCH * BATCHES * PHONES)
    shares = [people[number::PHONES] for number in range(PHONES)]
    phones = [ScanningPhone(product, point, share) for share in shares]
    for phone in phones:
        phone.thread.start()
    for _ in range(3):
        time.sleep(random.uniform(0.2, 0.8))
        kill_web(product)
    for phone in phones:
        phone.thread.join()
    rows = [row for phone in phones for row in phone.rows]
    answers = [answer for phone in phones for answer in phone.answers]
    assert [answer["client_id"] for answer in answers] == [row["client_id"] for row in rows]
    assert {answer["state"] for answer in answers} <= {"stored", "duplicate"}
    assert sum(phone.sent for phone in phones) > BATCHES * PHONES, "no batch was killed"
    sent = [row["client_id"] for row in rows]
    stored = [row["client_id"] for row in database.participations.find({"client_id": {"$in": sent}}, {"client_id": 1})]
    database.client.close()
    assert sorted(stored) == sorted(sent)
