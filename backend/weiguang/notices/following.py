"""Reading notices, and following one: how far it reached."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.notices.composing import measure_reach
from weiguang.notices.models import Delivery, InboxRow, Notice

SHOWN = (
    "title",
    "body",
    "urgency",
    "state",
    "audience",
    "audience_text",
    "created_at",
    "send_at",
    "expires_at",
    "sent_at",
    "reach",
)


def show(notice: dict[str, Any]) -> dict[str, Any]:
    """A notice as it leaves the API; who wrote it stays inside."""
    return {"id": notice["_id"], **{name: notice[name] for name in SHOWN}, "link": notice.get("link")}


def list_notices(*, actor: Actor, after: ObjectId | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` notices that the actor wrote or looks after, newest first."""
    query = _mine(actor) | ({"_id": {"$lt": after}} if after else {})
    return list(Notice.collection().find(query).sort("_id", -1).limit(limit + 1))


def get_notice(*, actor: Actor, notice: ObjectId) -> dict[str, Any]:
    """One notice, for its sender, those who look after it, and whoever got it; raises `NotFound`."""
    got = InboxRow.collection().count_documents({"_id": f"{notice}:{actor.person}"}, limit=1)
    found = Notice.collection().find_one({"_id": notice} | ({} if got else _mine(actor)))
    if found is None:
        raise NotFound
    return found


def get_reach(*, actor: Actor, notice: ObjectId) -> dict[str, int]:
    """The forecast made when the notice was written; afresh while it waits for its time. Raises `NotFound`."""
    found = _one_of_mine(actor, notice)
    return measure_reach(found["audience"]) if found["state"] == "scheduled" else found["reach"]


def get_delivery(*, actor: Actor, notice: ObjectId) -> dict[str, dict[str, int]]:
    """How many got it and how many have seen it, by state only: never who. Raises `NotFound`."""
    _one_of_mine(actor, notice)
    rows = InboxRow.collection()
    delivered = rows.count_documents({"notice": notice})
    unseen = rows.count_documents({"notice": notice, "seen_at": None})
    by_state = {
        row["_id"]: row["count"]
        for row in Delivery.collection().aggregate([{"$match": {"notice": notice}}, {"$sortByCount": "$state"}])
    }
    states = {state: by_state.get(state, 0) for state in ("sent", "gone", "failed", "expired")}
    queued = by_state.get("queued", 0) + by_state.get("sending", 0)
    return {
        "inbox": {"delivered": delivered, "seen": delivered - unseen},
        "webpush": {"queued": queued, "shown": 0, **states},
    }


def _mine(actor: Actor) -> dict[str, Any]:
    return {"$or": [{"by": actor.person}, {"line": {"$in": actor.scope("notice.send")}}]}


def _one_of_mine(actor: Actor, notice: ObjectId) -> dict[str, Any]:
    found = Notice.collection().find_one({"_id": notice, **_mine(actor)})
    if found is None:
        raise NotFound
    return found
