"""The scheduler as the worker's runner."""

from __future__ import annotations

from weiguang.storage.clock import utc_now
from weiguang.wishes.promises.steps import take_steps
from weiguang.work.worker import Worker


def run_steps(_: Worker) -> int:
    """Make the steps of promises that are due."""
    return take_steps(utc_now())
