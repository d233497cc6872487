"""Named leases: "one at a time" across all workers, with a fence that tells an old holder it has been replaced."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mongoengine import DateTimeField, IntField, StringField
from pymongo.errors import DuplicateKeyError

from weiguang.storage.documents import Document


class Lease(Document):
    """Who holds what until when."""

    id = StringField(primary_key=True)
    owner = StringField()
    until = DateTimeField()
    fence = IntField()
    meta = {"collection": "leases"}


def until(seconds: float) -> dict[str, Any]:
    """An aggregation expression: ``seconds`` from now by the server's clock."""
    return {"$add": ["$$NOW", int(seconds * 1000)]}


def take(name: str, *, owner: str, seconds: float) -> bool:
    """Take or renew the lease ``name``; False when somebody else holds it."""
    free = {"$or": [{"$eq": ["$owner", owner]}, {"$lt": ["$until", "$$NOW"]}]}
    held = {"owner": {"$literal": owner}, "until": until(seconds), "fence": {"$add": ["$fence", 1]}}
    leases = Lease.collection()
    if leases.update_one({"_id": name, "$expr": free}, [{"$set": held}]).matched_count:
        return True
    try:
        leases.insert_one({"_id": name, "owner": "", "until": datetime.fromtimestamp(0, UTC), "fence": 0})
    except DuplicateKeyError:
        return False
    return take(name, owner=owner, seconds=seconds)


def release(name: str, *, owner: str) -> None:
    """Give the lease back, so that the next holder need not wait for it to run out."""
    Lease.collection().delete_one({"_id": name, "owner": owner})
