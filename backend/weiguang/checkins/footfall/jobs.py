"""When a day is over: the estimate takes the place of what it was made from."""

from __future__ import annotations

from datetime import datetime, timedelta

from weiguang.checkins.footfall.models import Footfall
from weiguang.checkins.footfall.rules import estimate
from weiguang.storage.clock import local_day, utc_now
from weiguang.work.worker import Worker

A_STEP = 100
GRACE = timedelta(minutes=15)
"""A request that came before midnight has been answered by then, whatever the clocks of two machines say."""


def run_closing_days(_: Worker) -> int:
    """Close some days that are over; return how many."""
    return close_days(utc_now())


def close_days(now: datetime) -> int:
    """Put the estimate in the place of registers and ids; closing twice is once."""
    due = Footfall.collection().find({"counting": True, "day": {"$lt": local_day(now - GRACE)}}).limit(A_STEP)
    return sum(_close(row["_id"], estimate(row.get("registers", {}), most=row["first"])) for row in due)


def _close(key: str, people: int) -> int:
    closed = Footfall.collection().update_one(
        {"_id": key, "counting": True},
        {"$set": {"people": people}, "$unset": {"registers": 1, "recent": 1, "counting": 1}},
    )
    return closed.modified_count
