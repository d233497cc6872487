"""Publishing at a time, as the worker's runner."""

from __future__ import annotations

from weiguang.storage.clock import utc_now
from weiguang.stories.publishing import publish_due
from weiguang.work.worker import Worker


def run_publishing(_: Worker) -> int:
    """Publish what is due. Needs no lease: each story is published by one conditional write."""
    return publish_due(utc_now())
