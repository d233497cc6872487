"""The board of a fair: live figures that thousands may poll.

Each process computes a board at most once a second; one thread computes while the others wait for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from bson import ObjectId

from weiguang.events.service import get_fair, list_fairs
from weiguang.storage.fresh import Fresh
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import DELIVERED, GROUPS, PUBLISHED, TAKEN

RECENT_MOST = 8

Tally = dict[str, int]


@dataclass(frozen=True)
class Board:
    """A board, ready to send. ``tag`` stands for the figures alone: a second in which nothing happened is no change."""

    body: dict[str, Any]
    raw: bytes
    tag: str


_boards: Fresh[ObjectId, Board] = Fresh(seconds=1.0, most=500)


def read_board(*, fair: ObjectId, now: datetime) -> Board:
    """The board, at most a second old; raises `NotFound` for an event that is no fair."""
    return _boards.get(fair, lambda: compute_board(fair=fair, now=now))


def forget_boards() -> None:
    """Compute every board afresh next time."""
    _boards.forget()


def compute_board(*, fair: ObjectId, now: datetime) -> Board:
    """Read the figures now."""
    event = get_fair(fair)
    body = {"fair": str(fair), "title": event["title"], **_figures(fair), "recent": _recent(fair)}
    tag = hashlib.blake2b(orjson.dumps(body), digest_size=12).hexdigest()
    body["as_of"] = now
    return Board(body, orjson.dumps(body), tag)


def list_fair_items(*, after: tuple[str, ObjectId] | None, limit: int, now: datetime) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` fairs with their figures, newest first."""
    return [_item(event, now) for event in list_fairs(after=after, limit=limit)]


def _item(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    body = read_board(fair=event["_id"], now=now).body
    return {
        "id": event["_id"],
        "title": event["title"],
        "date": event["date"],
        "venue": "、".join(event["venues"]),
        **{name: body[name] for name in ("collected", "claimed", "open")},
    }


def _figures(fair: ObjectId) -> dict[str, Any]:
    """Counted over the index ``board`` alone."""
    parts = {"state": "$state", "group": "$group", "district": "$district"}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"fair": fair, "state": {"$in": PUBLISHED}}},
        {"$group": {"_id": parts, "wishes": {"$sum": 1}}},
    ]
    rows = [row["_id"] | {"wishes": row["wishes"]} for row in Wish.collection().aggregate(pipeline, hint="board")]
    districts = {row["district"]: _tally(one for one in rows if one["district"] == row["district"]) for row in rows}
    return {
        **_tally(rows),
        "delivered": sum(row["wishes"] for row in rows if row["state"] in DELIVERED),
        "by_group": [{"group": group, **_tally(row for row in rows if row["group"] == group)} for group in GROUPS],
        "by_district": [{"district": district, **districts[district]} for district in sorted(districts)],
    }


def _tally(rows: Iterable[dict[str, Any]]) -> Tally:
    """Collected is what was not withdrawn; claimed is everything that somebody took on, however far it is."""
    tally = {"collected": 0, "claimed": 0, "open": 0}
    for row in rows:
        tally["collected"] += row["wishes"] if row["state"] != "withdrawn" else 0
        tally["claimed"] += row["wishes"] if row["state"] in TAKEN else 0
        tally["open"] += row["wishes"] if row["state"] == "open" else 0
    return tally


def _recent(fair: ObjectId) -> list[dict[str, Any]]:
    """The last claims, without names."""
    query = {"fair": fair, "claim.claimed_at": {"$exists": True}}
    shown = {"item": 1, "group": 1, "claim.claimed_at": 1}
    found = Wish.collection().find(query, shown).sort("claim.claimed_at", -1).limit(RECENT_MOST)
    return [
        {"code": wish["_id"], "item": wish["item"], "group": wish["group"], "at": wish["claim"]["claimed_at"]}
        for wish in found
    ]
