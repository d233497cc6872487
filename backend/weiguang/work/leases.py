"""Named leases: "one at a time" across all workers, with an heir who may ask a long-lived holder to step aside."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mongoengine import DateTimeField, StringField
from pymongo.errors import DuplicateKeyError

from weiguang.storage.documents import Document

LONG_AGO = datetime.fromtimestamp(0, UTC)


class Lease(Document):
    """Who holds what until when, and who asked to have it next."""

    id = StringField(primary_key=True)
    owner = StringField()
    until = DateTimeField()
    heir = StringField()
    heir_until = DateTimeField()
    meta = {"collection": "leases"}


def until(seconds: float) -> dict[str, Any]:
    """An aggregation expression: ``seconds`` from now by the server's clock."""
    return {"$add": ["$$NOW", int(seconds * 1000)]}


def take(name: str, *, owner: str, seconds: float) -> bool:
    """Take or renew the lease ``name``; False when somebody else holds it or has asked for it."""
    free = {"$or": [{"$eq": ["$owner", owner]}, {"$lt": ["$until", "$$NOW"]}]}
    ours = {"$or": [{"$eq": ["$heir", owner]}, {"$lt": ["$heir_until", "$$NOW"]}]}
    held = {"owner": {"$literal": owner}, "until": until(seconds)}
    leases = Lease.collection()
    if leases.update_one({"_id": name, "$expr": {"$and": [free, ours]}}, [{"$set": held}]).matched_count:
        return True
    try:
        leases.insert_one({"_id": name, "owner": "", "until": LONG_AGO, "heir": "", "heir_until": LONG_AGO})
    except DuplicateKeyError:
        return False
    return take(name, owner=owner, seconds=seconds)


def ask(name: str, *, owner: str, seconds: float) -> None:
    """Ask to have the lease next: its holder can no longer renew it, and nobody else can take it meanwhile."""
    heir = {"heir": {"$literal": owner}, "heir_until": until(seconds)}
    Lease.collection().update_one({"_id": name}, [{"$set": heir}])


def release(name: str, *, owner: str) -> None:
    """Give the lease back, so that the next holder need not wait for it to run out."""
    leases = Lease.collection()
    leases.update_one({"_id": name, "owner": owner}, {"$set": {"until": LONG_AGO}})
    leases.update_one({"_id": name, "heir": owner}, {"$set": {"heir_until": LONG_AGO}})
