"""``weiguang recount``: every total again from the ledger."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from weiguang import registry
from weiguang.participation import projecting, recounting
from weiguang.participation.models import Fold, Participation
from weiguang.settings import Settings
from weiguang.wiring import wire
from weiguang.work import leases
from weiguang.work.worker import Worker

PATIENCE_S = 30.0


def run_recount(settings: Settings, *, verify: bool) -> int:
    """Drain what waits, recount, compare; without ``verify`` also put right what differs. 0 means no differences."""
    wire(settings)
    worker = Worker(name=f"recount:{os.getpid()}")
    if not _hold(worker):
        print("另一个统计程序正在运行，请稍后再试。", file=sys.stderr)
        return 2
    try:
        drain(worker)
        total = Participation.collection().estimated_document_count()
        sums = recounting.recount(_progress(worker, total))
        wrong = recounting.differences(sums)
        for key in wrong[:20]:
            print(f"不一致: {key}")
        if wrong and not verify:
            last = next(iter(Fold.collection().find({}, {"_id": 1}).sort("_id", -1).limit(1)), {"_id": 0})
            recounting.rebuild(sums, wrong, fold=last["_id"])
            print(f"已按台账重新计算 {len(wrong)} 个合计。")
            wrong = recounting.differences(sums)
        print(f"台账 {total} 行，合计 {len(sums)} 个，不一致 {len(wrong)} 个。")
        return 1 if wrong else 0
    finally:
        leases.release(projecting.LEASE, owner=worker.name)


def drain(worker: Worker) -> None:
    """Let every runner that feeds the ledger, and the projector, come to rest."""
    deadline = time.monotonic() + PATIENCE_S
    while sum(runner(worker) for runner in (*registry.DERIVING, _project_held)) and time.monotonic() < deadline:
        pass


def _project_held(worker: Worker) -> int:
    leases.take(projecting.LEASE, owner=worker.name, seconds=60)
    return projecting.project()


def _hold(worker: Worker) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    leases.ask(projecting.LEASE, owner=worker.name, seconds=PATIENCE_S)
    while not leases.take(projecting.LEASE, owner=worker.name, seconds=60):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _progress(worker: Worker, total: int) -> Callable[[int], None]:
    """A bar on a terminal, and the lease renewed along the way."""

    def heard(done: int) -> None:
        leases.take(projecting.LEASE, owner=worker.name, seconds=60)
        if sys.stderr.isatty():
            filled = 30 * done // max(total, 1)
            print(f"\r重新计算 [{'#' * filled:<30}] {done}/{total}", end="\n" if done >= total else "", file=sys.stderr)

    return heard
