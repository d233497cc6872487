"""The background process: every feature's runners under one loop."""

from __future__ import annotations

import logging

from weiguang import registry
from weiguang.settings import Settings
from weiguang.storage.connection import watcher
from weiguang.wiring import wire
from weiguang.work.worker import Worker, run


def work(settings: Settings) -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    wire(settings)
    run(Worker(), registry.RUNNERS, watcher(settings.mongodb_uri), registry.WATCHED)
    return 0
