"""What was read a moment ago: kept in this process for some seconds, for what many ask for at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Fresh(Generic[Key, Value]):
    """Values at most ``seconds`` old, at most ``most`` of them; one thread reads while the others wait for it."""

    def __init__(self, *, seconds: float, most: int) -> None:
        """An empty one."""
        self._seconds, self._most = seconds, most
        self._lock = threading.Lock()
        self._kept: dict[Key, tuple[float, Value]] = {}

    def get(self, key: Key, read: Callable[[], Value]) -> Value:
        """The value of ``key``, by ``read`` when none is fresh; what ``read`` raises is raised and nothing is kept."""
        kept = self._fresh(key)
        if kept:
            return kept[1]
        with self._lock:
            kept = self._fresh(key)
            if kept is None:
                began = time.monotonic()
                kept = self._keep(key, read(), began)
            return kept[1]

    def has(self, key: Key) -> bool:
        """Whether there is a fresh value of ``key``."""
        return self._fresh(key) is not None

    def keep(self, key: Key, value: Value) -> None:
        """Keep what somebody else has just read."""
        with self._lock:
            self._keep(key, value, time.monotonic())

    def forget(self, when: Callable[[Key], bool] = lambda _: True) -> None:
        """Read afresh next time what has such a key; without a condition, everything."""
        with self._lock:
            for key in [key for key in self._kept if when(key)]:
                del self._kept[key]

    def _fresh(self, key: Key) -> tuple[float, Value] | None:
        kept = self._kept.get(key)
        return kept if kept and time.monotonic() - kept[0] < self._seconds else None

    def _keep(self, key: Key, value: Value, at: float) -> tuple[float, Value]:
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = (at, value)
        return at, value
