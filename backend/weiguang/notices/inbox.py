"""The inbox: the channel that always works."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.notices.models import InboxRow, Notice
from weiguang.storage.clock import from_ms

After = tuple[int, ObjectId]


def list_inbox(*, actor: Actor, after: After | None, limit: int, now: datetime) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` notices of the actor, newest first; what has expired is not shown.

    The cursor is the time in milliseconds and the notice.
    """
    query = _current(actor, now)
    if after:
        moment, key = from_ms(after[0]), f"{after[1]}:{actor.person}"
        older = {"$or": [{"sent_at": {"$lt": moment}}, {"sent_at": moment, "_id": {"$lt": key}}]}
        query = {"$and": [query, older]}
    rows = list(InboxRow.collection().find(query).sort([("sent_at", -1), ("_id", -1)]).limit(limit + 1))
    wanted = {"title": 1, "body": 1, "urgency": 1, "link": 1}
    found = Notice.collection().find({"_id": {"$in": [row["notice"] for row in rows]}}, wanted)
    notices = {notice["_id"]: notice for notice in found}
    return [
        {
            "id": row["notice"],
            **{name: notices[row["notice"]].get(name) for name in wanted},
            "sent_at": row["sent_at"],
            "seen_at": row["seen_at"],
        }
        for row in rows
    ]


def count_unseen(*, actor: Actor, now: datetime) -> int:
    """How many current notices the actor has not opened."""
    return InboxRow.collection().count_documents({**_current(actor, now), "seen_at": None})


def mark_seen(*, actor: Actor, notice: ObjectId, now: datetime) -> dict[str, Any]:
    """Note the first time the actor opened a notice; a repeat answers that time. Raises `NotFound`."""
    row = InboxRow.collection().find_one_and_update(
        {"_id": f"{notice}:{actor.person}"},
        [{"$set": {"seen_at": {"$ifNull": ["$seen_at", now]}}}],
        return_document=ReturnDocument.AFTER,
    )
    if row is None:
        raise NotFound
    return row


def _current(actor: Actor, now: datetime) -> dict[str, Any]:
    return {"person": actor.person, "$or": [{"expires_at": None}, {"expires_at": {"$gt": now}}]}
