"""Which wishes go on paper: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

CARDS_MOST = 400
"""Cards in one answer: fifty sheets of eight."""
KEPT_MOST = 50
"""Client ids kept on a card; more printings of one card than that are somebody's new act."""

PRINTABLE = ("reviewed", "open", "claimed", "ready", "delivered", "funded")
"""Cards that may be printed, also again after a paper jam: not what is still in review, withdrawn, or over."""
WAITING = ("reviewed", "open")
"""Wishes that still wait for somebody: their cards go on the wall, and they stand in the paper claim list."""
REPLACEABLE = ("reviewed", "open", "claimed", "ready")
"""A lost card is only worth a new one while its code can still be used."""


def choose(*, codes: Sequence[str] | None, first: int | None, last: int | None, client_id: str) -> dict[str, Any]:
    """The query for the chosen wishes: by code, by serial, or everything on the wall without a card.

    What this very request has printed already counts as without a card: a repeat gets the same cards.
    """
    if codes is not None:
        return {"_id": {"$in": list(codes)}}
    if first is not None or last is not None:
        bounds = {"$gte": first, "$lte": last}
        return {"serial": {name: value for name, value in bounds.items() if value is not None}}
    return {"state": {"$in": list(WAITING)}, "$or": [{"card": None}, {"card.prints": client_id}]}


def card_link(base_url: str, code: str) -> str:
    """What the card's QR code says: capitals make it one size smaller."""
    return f"{base_url}/W/{code}".upper()


def wall_link(base_url: str, fair: str) -> str:
    """The fair's wall for phones; posters add what they narrow it by."""
    return f"{base_url}/wishes?fair={fair}"
