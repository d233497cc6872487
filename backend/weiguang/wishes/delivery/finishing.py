"""Without a stop, or without words: the organiser records what came about some other way.

Goods are fetched at the counter, a service is rendered on the spot; and not everybody says thanks. What is recorded
here is kept in ``finished``, whose client ids make a repeat the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.participation.recording import person_key
from weiguang.wishes import life
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import PUBLISHED

_NEEDED = {"line": 1, "delivery": 1, "finished": 1}


def hand_over(*, actor: Actor, wish: str, client_id: str, now: datetime) -> None:
    """Record that a wish was delivered without a team. Raises `NotFound`, `Forbidden`, `WishWrongState`."""
    found = _reached(actor, wish)
    change: dict[str, Any] = {"step_at": None}
    if found.get("delivery"):
        change["delivery.state"] = "delivered"
    _finish(actor, found, "deliver", client_id, change, now)


def close_wish(*, actor: Actor, wish: str, client_id: str, now: datetime) -> None:
    """Close a delivered wish that brought no thanks. Raises `NotFound`, `Forbidden`, `WishWrongState`.

    From now on it is forgotten who it was for, a while later, as after thanks.
    """
    found = _reached(actor, wish)
    change = {"delivery.closed_at": now} if found.get("delivery") else {"finished.ended_at": now}
    _finish(actor, found, "close", client_id, change, now)


def _reached(actor: Actor, wish: str) -> dict[str, Any]:
    found = Wish.collection().find_one({"_id": wish, "state": {"$in": PUBLISHED}}, _NEEDED)
    if found is None:
        raise NotFound
    actor.must("wish.deliver", found["line"])
    return found


def _finish(
    actor: Actor, found: dict[str, Any], act: str, client_id: str, change: dict[str, Any], now: datetime
) -> None:
    """One conditional write, while there is a stop or none as it was read; the same request again changes nothing."""
    if (found.get("finished") or {}).get(act) == client_id:
        return
    stop = {"delivery.team": found["delivery"]["team"]} if found.get("delivery") else {"delivery": None}
    by = person_key(actor.person) if actor.person else life.SYSTEM
    change = change | {f"finished.{act}": client_id}
    try:
        life.move(wish=found["_id"], act=act, by=by, now=now, where=stop, change=change)
    except life.WishWrongState:
        again = Wish.collection().find_one({"_id": found["_id"], f"finished.{act}": client_id}, {"_id": 1})
        if again is None:
            raise
