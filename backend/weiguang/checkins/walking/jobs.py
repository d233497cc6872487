"""Putting points right after a crash, as a worker's runner."""

from __future__ import annotations

from weiguang.checkins.walking.points import keep_due_points
from weiguang.work.worker import Worker


def run_points(worker: Worker) -> int:
    """Do what a request could not finish; two workers at once do the same thing twice, which is once."""
    return keep_due_points()
