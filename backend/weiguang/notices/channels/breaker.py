"""Keeps one push service that does not answer from holding up the others."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

TRIP = 8
REST_S = 30.0
REST_MOST_S = 300.0


class Breaker:
    """Counts network failures in a row by origin; past `TRIP` the origin rests, longer each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: dict[str, int] = {}
        self._rests_until: dict[str, datetime] = {}

    def rest_s(self, origin: str, now: datetime) -> float:
        """How many seconds the origin still rests; 0 when it may be called."""
        with self._lock:
            until = self._rests_until.get(origin)
            return max(0.0, (until - now).total_seconds()) if until else 0.0

    def heard(self, origin: str) -> None:
        """The origin answered, whatever it said."""
        with self._lock:
            self._failures.pop(origin, None)
            self._rests_until.pop(origin, None)

    def missed(self, origin: str, now: datetime) -> None:
        """The origin did not answer. Calls that were under way when it began to rest do not lengthen the rest."""
        with self._lock:
            if origin in self._rests_until and self._rests_until[origin] > now:
                return
            failures = self._failures[origin] = self._failures.get(origin, 0) + 1
            if failures >= TRIP:
                rest = min(REST_MOST_S, REST_S * 2.0 ** min(failures - TRIP, 10))
                self._rests_until[origin] = now + timedelta(seconds=rest)
