"""Finishing what a crash left between a signature and its ledger row."""

from __future__ import annotations

from weiguang.meetings.deriving import derive
from weiguang.meetings.minutes.models import MinutesRevision
from weiguang.work.worker import Worker

A_STEP = 100


def run_deriving(_: Worker) -> int:
    """Write the rows that signatures still owe; return how many."""
    due = list(MinutesRevision.collection().find({"due": True}).limit(A_STEP))
    for signed in due:
        derive(signed)
    return len(due)
