"""Jobs as documents: enqueue, claim under a lease, save a cursor, finish, or come back later."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from mongoengine import DateTimeField, DictField, IntField, StringField
from pymongo import IndexModel, ReturnDocument

from weiguang.storage.documents import Document
from weiguang.work.leases import until

LEASE_S = 15.0


class Job(Document):
    """One piece of work. ``state``: ready → leased → done, or failed after ``most`` attempts."""

    id = StringField(primary_key=True)
    kind = StringField()
    payload = DictField()
    state = StringField()
    run_at = DateTimeField()
    lease_until = DateTimeField()
    owner = StringField()
    fence = IntField()
    attempts = IntField()
    cursor = StringField(null=True)
    last_error = StringField()
    meta = {"collection": "jobs"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel([("state", 1), ("kind", 1), ("run_at", 1)], name="due")]


class LeaseLost(Exception):
    """Another worker took over: stop without writing."""


def enqueue(key: str, *, kind: str, payload: dict[str, Any], run_at: datetime) -> None:
    """Store a job under its natural key; a repeat changes nothing."""
    Job.collection().update_one(
        {"_id": key},
        {
            "$setOnInsert": {
                "kind": kind,
                "payload": payload,
                "state": "ready",
                "run_at": run_at,
                "fence": 0,
                "attempts": 0,
                "cursor": None,
            }
        },
        upsert=True,
    )


def claim(kind: str, *, owner: str) -> dict[str, Any] | None:
    """Take the next due job of this kind, or one whose worker stopped renewing."""
    due = {"$and": [{"$eq": ["$state", "ready"]}, {"$lte": ["$run_at", "$$NOW"]}]}
    orphaned = {"$and": [{"$eq": ["$state", "leased"]}, {"$lt": ["$lease_until", "$$NOW"]}]}
    return Job.collection().find_one_and_update(
        {"kind": kind, "state": {"$in": ["ready", "leased"]}, "$expr": {"$or": [due, orphaned]}},
        [
            {
                "$set": {
                    "state": "leased",
                    "owner": owner,
                    "lease_until": until(LEASE_S),
                    "fence": {"$add": ["$fence", 1]},
                    "attempts": {"$add": ["$attempts", 1]},
                }
            }
        ],
        sort=[("run_at", 1)],
        return_document=ReturnDocument.AFTER,
    )


def save(job: dict[str, Any], *, cursor: str | None) -> None:
    """Renew the lease and keep how far the work is; raise `LeaseLost` when it is no longer ours."""
    _write(job, {"cursor": {"$literal": cursor}, "lease_until": until(LEASE_S), "attempts": 1})


def finish(job: dict[str, Any]) -> None:
    """The work is done."""
    _write(job, {"state": "done"})


def retry(job: dict[str, Any], *, after_s: float, most: int, error: str) -> None:
    """Come back ``after_s`` later; after ``most`` attempts without progress the job is ``failed`` and stays visible."""
    state = "failed" if job["attempts"] >= most else "ready"
    _write(job, {"state": state, "run_at": until(after_s), "last_error": {"$literal": error}})


def _write(job: dict[str, Any], fields: dict[str, Any]) -> None:
    written = Job.collection().update_one({"_id": job["_id"], "fence": job["fence"]}, [{"$set": fields}])
    if not written.matched_count:
        raise LeaseLost(job["_id"])
