"""The audit log: who looked at what personal, and why (网络安全法 art. 23 asks six months of logs)."""

from __future__ import annotations

from datetime import datetime

from mongoengine.connection import get_db
from pymongo.write_concern import WriteConcern


def note(act: str, *, by: str, about: str, purpose: str, now: datetime) -> None:
    """Write one line before anything is shown; ``by`` is who looks, ``about`` what is looked at (ids, never names)."""
    get_db().get_collection("audit", write_concern=WriteConcern("majority", j=True)).insert_one(
        {"at": now, "act": act, "by": by, "about": about, "purpose": purpose}
    )
