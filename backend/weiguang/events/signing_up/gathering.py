"""From an event without a limit to a roster: who signed up before keeps the place they were told they have."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo import DeleteOne, UpdateOne
from pymongo.errors import DuplicateKeyError

from weiguang.errors import Conflict
from weiguang.events.models import Registration
from weiguang.events.signing_up.models import SEATS_MOST, Roster
from weiguang.events.signing_up.rules import POOL
from weiguang.events.signing_up.settling import LEFT_MOST, seats_where, settle

AT_ONCE = 500
STRAGGLERS = timedelta(minutes=10)
"""How long a request that saw no roster may still come to its end: far longer than any is let live."""

Registered = dict[str, Any]


class TooManyToLimit(Conflict):
    """More people signed up than one roster holds."""

    code = "too_many_to_limit"
    title = f"已有超过 {SEATS_MOST} 人报名，不能再设名额或岗位"


def open_roster(event: ObjectId, content: dict[str, Any], now: datetime) -> bool:
    """Make the event's roster with everybody who signed up so far; False when it has one. Raises `TooManyToLimit`."""
    early = list(_registered(event).limit(SEATS_MOST + 1))
    coming = [row for row in early if "event" in row]
    if len(early) > SEATS_MOST:
        raise TooManyToLimit
    roster = content | {
        "_id": event,
        "version": 1,
        "seats": [_seat(row) for row in coming],
        "left": [client for row in early for client in row.get("left", [])][-LEFT_MOST:],
        "removed": [],
        "telling": [],
        "gather_until": now + STRAGGLERS,
    }
    try:
        Roster.collection().insert_one(roster)
    except DuplicateKeyError:
        return False
    return True


def gather_some(now: datetime) -> int:
    """Bring in registrations of events that have a roster by now; return how many. Twice is once.

    They go only after their seats stand, so a crash between leaves them to be brought in again, which adds nothing.
    """
    done = 0
    for roster in Roster.collection().find({"gather_until": {"$type": "date"}}, {"gather_until": 1}).limit(AT_ONCE):
        rows = list(_registered(roster["_id"]).limit(AT_ONCE))
        for row in rows:
            Roster.collection().bulk_write([UpdateOne(*write) for write in _bringing(roster["_id"], row, now)])
        if rows:
            Registration.collection().bulk_write([DeleteOne(_as_read(row)) for row in rows])
        elif now > roster["gather_until"]:
            Roster.collection().update_one({"_id": roster["_id"]}, {"$set": {"gather_until": None}})
        done += len(rows)
    return done


def _registered(event: ObjectId) -> Any:
    """Those who come and those who took it back, in the order of signing up."""
    query = {"$or": [{"event": event}, {"gone": event}]}
    return Registration.collection().find(query).sort([("registered_at", 1), ("_id", 1)])


def _seat(row: Registered) -> dict[str, Any]:
    told = {"client": row["client_id"], "person": row["person"], "at": row["registered_at"]}
    return told | {"shift": POOL, "asked": POOL, "placed": True}


def _bringing(event: ObjectId, row: Registered, now: datetime) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The writes that bring one registration in: what it took back, then its seat unless it is there."""
    left = [{"$literal": client} for client in row.get("left", [])]
    writes: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    if left:
        kept = seats_where({"$not": [{"$in": ["$$seat.client", left]}]})
        known = {"$setDifference": [left, "$left"]}
        stage = {"$set": {"left": {"$concatArrays": ["$left", known]}, "seats": kept}}
        writes.append(({"_id": event}, [stage, *settle(now)]))
    if "event" in row:
        seat = _seat(row)
        absent: dict[str, Any] = {
            "_id": event,
            "left": {"$ne": seat["client"]},
            "seats.client": {"$ne": seat["client"]},
        }
        absent["seats"] = {"$not": {"$elemMatch": {"person": row["person"], "shift": POOL}}}
        writes.append((absent, [{"$set": {"seats": {"$concatArrays": ["$seats", [{"$literal": seat}]]}}}]))
    return writes


def _as_read(row: Registered) -> dict[str, Any]:
    """Delete only what was brought in: not what somebody changed since."""
    same = {name: row[name] for name in ("client_id", "event", "gone") if name in row}
    return {"_id": row["_id"], "left": row["left"]} | same if "left" in row else {"_id": row["_id"]} | same
