"""Limits of the sale fund, and what a filing number looks like: pure."""

from __future__ import annotations

import re
from datetime import timedelta

FEN_MOST = 10**9
"""Ten million yuan in one entry."""

SALES_MOST = 2000
ALLOCATIONS_MOST = 2000
CORRECTIONS_MOST = 10
"""One fair's ledger is one document of at most 16 MB."""

STALE = timedelta(seconds=10)
"""A reservation this old was left behind by a crash."""

AHEAD = timedelta(minutes=5)
"""How far a phone's clock may be ahead of ours."""

SALE_STATES = ("pending", "booked", "voided")
ALLOCATION_STATES = ("reserved", "settled", "released")
STANDING = ("reserved", "settled")

FILING_NUMBER = re.compile(r"(?=(?:.*[0-9]){4})[0-9A-Z\u4e00-\u9fff()（）〔〕\[\]\-]{6,40}")
"""Filing numbers differ from place to place, so only what none of them lacks is demanded: four digits, no odd signs."""


def yuan(fen: int) -> str:
    """An amount as people read it: ``1,234.50``; integers only, so nothing is rounded."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"
