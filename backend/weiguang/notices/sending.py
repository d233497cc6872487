"""The first half of sending: from the audience to inbox rows and queued pushes (see the package's prose)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from weiguang.notices import rules
from weiguang.notices.addressing import the_audiences
from weiguang.notices.models import Delivery, InboxRow, Notice
from weiguang.notices.subscriptions import subscribers_among
from weiguang.participation.recording import make_row, record_all
from weiguang.participation.rules import EVERYWHERE
from weiguang.work.leases import until

PEOPLE_A_PAGE = 500
LEASE_S = 15.0
DUPLICATE_KEY = 11000


def send_page(*, owner: str, now: datetime) -> int:
    """Take a due notice one page of people further; return how many notices that were (0 or 1).

    Notices take turns, page by page, so a small one never waits behind a large one.
    """
    notice = claim(owner=owner, now=now)
    if notice is None:
        return 0
    if notice["expires_at"] and notice["expires_at"] <= now:
        _end(notice, "sent" if notice["cursor"] else "expired", now)
        return 1
    people = the_audiences().resolve(notice["audience"], after=notice["cursor"], limit=PEOPLE_A_PAGE)
    fill_inboxes(notice, people)
    queue_pushes(notice, people)
    if len(people) < PEOPLE_A_PAGE:
        _end(notice, "sent", now)
    else:
        _save(notice, {"cursor": people[-1], "due_at": "$$NOW"})
    return 1


def claim(*, owner: str, now: datetime) -> dict[str, Any] | None:
    """Take the notice that has been due longest, under a lease and a new fence; its first taker gives it its time."""
    return Notice.collection().find_one_and_update(
        {"state": {"$in": ["scheduled", "sending"]}, "$expr": {"$lte": ["$due_at", "$$NOW"]}},
        [
            {
                "$set": {
                    "state": "sending",
                    "owner": owner,
                    "due_at": until(LEASE_S),
                    "fence": {"$add": ["$fence", 1]},
                    "sent_at": {"$ifNull": ["$sent_at", now]},
                }
            }
        ],
        sort=[("due_at", 1)],
        return_document=ReturnDocument.AFTER,
    )


def _save(notice: dict[str, Any], fields: dict[str, Any]) -> None:
    """Write progress, unless another worker took over meanwhile: then it repeats this page, which adds nothing."""
    Notice.collection().update_one({"_id": notice["_id"], "fence": notice["fence"]}, [{"$set": fields}])


def _end(notice: dict[str, Any], state: str, now: datetime) -> None:
    """Close the notice. The ledger comes first: a crash between repeats the row, which its key makes one."""
    if state == "sent":
        record_all([ledger_row(notice, now)])
    _save(notice, {"state": state} | ({} if state == "sent" else {"sent_at": None}))


def ledger_row(notice: dict[str, Any], now: datetime) -> dict[str, Any]:
    """One notice sent, counted for the sender's branch and all above it."""
    return make_row(
        f"notice:{notice['_id']}",
        kind="notice",
        measure="items",
        who=None,
        source="notice",
        subject=str(notice["_id"]),
        title=notice["title"],
        branches=[str(notice["line"][0])],
        credited=[EVERYWHERE, *map(str, notice["line"])],
        occurred_at=notice["sent_at"],
        received_at=now,
    )


def fill_inboxes(notice: dict[str, Any], people: list[ObjectId]) -> None:
    """Put a notice into people's inboxes; whoever has it keeps what they have."""
    common = {name: notice[name] for name in ("sent_at", "expires_at")} | {"notice": notice["_id"], "seen_at": None}
    rows = [{"_id": f"{notice['_id']}:{person}", "person": person, **common} for person in people]
    _insert_missing(InboxRow.collection(), rows)


def queue_pushes(notice: dict[str, Any], people: list[ObjectId]) -> None:
    """Queue a notice's push for those with a subscription, once each."""
    if "webpush" not in notice["channels"]:
        return
    common = {
        "notice": notice["_id"],
        "urgency": notice["urgency"],
        "state": "queued",
        "reason": None,
        "results": {},
        "attempts": 0,
        "due_at": notice["sent_at"],
        "expires_at": rules.push_deadline(sent_at=notice["sent_at"], expires_at=notice["expires_at"]),
        "owner": None,
    }
    rows = [
        {"_id": f"{notice['_id']}:{person}:webpush", "person": person, **common} for person in subscribers_among(people)
    ]
    _insert_missing(Delivery.collection(), rows)


def _insert_missing(collection: Collection[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    """Insert what is not there yet: a page walked again, or by two workers at once, collides on ``_id``, rightly."""
    if not rows:
        return
    try:
        collection.insert_many(rows, ordered=False)
    except BulkWriteError as error:
        if any(failure["code"] != DUPLICATE_KEY for failure in error.details["writeErrors"]):
            raise
