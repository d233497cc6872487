"""Load the demo data once; a marker written last makes an interrupted load start again."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database


def load_demo(database: Database[dict[str, Any]]) -> None:
    """Load everything that is missing."""
