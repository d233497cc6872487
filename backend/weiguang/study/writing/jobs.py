"""The worker's part: publishing what is due, and showing files that a crash left unshown."""

from __future__ import annotations

from weiguang.storage.clock import utc_now
from weiguang.study.writing.publishing import find_due, put_up
from weiguang.study.writing.showing import show_left_behind
from weiguang.work.leases import take
from weiguang.work.worker import Worker

LEASE = "lesson-publishing"
LEASE_S = 30


def run_publishing(worker: Worker) -> int:
    """Publish the next lesson that is due; one worker at a time, and harmless if it were two."""
    now = utc_now()
    found = find_due(now)
    if found is None or not take(LEASE, owner=worker.name, seconds=LEASE_S):
        return 0
    put_up(found, by=found["scheduled_by"], now=now)
    return 1


def run_showing(_: Worker) -> int:
    """Show the files of lessons whose readers changed."""
    return show_left_behind()
