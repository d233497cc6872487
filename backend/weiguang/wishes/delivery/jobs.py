"""Forgetting, a while after a wish is closed or withdrawn: who it was for, signature, photos, and its claimant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from weiguang.storage.clock import utc_now
from weiguang.storage.pictures import forget_pictures
from weiguang.wishes.beneficiaries import purge_beneficiary
from weiguang.wishes.models import Wish
from weiguang.work.worker import Worker

WISHES_A_STEP = 100
ENDINGS = {
    "delivery": ("closed_at", "receipt.sealed", "pictures"),
    "finished": ("ended_at",),
    "withdrawn": ("ended_at",),
}
"""How a wish ended, and what goes from it; the first says since when it is over, and that it is not forgotten yet."""
OF_CLAIMANT = ("claim.sealed", "claim.witness_sealed", "claim.message")
"""What its claimant left; the masked name stays, and opens nothing."""


class _Installed:
    keep: ClassVar[timedelta] = timedelta(days=30)


def install(days: int) -> None:
    """Set how many days after its end everything about a wish is kept."""
    _Installed.keep = timedelta(days=days)


def run_purging(_: Worker) -> int:
    """Purge some wishes that are due; return how many."""
    return purge(now=utc_now())


def purge(*, now: datetime) -> int:
    """Forget what is due; the wish is marked last, so that a crash in between only forgets again."""
    return sum(_purge(ending, gone, now) for ending, gone in ENDINGS.items())


def _purge(ending: str, gone: tuple[str, ...], now: datetime) -> int:
    query = {f"{ending}.{gone[0]}": {"$lte": now - _Installed.keep}}
    due = [wish["_id"] for wish in Wish.collection().find(query, {"_id": 1}).limit(WISHES_A_STEP)]
    for wish in due:
        purge_beneficiary(wish=wish)
        forget_pictures(about=f"wish:{wish}")
        gone_here = dict.fromkeys((*(f"{ending}.{name}" for name in gone), *OF_CLAIMANT), 1)
        Wish.collection().update_one({"_id": wish}, {"$unset": gone_here, "$set": {f"{ending}.purged_at": now}})
    return len(due)
