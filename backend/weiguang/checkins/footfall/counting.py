"""Counting a visit: one atomic update, after the limits and before nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.access.limits import hit
from weiguang.checkins.footfall.models import Footfall
from weiguang.checkins.rules import is_open, rule_of
from weiguang.checkins.service import get_point
from weiguang.errors import Conflict, NotFound
from weiguang.storage.clock import local_day
from weiguang.storage.vault import the_vault

RECENT = 200
"""Ids of visits that are remembered: a phone repeats a lost request within seconds, not after 200 other visitors."""
A_MINUTE_AT_A_POINT = 120
"""More people than can read one plaque in a minute."""
AN_HOUR_FROM_ONE_ADDRESS = 1_500
"""At one point. A fair hall is one address, and a stall that takes 25 people a minute is a good stall."""


class CheckInInstead(Conflict):
    """A known person came: that is a check-in, and never footfall."""

    code = "check_in_instead"
    title = "您已经登录，请直接签到"


class PlaqueClosed(Conflict):
    """The point takes nobody at this time."""

    code = "plaque_closed"
    title = "这里现在不开放，这一次不计入"


def get_plaque(code: str) -> dict[str, Any]:
    """The point behind a plaque; raises `NotFound`, also for a point that has none."""
    point = get_point(code)
    if not has_plaque(point):
        raise NotFound("这个码不是到访码，请扫现场大屏幕上的签到码")
    return point


def has_plaque(point: dict[str, Any]) -> bool:
    """Whether a printed code stands at the point."""
    return "plaque" in rule_of(point).ways


def salt_of(day: str) -> str:
    """The day's public salt: derived, so that nothing is stored, and unknown before the day."""
    return the_vault().digest("footfall-salt", day)


def show_plaque(code: str, *, now: datetime) -> dict[str, Any]:
    """What a phone needs after scanning a plaque; raises `NotFound`."""
    point, day = get_plaque(code), local_day(now)
    kind, _, about = point["subject"].partition(":")
    return {
        "point": point["_id"],
        "kind": point["kind"],
        "name": point["name"],
        "title": point["title"],
        "centre": about if kind == "centre" else None,
        "event": str(point["event"]) if point.get("event") else None,
        "day": day,
        "salt": salt_of(day),
    }


def count_visit(
    *,
    actor: Actor,
    point: str,
    client_id: str,
    visit: str,
    register: int | None,
    rank: int | None,
    address: str,
    now: datetime,
) -> tuple[dict[str, Any], bool]:
    """Count one visit without an account; return the answer and whether it is new.

    Raises `NotFound`, `CheckInInstead`, `PlaqueClosed`, `TooMany`.
    """
    if actor.person is not None:
        raise CheckInInstead
    found = get_plaque(point)
    if not is_open(rule_of(found), now):
        raise PlaqueClosed
    _limit(found["_id"], address, now)
    new = _count(found["_id"], local_day(now), client_id, visit, register, rank)
    return {"state": "stored" if new else "duplicate", "point": found["_id"]}, new


def _limit(point: str, address: str, now: datetime) -> None:
    """Bound what a script can add. The address leaves only a keyed digest, another for each point and hour."""
    hit(name="footfall", key=point, most=A_MINUTE_AT_A_POINT, window_s=60, now=now)
    whose = the_vault().digest("footfall-address", f"{address}|{point}|{now:%Y-%m-%dT%H}")
    hit(name="footfall-address", key=whose, most=AN_HOUR_FROM_ONE_ADDRESS, window_s=3600, now=now)


def _count(point: str, day: str, client_id: str, visit: str, register: int | None, rank: int | None) -> bool:
    """One update whose filter says that this visit is not counted yet.

    The filter misses in two cases, and then the upsert hits the taken ``_id``: this visit is counted already, or
    another made the day's document at the same moment, so that a second try finds it.
    """
    key = f"{point}:{day}"
    change: dict[str, Any] = {
        "$inc": {"visits": 1, "first": int(visit == "first"), "unsure": int(visit == "unknown")},
        "$push": {"recent": {"$each": [client_id], "$slice": -RECENT}},
        "$setOnInsert": {"point": point, "day": day, "counting": True},
    }
    if register is not None and rank is not None:
        change["$max"] = {f"registers.{register}": rank}
    while True:
        try:
            Footfall.collection().update_one({"_id": key, "recent": {"$ne": client_id}}, change, upsert=True)
            return True
        except DuplicateKeyError:
            if Footfall.collection().find_one({"_id": key, "recent": client_id}, {"_id": 1}):
                return False
