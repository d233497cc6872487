"""Workers killed in the middle of their steps: what was made stays made, what was not is made by the next one."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from factories.promises import Promised
from factories.wishes import make_wish
from support.api import Caller
from weiguang.settings import Settings
from weiguang.wishes.models import Wish
from weiguang.wishes.promises.steps import find_due

WISHES = 150
KILLS = 3
WORKER = """
import sys
from datetime import datetime
from weiguang.settings import from_environment
from weiguang.storage.opening import open_storage
from weiguang.wishes.promises.steps import take_steps
open_storage(from_environment())
print("ready", flush=True)
while True:
    take_steps(datetime.fromisoformat(sys.argv[1]))
"""


@pytest.fixture
def promised(nobody: Caller) -> Promised:
    """Many promises for one day, each looked at once."""
    made = Promised(nobody)
    claimed = made.stored
    for number in range(WISHES - 1):
        wish = make_wish(made.fair, by=made.day, state="claimed", step_at=claimed["step_at"])
        claim = claimed["claim"] | {"client": f"{number:032x}"}
        Wish.collection().update_one({"_id": wish}, {"$set": {"claim": claim}})
    made.look(-15)
    return made


def start(settings: Settings, repository: Path, now: datetime) -> subprocess.Popen[str]:
    """A worker of its own process; it says when it is connected and begins."""
    environ = {"MONGODB_URI": settings.mongodb_uri, "WEIGUANG_DATA": str(settings.data), "WEIGUANG_DEMO": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, now.isoformat()],
        env=os.environ | environ | {"PYTHONPATH": str(repository / "backend")},
        stdout=subprocess.PIPE,
        text=True,
    )


def made(kind: str) -> set[int]:
    """How often the wishes have this step in their history, as the set of all counts."""
    wishes = Wish.collection().find({}, {"history": 1})
    return {sum(line["act"] == kind for line in wish["history"]) for wish in wishes}


def kill_while_working(settings: Settings, repository: Path, now: datetime) -> int:
    """Two workers at once, killed after a moment; how many wishes were still due then."""
    workers = [start(settings, repository, now) for _ in range(2)]
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    time.sleep(random.uniform(0, 0.05))
    for worker in workers:
        worker.kill()
        worker.communicate()
    return len(find_due(now))


@pytest.mark.slow
def test_every_step_is_made_once_however_often_workers_are_killed(
    settings: Settings, repository: Path, promised: Promised
) -> None:
    left = [kill_while_working(settings, repository, promised.moment(-3)) for _ in range(KILLS)]
    assert left == sorted(left, reverse=True)
    promised.look(-3)
    assert made("remind") == {1}
    assert Wish.collection().count_documents({"telling": {"$size": 1}}) == WISHES
