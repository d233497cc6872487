"""Finishing decisions that a crash left half done."""

from __future__ import annotations

from datetime import timedelta

from weiguang.errors import DomainError
from weiguang.storage.clock import utc_now
from weiguang.wishes.taking.deciding import carry_out
from weiguang.wishes.taking.models import ClaimConflict
from weiguang.work.worker import Worker

PATIENCE = timedelta(seconds=10)
"""A request that is still running finishes by itself."""
A_STEP = 50


def run_deciding(_: Worker) -> int:
    """Carry out what was decided and not finished; return how many."""
    now, done = utc_now(), 0
    left = {"state": "deciding", "decision.at": {"$lt": now - PATIENCE}}
    for conflict in ClaimConflict.collection().find(left).limit(A_STEP):
        try:
            carry_out(conflict, now=now)
        except DomainError:
            continue  # it is open again, for a person to decide
        done += 1
    return done
