"""Gathering as the worker's runner."""

from __future__ import annotations

from weiguang.events.signing_up.gathering import gather_some
from weiguang.storage.clock import utc_now
from weiguang.work.worker import Worker


def run_gathering(_: Worker) -> int:
    """Bring in who signed up before there was a roster."""
    return gather_some(utc_now())
