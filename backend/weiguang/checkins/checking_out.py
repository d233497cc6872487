"""Check-outs that nobody made: closed at the shift's end with a flag; and those that came before their check-in.

A check-in where people check out carries ``stay_until``: bookkeeping, like ``pending``, that says its stay may still
have to be closed. Whoever inserts the stay first decides; the worker's row has the flag ``forgotten`` and no minutes,
only the ``most`` it can have been. A look at it, or a real check-out that arrives later, is a row that corrects it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from weiguang.checkins import rules
from weiguang.checkins.knowing import FORGOTTEN
from weiguang.checkins.models import CheckInConflict
from weiguang.checkins.rows import join_stay, stay_of
from weiguang.checkins.service import get_point
from weiguang.checkins.standing import standing_of
from weiguang.errors import NotFound
from weiguang.participation.models import Participation
from weiguang.participation.recording import record_all

A_STEP = 200
GRACE = timedelta(minutes=2)
"""A queue that brings a check-in late may bring its check-out in the next batch."""
WAITS = timedelta(days=7)


def close_forgotten(now: datetime) -> int:
    """Close a bounded number of stays whose shift is over; return how many were looked at."""
    over = {"stay_until": {"$lte": now}, "received_at": {"$lte": now - GRACE}}
    due = list(Participation.collection().find(over).sort("stay_until", 1).limit(A_STEP))
    for check_in in due:
        end = _end_of(check_in)
        if end > now:  # the shift was made longer meanwhile
            Participation.collection().update_one({"_id": check_in["_id"]}, {"$set": {"stay_until": end}})
            continue
        record_all([forgotten_row(check_in, end, now)])
        Participation.collection().update_one({"_id": check_in["_id"]}, {"$unset": {"stay_until": ""}})
    return len(due)


def forgotten_row(check_in: dict[str, Any], end: datetime, now: datetime) -> dict[str, Any]:
    """The stay of somebody who did not check out; until somebody looks at it, it counts for nothing."""
    row = stay_of(check_in, out_at=end, source="closed")
    return row | {"quantity": 0, "most": row["quantity"], "flag": FORGOTTEN, "received_at": now}


def _end_of(check_in: dict[str, Any]) -> datetime:
    """The end of the shift by the rule as it stands now."""
    try:
        rule = rules.rule_of(get_point(check_in["point"]))
    except NotFound:
        end: datetime = check_in["stay_until"]
        return end
    return rules.shift_end(rule, check_in["occurred_at"])


def join_early(now: datetime) -> int:
    """Record check-outs that arrived before their check-in, now that it stands; return how many."""
    waiting = {"state": "open", "kind": "no_check_in", "received_at": {"$gte": now - WAITS}}
    joined = 0
    for conflict in CheckInConflict.collection().find(waiting).limit(A_STEP):
        stand = standing_of(conflict["keys"]).values()
        came = [check_in for check_in in stand if check_in["occurred_at"] <= conflict["at"]]
        if not came:
            continue
        record_all([join_stay(conflict["row"], max(came, key=itemgetter("occurred_at")))])
        found = {"choice": "found", "note": "", "by": None, "at": now}
        CheckInConflict.collection().update_one(
            {"_id": conflict["_id"], "state": "open"}, {"$set": {"state": "resolved", "decision": found}}
        )
        joined += 1
    return joined
