"""Finishing what a crash left between the fund and a wish."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from weiguang.errors import Conflict
from weiguang.storage.clock import utc_now
from weiguang.wishes.fund.allocating import follow, settle
from weiguang.wishes.fund.models import Fund
from weiguang.wishes.fund.rules import STALE
from weiguang.wishes.models import Wish
from weiguang.work.worker import Worker

A_STEP = 100


def run_repairing(_: Worker) -> int:
    """Bring fund and wishes together again; return how much was done."""
    now = utc_now()
    return settle_stale(now) + follow_wishes(now)


def settle_stale(now: datetime) -> int:
    """Settle reservations that were left behind, or release those whose wish went elsewhere."""
    done = 0
    for fund in Fund.collection().find({"allocations.state": "reserved"}, {"allocations": 1}).limit(A_STEP):
        for allocation in fund["allocations"]:
            if allocation["state"] == "reserved" and allocation["at"] < now - STALE:
                with suppress(Conflict):  # the wish went elsewhere, so the reservation was released
                    settle(fund["_id"], allocation, now)
                done += 1
    return done


def follow_wishes(now: datetime) -> int:
    """Give the fund what wishes no longer use."""
    owing = Wish.collection().find({"fund_due.allocation": {"$exists": True}}, {"_id": 1}).limit(A_STEP)
    return sum(follow(wish["_id"], now) for wish in owing)
