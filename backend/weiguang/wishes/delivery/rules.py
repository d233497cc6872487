"""Stops, receipts and their times: pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from weiguang.storage.clock import local_day

STOP_STATES = ("planned", "delivered", "absent", "rescheduled")
OUTCOMES = ("delivered", "absent", "rescheduled")
RECEIPT_KINDS = ("signature", "code")
DELIVERABLE = ("claimed", "ready", "funded")
"""States of a wish that may have a stop to come."""
AUTOMATIC = ("ready", "funded")
"""States of which planning by district takes every wish."""

LATE = timedelta(days=7)
AHEAD = timedelta(seconds=60)
STOPS_MOST = 100
MEMBERS_MOST = 30
PICTURES_MOST = 3
TRIES_KEPT = 50
PLACES_KEPT = 20
"""Teams and days that a stop was planned for before: a phone that was offline still speaks of them."""
SIGNATURE_MOST = 20_000
RECEIPT_DIGITS = 4

_STROKES = re.compile(r"M[0-9]+ [0-9]+(?: ?[ML][0-9]+ [0-9]+)*")


def believable(moment: datetime, received_at: datetime) -> bool:
    """Whether a mark made at ``moment`` may reach us at ``received_at``."""
    return received_at - LATE <= moment <= received_at + AHEAD


def is_signature(path: str) -> bool:
    """Whether ``path`` is an SVG path of pen strokes and nothing else: whole numbers, move and line."""
    return len(path) <= SIGNATURE_MOST and _STROKES.fullmatch(path) is not None


def receipt_code(digest: str) -> str:
    """The four digits that a beneficiary tells the team, from a keyed digest."""
    return f"{int(digest, 16) % 10**RECEIPT_DIGITS:0{RECEIPT_DIGITS}d}"


def is_due(stop: Mapping[str, Any], moment: datetime) -> bool:
    """Whether a stop's day had come at ``moment``."""
    return bool(stop["day"] <= local_day(moment))


def is_today(stop: Mapping[str, Any], now: datetime) -> bool:
    """Whether a stop is to be driven to today."""
    return bool(stop["day"] == local_day(now))
