"""Check-outs and half-done decisions as the worker's runners."""

from __future__ import annotations

from weiguang.checkins import checking_out, conflicts
from weiguang.storage.clock import utc_now
from weiguang.work.worker import Worker


def run_closing(_: Worker) -> int:
    """Join check-outs that came first, then close stays that nobody ended."""
    return checking_out.join_early(utc_now()) + checking_out.close_forgotten(utc_now())


def run_deciding(_: Worker) -> int:
    """Finish decisions that a crash left half done."""
    return conflicts.finish_decided(utc_now())
