"""kill -9 of every process under load: what was acknowledged stands, once, and the totals equal the ledger."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from pymongo import MongoClient

from support.product import Product, client_id
from weiguang.storage.codes import make_code
from weiguang.storage.embedded import running_uri
from weiguang.wishes.service import new_wish

WISHES, PHONES = 600, 12
DEADLINE_S = 90


class Crowd:
    """Phones that claim every wish, two of them each, and keep trying until they have an answer."""

    def __init__(self, product: Product, codes: list[str]) -> None:
        self.product, self.codes = product, codes
        self.won: dict[str, list[str]] = {code: [] for code in codes}
        self.lost = 0
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._phone, args=(number,)) for number in range(PHONES)]

    def run(self) -> None:
        for thread in self.threads:
            thread.start()

    def join(self) -> None:
        for thread in self.threads:
            thread.join()

    def _phone(self, number: int) -> None:
        for code in self.codes[number % (PHONES // 2) :: PHONES // 2]:
            body = {"client_id": client_id(), "name": "王小明", "phone": f"1391000{number:04d}", "consent": True}
            status, answer = self._until_answered(f"/wishes/{code}/claim", body)
            with self.lock:
                if status in (200, 201):
                    self.won[code].append(answer["number"])
                else:
                    assert (status, answer["code"]) == (409, "wish_already_claimed")
                    self.lost += 1

    def _until_answered(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """The same request again, as a phone's outbox does, until the server has answered it for good."""
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            try:
                status, answer = self.product.call("PUT", path, body)
                if status < 500:
                    return status, answer
            except (OSError, HTTPException):
                pass
            time.sleep(0.1)
        raise AssertionError("no answer in time")


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    running = Product(tmp_path)
    yield running
    running.kill_all()


@pytest.fixture
def codes(product: Product) -> list[str]:
    """Many more open wishes on the running product's wall."""
    fair = ObjectId(product.fair())
    database = MongoClient(running_uri(product.data), w="majority")["weiguang"]
    line = database.events.find_one({"_id": fair})["line"]
    made = {make_code(): number for number in range(1_000, 1_000 + WISHES)}
    database.wishes.insert_many([new_wish(code=code, serial=made[code], fair=fair, line=line) for code in made])
    database.client.close()
    return list(made)


def kill(product: Product, what: str) -> None:
    """kill -9 one process of the product, by what its command line says."""
    found = [pid for pid, command in product.processes() if what in command]
    assert found, f"no {what} among {product.processes()}"
    os.kill(found[-1], signal.SIGKILL)


def wait_counted(product: Product) -> dict[str, Any]:
    """The count of claims, once the ledger has nothing waiting."""
    for _ in range(300):
        status, counts = product.call("GET", "/participation/counts?kind=claim")
        claimed = product.call("GET", f"/fairs/{product.fair()}/board")[1]["claimed"]
        if status == 200 and not counts["waiting"] and counts["exact"] == claimed:
            return counts
        time.sleep(0.1)
    raise AssertionError(f"still waiting: {counts} for {claimed} claimed")


def recount(product: Product) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "weiguang", "recount", "--verify", "--data", str(product.data)]
    return subprocess.run(command, env=product.environment, capture_output=True, text=True, timeout=60)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_lost_or_doubled(product: Product, codes: list[str]) -> None:
    crowd = Crowd(product, codes)
    crowd.run()
    for what in ("gunicorn", "weiguang work", "mongod", "gunicorn"):
        time.sleep(0.7)
        kill(product, what)
    crowd.join()
    product.wait_ready()
    assert [numbers for numbers in crowd.won.values() if len(numbers) != 1] == []
    assert crowd.lost == WISHES
    assert wait_counted(product)["exact"] == 290 + WISHES
    done = recount(product)
    assert done.returncode == 0, done.stdout + done.stderr
    assert product.personal_in_logs() == []


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_after_killing_everything_at_once_a_start_finds_it_all(product: Product, codes: list[str]) -> None:
    crowd = Crowd(product, codes[:60])
    crowd.run()
    crowd.join()
    product.kill_all()
    product.start()
    assert wait_counted(product)["exact"] == 290 + 60
    assert product.stop() == 0
    done = recount(product)
    assert (done.returncode, "不一致 0 个" in done.stdout) == (0, True), done.stdout + done.stderr
