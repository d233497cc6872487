"""Sending as the worker's runners."""

from __future__ import annotations

from weiguang.notices import sending
from weiguang.notices.pushing import Postman
from weiguang.storage.clock import utc_now
from weiguang.work.worker import Worker

POSTMAN = Postman()


def run_sending(worker: Worker) -> int:
    """Take one notice a page further."""
    return sending.send_page(owner=worker.name, now=utc_now())


def run_pushing(worker: Worker) -> int:
    """Keep the pushes moving."""
    return POSTMAN.step(owner=worker.name, now=utc_now())
