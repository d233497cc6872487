"""Counting limits in MongoDB: one atomic increment per hit, forgotten by a TTL index."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from mongoengine import DateTimeField, IntField, StringField
from pymongo import IndexModel, ReturnDocument

from weiguang.errors import TooMany
from weiguang.storage.documents import Document, upserted


class Limit(Document):
    """One counter: ``_id`` is ``name|key|window``."""

    id = StringField(primary_key=True)
    hits = IntField()
    expires_at = DateTimeField()
    meta = {"collection": "limits"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel("expires_at", name="ttl", expireAfterSeconds=0)]


def hit(*, name: str, key: str, most: int, window_s: int, now: datetime) -> None:
    """Count one hit in the running window; raise `TooMany` past ``most``."""
    counter_id, ends = _window(name, key, window_s, now)
    counter = Limit.collection().find_one_and_update(
        {"_id": counter_id},
        {"$inc": {"hits": 1}, "$setOnInsert": {"expires_at": ends + timedelta(seconds=60)}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    if upserted(counter)["hits"] > most:
        raise _too_many(ends, now)


def refuse_past(*, name: str, key: str, most: int, window_s: int, now: datetime) -> None:
    """Raise `TooMany` when ``most`` hits are already counted in the running window; counts nothing itself."""
    counter_id, ends = _window(name, key, window_s, now)
    if Limit.collection().find_one({"_id": counter_id, "hits": {"$gte": most}}, {"_id": 1}):
        raise _too_many(ends, now)


def _window(name: str, key: str, window_s: int, now: datetime) -> tuple[str, datetime]:
    start = int(now.timestamp()) // window_s * window_s
    return f"{name}|{key}|{start}", datetime.fromtimestamp(start + window_s, UTC)


def _too_many(ends: datetime, now: datetime) -> TooMany:
    return TooMany(retry_after_s=max(1, int((ends - now).total_seconds())))
