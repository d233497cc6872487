"""Races: acts that start in the same moment, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

Answer = TypeVar("Answer")


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    """Do all of them, started together; their answers in order."""
    gate = threading.Barrier(len(acts))

    def started(act: Callable[[], Answer]) -> Answer:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(started, acts))


def many_at_once(act: Callable[[int], Answer], threads: int) -> list[Answer]:
    """Do ``act`` in that many threads, started together; each is told its number."""
    return at_once(*(partial(act, number) for number in range(threads)))
