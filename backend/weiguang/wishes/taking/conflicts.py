"""The short list of what paper and cards left to do: two claimants for one wish, and people to call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.events.service import get_fair
from weiguang.storage.clock import from_ms, to_ms
from weiguang.wishes.models import Wish
from weiguang.wishes.taking.models import ClaimConflict

_SIDE = ("claimed_at", "number", "name_masked", "phone_masked")
_SINCE = {"channel": "remote", "organisation": ""}
"""What the first claims did not say yet, and what it was."""
Place = tuple[int, ObjectId]


def list_conflicts(*, actor: Actor, fair: ObjectId, after: Place | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` things to do, oldest first; ``position`` is the cursor's. Needs ``claim.help``."""
    actor.must("claim.help", get_fair(fair)["line"])
    later = _later(after)
    rows = _paper(fair, later, limit + 1) + _displaced(fair, later, limit + 1)
    rows.sort(key=lambda row: row["position"])
    return rows[: limit + 1]


def _later(after: Place | None) -> list[dict[str, Any]]:
    if after is None:
        return []
    moment, todo = from_ms(after[0]), after[1]
    return [{"at": {"$gt": moment}}, {"at": moment, "_id": {"$gt": todo}}]


def _paper(fair: ObjectId, later: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Rows of paper lists whose wish somebody else had, beside the claim that stands now."""
    query: dict[str, Any] = {"state": {"$in": ["open", "deciding"]}, "fair": fair} | ({"$or": later} if later else {})
    found = list(ClaimConflict.collection().find(query).sort([("at", 1), ("_id", 1)]).limit(most))
    codes = [conflict["wish"] for conflict in found]
    wishes = {
        wish["_id"]: wish
        for wish in Wish.collection().find({"_id": {"$in": codes}}, {"serial": 1, "item": 1, "state": 1, "claim": 1})
    }
    return [
        _row("paper", conflict["_id"], conflict["at"], conflict["claim"], wishes[conflict["wish"]])
        for conflict in found
        if conflict["wish"] in wishes
    ]


def _displaced(fair: ObjectId, later: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Claims that gave way and whose claimants nobody has called yet."""
    pipeline: list[dict[str, Any]] = [
        {"$match": {"fair": fair, "displaced.todo": {"$exists": True}}},
        {"$project": {"serial": 1, "item": 1, "state": 1, "claim": 1, "displaced": 1}},
        {"$unwind": "$displaced"},
        {"$match": {"displaced.todo": {"$exists": True}, "displaced.settled": None}},
        {"$project": {"wish": "$$ROOT", "at": "$displaced.displaced_at", "_id": "$displaced.todo"}},
        *([{"$match": {"$or": later}}] if later else []),
        {"$sort": {"at": 1, "_id": 1}},
        {"$limit": most},
    ]
    return [
        _row("displaced", found["_id"], found["at"], found["wish"]["displaced"], found["wish"])
        for found in Wish.collection().aggregate(pipeline)
    ]


def _row(kind: str, todo: ObjectId, at: datetime, claim: dict[str, Any], wish: dict[str, Any]) -> dict[str, Any]:
    standing = wish.get("claim")
    return {
        "id": str(todo),
        "kind": kind,
        "at": at,
        "code": wish["_id"],
        "serial": wish["serial"],
        "item": wish["item"],
        "wish_state": wish["state"],
        "waiting": _side(claim),
        "standing": _side(standing) if standing else None,
        "position": (to_ms(at), todo),
    }


def _side(claim: dict[str, Any]) -> dict[str, Any]:
    """One of the two, masked: numbers are opened elsewhere, with a purpose."""
    return {name: claim[name] for name in _SIDE} | {name: claim.get(name, was) for name, was in _SINCE.items()}
