"""Workers killed between a place being won and its winner being told: everybody is told, and nobody twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bson import ObjectId

from factories.signing_up import SigningUp
from support.api import Caller
from weiguang.access.actor import Actor
from weiguang.events.signing_up.joining import sign_up
from weiguang.events.signing_up.models import Roster
from weiguang.notices.models import InboxRow, Notice
from weiguang.reactions import tell_seats
from weiguang.settings import Settings
from weiguang.storage.clock import utc_now

PEOPLE = 200
KILLS = 3
WORKER = """
from weiguang.settings import from_environment
from weiguang.storage.clock import utc_now
from weiguang.storage.opening import open_storage
from weiguang.reactions import tell_seats
open_storage(from_environment())
print("ready", flush=True)
while True:
    tell_seats(utc_now())
"""


@pytest.fixture
def risen(nobody: Caller) -> SigningUp:
    """Many who wait, and then places for all of them at once."""
    event = SigningUp(nobody)
    event.plan(capacity=1)
    for _ in range(PEOPLE + 1):
        asked = {"client_id": None, "shift": "", "demo": False, "now": utc_now()}
        sign_up(actor=Actor(person=ObjectId()), event=event.event, **asked)
    event.plan(capacity=PEOPLE + 1)
    return event


def kill_while_telling(settings: Settings, repository: Path) -> int:
    """Two workers at once, killed after a moment; how many are still to be told then."""
    environ = {"MONGODB_URI": settings.mongodb_uri, "WEIGUANG_DATA": str(settings.data), "WEIGUANG_DEMO": "1"}
    environ["PYTHONPATH"] = str(repository / "backend")
    command = [sys.executable, "-c", WORKER]
    workers = [subprocess.Popen(command, env=os.environ | environ, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    time.sleep(random.uniform(0, 0.1))
    for worker in workers:
        worker.kill()
        worker.communicate()
    [roster] = Roster.collection().find({}, {"telling": 1})
    return len(roster["telling"])


@pytest.mark.slow
def test_everybody_who_moved_up_is_told_once_however_often_workers_are_killed(
    settings: Settings, repository: Path, risen: SigningUp
) -> None:
    left = [kill_while_telling(settings, repository) for _ in range(KILLS)]
    assert left == sorted(left, reverse=True) and left[0] > 0
    while tell_seats(utc_now()):
        pass
    told = [row["person"] for row in InboxRow.collection().find({}, {"person": 1})]
    placed = [seat["person"] for seat in risen.stored["seats"][1:]]
    assert sorted(told) == sorted(placed)
    assert Notice.collection().count_documents({}) == PEOPLE
