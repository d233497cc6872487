"""Taking a check-in out, and letting the one stand that it kept out: rows under natural keys, safe to do twice."""

from __future__ import annotations

from datetime import datetime

from bson import ObjectId

from weiguang.checkins.knowing import FORGOTTEN, Row, out_key
from weiguang.checkins.rows import stay_of
from weiguang.checkins.standing import current, first_key, read_check_ins, withdrawn_key
from weiguang.participation.hours import WITHDRAWN, change_flag
from weiguang.participation.models import Participation
from weiguang.participation.recording import find_act, record, record_all

KEPT = ("kind", "measure", "approx", "who", "source", "day", "occurred_at", "branches", "credited", "subject", "title")


def take_out(check_in: Row, *, by: ObjectId | None, now: datetime) -> None:
    """Correct a check-in by a row of the opposite quantity, on its own day; nobody has to end its stay any more."""
    if "stay_until" in check_in:
        hold_stay(check_in, now)
    key = withdrawn_key(check_in["_id"])
    correction = {name: check_in[name] for name in KEPT} | {"_id": key, "client_id": key, "pending": True, "by": by}
    record_all([correction | {"quantity": -check_in["quantity"], "corrects": check_in["_id"], "received_at": now}])
    Participation.collection().update_one({"_id": check_in["_id"]}, {"$unset": {"stay_until": ""}})


def hold_stay(check_in: Row, now: datetime) -> bool:
    """Hold the place of its check-out by a row that says nothing; False where somebody checked out before.

    Whoever inserts the stay first decides, the worker that closes it among them. What the worker closed and nobody
    looked at becomes that row.
    """
    held = stay_of(check_in, out_at=check_in["occurred_at"], source="closed")
    standing, _ = record(held | {"quantity": 0, "flag": WITHDRAWN, "received_at": now})
    if standing.get("flag") == FORGOTTEN and find_act(out_key(check_in)) is None:
        change_flag(standing["_id"], was=FORGOTTEN, to=WITHDRAWN)
        return True
    return standing.get("flag") == WITHDRAWN


def let_stand(row: Row) -> None:
    """Record a check-in that was kept as something to do, unless the person stands there by now.

    Its code was looked into, so this row makes it suspect no more.
    """
    row = {name: row[name] for name in row if name not in ("code_at", "entrance")}
    key = first_key(row)
    rows, withdrawn = read_check_ins([key])
    place, again = current(key, withdrawn)
    if place not in rows:
        record_all([row | {"_id": place} | ({"again": again} if again > 1 else {})])
