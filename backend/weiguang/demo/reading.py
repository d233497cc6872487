"""Reading the demo's files, and ids that are the same at every load."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from bson import ObjectId

DATA = Path(__file__).parent / "data"


def read(name: str) -> dict[str, Any]:
    """One file of the demo data."""
    return json.loads((DATA / f"{name}.json").read_text())  # type: ignore[no-any-return]


def demo_id(kind: str, key: object) -> ObjectId:
    """The id of one demo object: from its key, so that loading twice is loading once."""
    return ObjectId(hashlib.sha256(f"demo:{kind}:{key}".encode()).digest()[:12])
