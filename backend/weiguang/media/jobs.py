"""Clearing away what nobody needs any more: uploads that were given up, and what phones sent of pictures."""

from __future__ import annotations

from datetime import datetime

from weiguang.media.models import Media
from weiguang.media.parts import remove_all_parts, remove_parts
from weiguang.storage.clock import utc_now
from weiguang.work.worker import Worker

A_STEP = 20


def run_clearing(_: Worker) -> int:
    """Clear some files that are due; return how many."""
    return clear(utc_now())


def clear(now: datetime) -> int:
    """Remove the parts that are due.

    An upload that nobody finished is gone first, by a write that a finish at the same moment cannot join; its document
    goes last, so that a crash in between only clears again.
    """
    past = {"clear_at": {"$lte": now}}
    due = [media["_id"] for media in Media.collection().find(past, {"_id": 1}).limit(A_STEP)]
    for media in due:
        Media.collection().update_one({"_id": media, "state": "uploading"} | past, {"$set": {"state": "gone"}})
        found = Media.collection().find_one({"_id": media} | past, {"state": 1})
        if found and found["state"] == "gone":
            remove_all_parts(media)
            Media.collection().delete_one({"_id": media, "state": "gone"})
        elif found:
            remove_parts(media)
            Media.collection().update_one({"_id": media} | past, {"$unset": {"clear_at": ""}})
    return len(due)
