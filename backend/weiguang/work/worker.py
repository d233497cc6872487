"""The background worker: runners in turn, woken by a change stream and by a short timer as a net."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymongo.database import Database
from pymongo.errors import PyMongoError

log = logging.getLogger(__name__)

IDLE_S = 0.5
BACKOFF_S = 2.0


@dataclass
class Worker:
    """Who runs: a name for leases and a flag that asks to stop.

    The flag is a plain one: an Event's lock, taken in a signal handler, may be the one the interrupted code holds.
    """

    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    stopping: bool = False
    wake: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Ask the worker to stop after its current step."""
        self.stopping = True


Runner = Callable[[Worker], int]
"""Does one bounded step and says how much it did; 0 means nothing was due."""


def run(worker: Worker, runners: Sequence[Runner], watched: Database[dict[str, Any]], collections: list[str]) -> None:
    """Run until told to stop. A runner that fails is logged and tried again; the others go on."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    threading.Thread(target=_watch, args=(worker, watched, collections), daemon=True).start()
    resting: dict[Runner, float] = {}
    while not worker.stopping:
        worker.wake.clear()
        if not sum(_step(worker, runner, resting) for runner in runners):
            worker.wake.wait(IDLE_S)


def _step(worker: Worker, runner: Runner, resting: dict[Runner, float]) -> int:
    if resting.get(runner, 0) > time.monotonic():
        return 0
    try:
        return runner(worker)
    except Exception:
        log.exception("runner %s failed, resting %s s", runner.__qualname__, BACKOFF_S)
        resting[runner] = time.monotonic() + BACKOFF_S
        return 0


def _watch(worker: Worker, database: Database[dict[str, Any]], collections: list[str]) -> None:
    """Wake the worker at every change of ``collections``; the timer covers what a broken stream misses."""
    pipeline: list[dict[str, Any]] = [{"$match": {"ns.coll": {"$in": collections}}}, {"$project": {"_id": 1}}]
    while not worker.stopping:
        try:
            with database.watch(pipeline, max_await_time_ms=1000) as stream:
                for _ in stream:
                    worker.wake.set()
        except PyMongoError:
            time.sleep(BACKOFF_S)
