"""A notice of the system itself to one person."""

from __future__ import annotations

import hashlib
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
        "client_id": f"{key} {person}",
        "created_at": now,
        "send_at": None,
        "sent_at": now,
        "expires_at": None,
        "state": "sent",
    }
    with suppress(DuplicateKeyError):  # told before
        Notice.collection().insert_one(dict(notice))
    fill_inboxes(notice, [person])
    queue_pushes(notice, [person])
    return told
