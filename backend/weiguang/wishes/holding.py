"""Holding a wish for 15 minutes while its claim card is filled in.

A hold is a courtesy, not a state: the wish stays open, a claim by anybody else is refused until it ends, and whoever
holds the card's tear-off code goes past it. Past a limit per address no hold is given, and claiming works without one:
nobody can take a whole wall out of use.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from weiguang.access.limits import hit
from weiguang.errors import NotFound, TooMany
from weiguang.wishes.claiming import WishAlreadyClaimed, WishHeld, digest_client, free_for
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import HOLD, PUBLISHED
from weiguang.wishes.service import must_exist, similar_to

HOLDS_MOST, HOLDS_WINDOW_S = 200, 900


def hold_wish(*, wish: str, client_id: str, address: str, now: datetime) -> dict[str, Any]:
    """Hold an open wish; the same client again keeps its time. Raises `NotFound`, `WishHeld`, `WishAlreadyClaimed`."""
    client = digest_client(client_id)
    mine = Wish.collection().find_one(
        {"_id": wish, "state": "open", "hold.client": client, "hold.until": {"$gt": now}}, {"hold": 1}
    )
    if mine:
        return {"until": mine["hold"]["until"]}
    with suppress(TooMany):
        hit(name="holds", key=address, most=HOLDS_MOST, window_s=HOLDS_WINDOW_S, now=now)
        return {"until": _hold(wish, client, now)}
    must_exist(wish)
    return {"until": None}


def _hold(wish: str, client: str, now: datetime) -> datetime:
    """One conditional write: of two who hold at once, one does."""
    until = now + HOLD
    held = Wish.collection().update_one(
        {"_id": wish, "state": "open", "$or": free_for(client, now)},
        {"$set": {"hold": {"client": client, "until": until}}},
    )
    if held.matched_count:
        return until
    found = Wish.collection().find_one(
        {"_id": wish, "state": {"$in": PUBLISHED}}, {"state": 1, "fair": 1, "group": 1, "district": 1}
    )
    if found is None:
        raise NotFound
    refusal = WishHeld if found["state"] == "open" else WishAlreadyClaimed
    raise refusal(extra={"similar": similar_to(found)})


def let_go(*, wish: str, client_id: str) -> None:
    """End one's own hold; ending it twice is the same."""
    Wish.collection().update_one({"_id": wish, "hold.client": digest_client(client_id)}, {"$set": {"hold": None}})
