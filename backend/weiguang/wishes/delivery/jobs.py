"""Forgetting: who a wish was for, its signature and its photos, a while after the wish is closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from weiguang.storage.clock import utc_now
from weiguang.storage.pictures import forget_pictures
from weiguang.wishes.beneficiaries import purge_beneficiary
from weiguang.wishes.models import Wish
from weiguang.work.worker import Worker

WISHES_A_STEP = 100


class _Installed:
    keep: ClassVar[timedelta] = timedelta(days=30)


def install(days: int) -> None:
    """Set how many days after the feedback everything is kept."""
    _Installed.keep = timedelta(days=days)


def run_purging(_: Worker) -> int:
    """Purge some wishes that are due; return how many."""
    return purge(now=utc_now())


def purge(*, now: datetime) -> int:
    """Forget what is due; the wish is marked last, so that a crash in between only forgets again."""
    query = {"delivery.closed_at": {"$lte": now - _Installed.keep}}
    due = [wish["_id"] for wish in Wish.collection().find(query, {"_id": 1}).limit(WISHES_A_STEP)]
    for wish in due:
        purge_beneficiary(wish=wish)
        forget_pictures(about=f"wish:{wish}")
        Wish.collection().update_one(
            {"_id": wish},
            {
                "$unset": {"delivery.closed_at": 1, "delivery.receipt.sealed": 1, "delivery.pictures": 1},
                "$set": {"delivery.purged_at": now},
            },
        )
    return len(due)
