"""Opening the wall (上墙): everything reviewed turns open, and what is approved later follows by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.events.service import get_fair
from weiguang.wishes.collecting.models import Wall
from weiguang.wishes.life import SYSTEM, history_line, onto_history
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import ACTS


def open_wall(*, actor: Actor, fair: ObjectId, now: datetime) -> dict[str, Any]:
    """Open the wall of a fair; opening it again opens what waits and keeps the first moment.

    Raises `NotFound`, `Forbidden`. The wall is marked first: what is approved from then on opens by itself, and the
    worker opens what fell between.
    """
    event = get_fair(fair)
    actor.must("wish.review", event["line"])
    first = {"opened_at": now, "by": actor.person}
    Wall.collection().update_one({"_id": fair}, {"$setOnInsert": first}, upsert=True)
    opened = _open_reviewed([fair], by=f"p:{actor.person}", now=now)
    return {"opened_at": opened_at(fair), "opened": opened}


def opened_at(fair: ObjectId) -> datetime | None:
    """When the wall of a fair was opened; None before."""
    wall = Wall.collection().find_one({"_id": fair})
    return wall["opened_at"] if wall else None


def open_left_behind(now: datetime) -> int:
    """Open what is reviewed on walls that are open: an approval and the opening met, or were cut short."""
    fairs = [wall["_id"] for wall in Wall.collection().find({}, {"_id": 1})]
    return _open_reviewed(fairs, by=SYSTEM, now=now) if fairs else 0


def _open_reviewed(fairs: list[ObjectId], *, by: str, now: datetime) -> int:
    """The act ``open`` on each of them, as `life.move` does it on one."""
    sources, target = ACTS["open"]
    line = history_line("open", by=by, now=now)
    moved = Wish.collection().update_many(
        {"fair": {"$in": fairs}, "state": {"$in": list(sources)}},
        {"$set": {"state": target}, "$push": {"history": onto_history(line)}},
    )
    return moved.modified_count
