"""The rescue list of a fair: every wish that hangs, worst first, whom to call, and the next best act.

It is computed from the living wishes of one fair, so it is never behind; a fair has at most a few thousand of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.events.service import get_fair
from weiguang.storage.clock import local_day
from weiguang.wishes.models import Wish
from weiguang.wishes.promises.keeping import CONTACT
from weiguang.wishes.promises.rules import KINDS, NEXT_ACTS, hanging
from weiguang.wishes.rules import promised_day

After = tuple[int, int, int, str]
"""A place on the list: rank of the kind, days counted down, serial, number of the claim."""

HANGING = ("open", "claimed", "ready", "funded")
_CLAIM = ("number", "name_masked", "phone_masked", "claimed_at", "promise_by", "confirmed", "call", "calls.outcome")
_NEEDED = {
    **dict.fromkeys(("serial", "item", "district", "state", "by", "delivery.state", "delivery.day"), 1),
    **dict.fromkeys(("history.act", "history.at", "displaced.settled"), 1),
    **{f"claim.{name}": 1 for name in _CLAIM},
    **{f"displaced.{name}": 1 for name in _CLAIM},
}


def list_rescue(
    *, actor: Actor, fair: ObjectId, kind: str | None, after: After | None, limit: int, now: datetime
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Up to ``limit + 1`` rows past ``after``, and how many there are of each kind. Raises `NotFound`, `Forbidden`."""
    event = get_fair(fair)
    actor.must(CONTACT, event["line"])
    rows = sorted(_rows(fair, fair_day=event["date"], today=local_day(now)), key=position)
    counts = Counter(row["kind"] for row in rows)
    shown = [row for row in rows if kind in (None, row["kind"]) and (after is None or position(row) > after)]
    return shown[: limit + 1], {one: counts[one] for one in KINDS}


def position(row: dict[str, Any]) -> After:
    """Where a row stands: the worst kind first, and of a kind what hangs longest."""
    number = row["claimant"]["number"] if row["claimant"] else ""
    # A promise that is due sooner is worse; everything else is worse the longer it hangs.
    days = row["days"] if row["kind"] == "due" else -row["days"]
    return KINDS.index(row["kind"]), days, row["serial"], number


def _rows(fair: ObjectId, *, fair_day: str, today: str) -> Iterator[dict[str, Any]]:
    either = [{"state": {"$in": HANGING}}, {"displaced.todo": {"$exists": True}}]
    for wish in Wish.collection().find({"fair": fair, "$or": either}, _NEEDED):
        for kind, days, claim in hanging(wish, fair_day=fair_day, today=today):
            yield _row(wish, kind, days, claim)


def _row(wish: dict[str, Any], kind: str, days: int, claim: dict[str, Any] | None) -> dict[str, Any]:
    shown = {"code": wish["_id"]} | {name: wish[name] for name in ("serial", "item", "district", "state")}
    calls = (claim or {}).get("calls", [])
    standing = claim is not None and claim is wish.get("claim")
    return shown | {
        "kind": kind,
        "days": days,
        "promise_by": promised_day(wish) if standing else None,
        "claimant": {name: claim[name] for name in ("number", "name_masked", "phone_masked")} if claim else None,
        "unanswered": sum(call["outcome"] == "no_answer" for call in calls),
        "next_act": NEXT_ACTS[kind],
    }
