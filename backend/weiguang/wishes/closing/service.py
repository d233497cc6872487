"""The closing report: figures, each wish's path, and the sale fund's accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.events.service import get_fair
from weiguang.storage.clock import local_day
from weiguang.wishes.closing.rules import UNFINISHED, case_reason, channel_of, count_wishes, path_of
from weiguang.wishes.fund.service import list_sources, read_sums
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import promised_day

_FACTS = ("serial", "item", "group", "age_band", "district", "organisation", "state")
_NEEDED = dict.fromkeys(
    (
        *_FACTS,
        "by",
        "history.act",
        "history.at",
        "history.note",
        "delivery.state",
        "withdrawn.reason",
        "withdrawn.note",
    ),
    1,
) | {
    "claim.channel": 1,
    "claim.claimed_at": 1,
    "claim.promise_by": 1,
    "funded.at": 1,
}


def reach_report(actor: Actor, fair: ObjectId) -> dict[str, Any]:
    """The fair whose report the actor may read. Raises `NotFound`, `Forbidden`."""
    event = get_fair(fair)
    actor.must("wish.report", event["line"])
    return event


def get_report(*, actor: Actor, fair: ObjectId, now: datetime) -> dict[str, Any]:
    """The report's figures as they are now."""
    return make_report(reach_report(actor, fair), now)


def make_report(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The report of a stored fair."""
    fair = event["_id"]
    return {
        "fair": fair,
        "title": event["title"],
        "date": event["date"],
        "venue": "、".join(event["venues"]),
        "as_of": now,
        **count_wishes(read_wishes(fair), local_day(now)),
        "fund": read_sums(fair) | {"sources": list_sources(fair)},
    }


def read_wishes(fair: ObjectId) -> Iterator[dict[str, Any]]:
    """Every wish of a fair by serial, with what the report needs of it: no name, no phone, no identity."""
    yield from Wish.collection().find({"fair": fair}, _NEEDED).sort("serial", 1)


def list_wishes(
    *, actor: Actor, fair: ObjectId, show: str, after: int | None, limit: int, now: datetime
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` wishes by serial with the path of each; ``show`` is ``all`` or ``unfinished``."""
    reach_report(actor, fair)
    query: dict[str, Any] = {"fair": fair}
    if show == "unfinished":
        query["state"] = {"$in": list(UNFINISHED)}
    if after is not None:
        query["serial"] = {"$gt": after}
    found = Wish.collection().find(query, _NEEDED).sort("serial", 1).limit(limit + 1)
    return [show_wish(wish, local_day(now)) for wish in found]


def show_wish(wish: dict[str, Any], today: str) -> dict[str, Any]:
    """One wish as the report shows it."""
    return (
        {"code": wish["_id"]}
        | {name: wish[name] for name in _FACTS}
        | {
            "channel": channel_of(wish),
            "promise_by": promised_day(wish) if wish.get("claim") else None,
            "reason": case_reason(wish, today),
            "withdrawn": (wish.get("withdrawn") or {}).get("reason"),
            "withdrawn_note": (wish.get("withdrawn") or {}).get("note") or "",
            "path": path_of(wish),
        }
    )
