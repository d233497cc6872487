"""Check-in points: made for what they stand at, found by their code."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.checkins import rules
from weiguang.checkins.models import Point
from weiguang.errors import NotFound
from weiguang.storage.clock import utc_now
from weiguang.storage.codes import make_code
from weiguang.storage.fresh import Fresh

KINDS = ("gate", "desk", "stall", "meeting", "route_stop", "centre")
NAME = "现场签到"
SECRET_BYTES = 32
KEYED = {"key": {"$exists": True}}
"""What a point of an earlier release has not: its event has another one by now."""


def ensure_event_point(event: dict[str, Any]) -> dict[str, Any]:
    """The event's own point, kept in step with the event, which has ``_id``, ``title``, ``branch`` and ``line``.

    Its name and rule are its staff's to change.
    """
    subject = f"event:{event['_id']}"
    return ensure_point(
        subject,
        kind="desk",
        subject=subject,
        title=event["title"],
        name=NAME,
        event=event["_id"],
        branch=event["branch"],
        line=event["line"],
        renamable=True,
    )


def ensure_point(
    key: str,
    *,
    kind: str,
    subject: str,
    title: str,
    name: str,
    branch: ObjectId | None,
    line: list[ObjectId],
    branches: list[ObjectId] | None = None,
    roll: str | None = None,
    event: ObjectId | None = None,
    rule: dict[str, Any] | None = None,
    renamable: bool = False,
) -> dict[str, Any]:
    """The point of a natural key, made at the first call and kept in step with what it is told.

    ``branches`` are those whose members the rule means, where they are not ``branch`` alone; ``roll`` is the list that
    ``registered`` means, where it is not an event's (`rolls`).
    A rule that is not told, and the name of a ``renamable`` point, are only how it begins. A repeat that changes
    nothing only reads.
    """
    told: dict[str, Any] = {"kind": kind, "subject": subject, "title": title, "event": event, "branch": branch}
    told |= {"line": list(line)} | ({"branches": list(branches)} if branches else {})
    told |= {"roll": roll} if roll else {}
    begins: dict[str, Any] = {}
    (begins if renamable else told)["name"] = name
    (begins if rule is None else told)["rule"] = rule or {}
    point = Point.collection().find_one({"key": key})
    while point is None or any(point.get(field) != value for field, value in told.items()):
        point = _write(key, told, begins)
    return point


def find_point(key: str) -> dict[str, Any] | None:
    """The point of a natural key, if it was made."""
    return Point.collection().find_one({"key": key})


def new_code() -> dict[str, Any]:
    """The code and the secret of a point that is being made."""
    return {"_id": make_code(), "secret": secrets.token_bytes(SECRET_BYTES)}


def _write(key: str, told: dict[str, Any], begins: dict[str, Any]) -> dict[str, Any] | None:
    """Update the key's point or make it.

    The unique indexes on key and code let one of two makers win; a collision gives what now stands, so the caller
    looks again.
    """
    try:
        return Point.collection().find_one_and_update(
            {"key": key},
            {"$set": told, "$setOnInsert": begins | new_code()},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
    except DuplicateKeyError:
        return Point.collection().find_one({"key": key})


_points: Fresh[str, dict[str, Any]] = Fresh(seconds=5.0, most=2_000)


def get_point(code: str) -> dict[str, Any]:
    """The point of a code, at most five seconds old; raises `NotFound`.

    Hundreds scan the same screen within a minute. Unknown codes are not kept, so guessing fills nothing.
    """
    return _points.get(code, lambda: read_point(code))


def read_point(code: str) -> dict[str, Any]:
    """The point of a code as it stands this moment; raises `NotFound`."""
    point = Point.collection().find_one({"_id": code, **KEYED})
    if point is None:
        raise NotFound("没有找到这个签到点，请扫活动现场大屏幕上的签到码")
    return point


def forget_point(code: str) -> None:
    """Read it afresh next time: call after changing it."""
    _points.forget(lambda kept: kept == code)


def show_point(code: str, *, now: datetime | None = None) -> dict[str, Any]:
    """What a phone shows before checking in; raises `NotFound`."""
    return shown_point(get_point(code), now or utc_now())


def shown_point(point: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A stored point as anyone sees it."""
    rule = rules.rule_of(point)
    return {
        "code": point["_id"],
        "kind": point["kind"],
        "name": point["name"],
        "title": point["title"],
        "event": {"id": point["event"], "title": point["title"]} if point.get("event") else None,
        "open": rules.is_open(rule, now),
        "check_out": rule.check_out,
    }
