"""Ledger rows."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from weiguang.participation.recording import make_row, record

NOON = datetime(2023, 6, 28, 4, tzinfo=UTC)
_keys = itertools.count()


def row(**more: Any) -> dict[str, Any]:
    """One believable row, credited everywhere and to branch ``b``."""
    made = {
        "kind": "check_in",
        "who": "p:1",
        "source": "self_scan",
        "subject": "event:1",
        "title": "公益集市",
        "branches": ["b"],
        "credited": ["all", "b"],
        "occurred_at": NOON,
        "received_at": NOON,
    }
    key = more.pop("key", None) or f"check_in:{next(_keys)}"
    return make_row(key, **(made | more))


def recorded(**more: Any) -> dict[str, Any]:
    """One row in the ledger."""
    made = row(**more)
    record(made)
    return made
