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
    start = int(now.timestamp()) // window_s * window_s
    ends = datetime.fromtimestamp(start + window_s, UTC)
    counter = Limit.collection().find_one_and_update(
        {"_id": f"{name}|{key}|{start}"},
        {"$inc": {"hits": 1}, "$setOnInsert": {"expires_at": ends + timedelta(seconds=60)}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    if upserted(counter)["hits"] > most:
        raise TooMany(retry_after_s=max(1, int((ends - now).total_seconds())))
