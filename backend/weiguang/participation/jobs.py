"""The projector as a worker's runner."""

from __future__ import annotations

from weiguang.participation import projecting
from weiguang.work import leases
from weiguang.work.worker import Worker


def run_projector(worker: Worker) -> int:
    """Fold once, if this worker holds the projector's lease; step aside for a recount that asked for it."""
    if not leases.take(projecting.LEASE, owner=worker.name, seconds=projecting.LEASE_S):
        leases.release(projecting.LEASE, owner=worker.name)
        return 0
    return projecting.project()
