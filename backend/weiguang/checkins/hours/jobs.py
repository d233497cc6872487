"""Finishing what a crash left between an approval and its ledger row."""

from __future__ import annotations

from weiguang.checkins.hours.deriving import derive
from weiguang.checkins.hours.models import HourChange
from weiguang.work.worker import Worker

A_STEP = 100


def run_deriving(_: Worker) -> int:
    """Write the rows that approved changes still owe; return how many."""
    due = list(HourChange.collection().find({"due": True}).limit(A_STEP))
    for change in due:
        derive(change)
    return len(due)
