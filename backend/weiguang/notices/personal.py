"""Notices of the system itself: to one person, or to everybody whom something concerns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.notices.models import Notice
from weiguang.notices.sending import fill_inboxes, queue_pushes


def tell_person(*, key: str, person: ObjectId, title: str, body: str, link: str, now: datetime) -> ObjectId:
    """Put a notice into somebody's inbox and queue its push; return its id.

    ``link`` is the page where it can be dealt with. ``key`` names what is told: the same key again adds nothing, and
    finishes what a crash cut short.
    """
    told = ObjectId(hashlib.sha256(f"{key}\0{person}".encode()).digest()[:12])
    _tell(told, f"{key} {person}", [[person]], title=title, body=body, link=link, now=now)
    return told


def tell_people(
    *, key: str, people: Iterable[list[ObjectId]], title: str, body: str, link: str, now: datetime
) -> ObjectId:
    """The same for many, as one notice; ``people`` come in pages, and whoever comes twice is told once."""
    told = ObjectId(hashlib.sha256(key.encode()).digest()[:12])
    _tell(told, key, people, title=title, body=body, link=link, now=now)
    return told


def _tell(
    told: ObjectId, client_id: str, people: Iterable[list[ObjectId]], *, title: str, body: str, link: str, now: datetime
) -> None:
    notice = {
        "_id": told,
        "title": title,
        "body": body,
        "link": link,
        "urgency": "normal",
        "channels": ["inbox", "webpush"],
        "audience": {},
        "audience_text": "",
        "reach": {"people": 1, "webpush": 0},
        "by": None,
        "line": [],
        "client_id": client_id,
        "created_at": now,
        "send_at": None,
        "sent_at": now,
        "expires_at": None,
        "state": "sent",
    }
    with suppress(DuplicateKeyError):  # told before
        Notice.collection().insert_one(dict(notice))
    for page in people:
        fill_inboxes(notice, page)
        queue_pushes(notice, page)
