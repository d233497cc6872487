"""How many come to a centre: known people from the ledger, others from footfall, side by side and never added."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.checkins.centres.service import get_centre, points_of, reached_centres
from weiguang.checkins.footfall.service import days_of, figures_on
from weiguang.errors import Unacceptable
from weiguang.participation.explaining import act_keys
from weiguang.storage.clock import local_day

DAYS_SHOWN, DAYS_MOST = 30, 92
NOBODY_CAME = {"visits": 0, "people": 0, "plus_minus": 0, "unsure": 0}


def show_figures(
    *, actor: Actor, centre: ObjectId, first: str | None, last: str | None, now: datetime
) -> dict[str, Any]:
    """A centre's figures per day, latest first; without a range the last 30 days.

    Raises `NotFound`, `Unacceptable` beyond 92 days, and `Forbidden` unless ``centre.manage`` reaches the centre.
    """
    found = get_centre(centre)
    actor.must("centre.manage", found["line"])
    last = last or local_day(now)
    first = first or (date.fromisoformat(last) - timedelta(days=DAYS_SHOWN - 1)).isoformat()
    if not 0 <= (date.fromisoformat(last) - date.fromisoformat(first)).days < DAYS_MOST:
        raise Unacceptable(errors=[{"field": "from", "message": f"请选 1 到 {DAYS_MOST} 天"}])
    point = points_of([centre]).get(centre, "")
    known, others = _known(point, first, last), days_of(point, first=first, last=last)
    return {
        "centre": found["_id"],
        "name": found["name"],
        "from": first,
        "to": last,
        "known": {
            "attendances": sum(len(people) for people in known.values()),
            "people": len(set().union(*known.values())),
        },
        "visits": sum(figure["visits"] for figure in others.values()),
        "days": [_day(day, known.get(day, set()), others.get(day)) for day in sorted({*known, *others}, reverse=True)],
    }


def _day(day: str, known: set[str], others: dict[str, Any] | None) -> dict[str, Any]:
    # Checking in counts once a day, so on one day attendances and people are the same number.
    return {"day": day, "known": {"attendances": len(known), "people": len(known)}, "others": others or NOBODY_CAME}


def _known(point: str, first: str, last: str) -> dict[str, set[str]]:
    """Who checked in at a point, by day; walks that point's stretch of the index of keys, and no row."""
    found: dict[str, set[str]] = {}
    for key in act_keys([f"checkin:{point}:"] if point else []):
        _, _, person, day = key.split(":")
        if first <= day <= last:
            found.setdefault(day, set()).add(person)
    return found


def list_figures(
    *,
    actor: Actor,
    day: str | None,
    within: ObjectId | None,
    after: tuple[int, ObjectId] | None,
    limit: int,
    now: datetime,
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` centres in reach with their figures of one day, today's without; ``seq`` for the cursor."""
    day = day or local_day(now)
    centres = reached_centres(actor=actor, within=within, after=after, limit=limit)
    points = points_of(centre["_id"] for centre in centres)
    others = figures_on(points.values(), day)
    return [
        {"centre": centre["_id"], "name": centre["name"], "level": centre["level"], "seq": centre["seq"]}
        | _day(day, _known(point, day, day).get(day, set()), others.get(point))
        for centre, point in ((centre, points.get(centre["_id"], "")) for centre in centres)
    ]
