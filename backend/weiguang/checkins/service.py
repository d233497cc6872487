"""Check-in points: made for an event, found by their code."""

from __future__ import annotations

import secrets
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.checkins import rules
from weiguang.checkins.models import Point
from weiguang.errors import NotFound
from weiguang.storage.fresh import Fresh

NAME = "现场签到"
SECRET_BYTES = 32


def ensure_point(event: dict[str, Any]) -> dict[str, Any]:
    """The event's point, made at the first call and kept in step with the event's title and branch.

    ``event`` has ``_id``, ``title``, ``branch`` and ``line``. A repeat that changes nothing only reads.
    """
    told = {"event_title": event["title"], "name": NAME, "branch": event["branch"], "line": list(event["line"])}
    point = Point.collection().find_one({"event": event["_id"]})
    while point is None or any(point[name] != value for name, value in told.items()):
        point = _write(event["_id"], told)
    return point


def _write(event: ObjectId, told: dict[str, Any]) -> dict[str, Any] | None:
    """Update the event's point or make it.

    The unique indexes on event and code let one of two makers win; a collision gives what now stands, so the caller
    looks again.
    """
    code = "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.CODE_LENGTH))
    fresh = {"_id": code, "secret": secrets.token_bytes(SECRET_BYTES)}
    try:
        return Point.collection().find_one_and_update(
            {"event": event},
            {"$set": told, "$setOnInsert": fresh},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
    except DuplicateKeyError:
        return Point.collection().find_one({"event": event})


_points: Fresh[str, dict[str, Any]] = Fresh(seconds=5.0, most=2_000)


def get_point(code: str) -> dict[str, Any]:
    """The point of a code, at most five seconds old; raises `NotFound`.

    Hundreds scan the same screen within a minute. Unknown codes are not kept, so guessing fills nothing.
    """
    return _points.get(code, lambda: _read_point(code))


def _read_point(code: str) -> dict[str, Any]:
    point = Point.collection().find_one({"_id": code})
    if point is None:
        raise NotFound("没有找到这个签到点，请扫活动现场大屏幕上的签到码")
    return point


def show_point(code: str) -> dict[str, Any]:
    """What a phone shows before checking in; raises `NotFound`."""
    point = get_point(code)
    return {
        "code": point["_id"],
        "name": point["name"],
        "event": {"id": point["event"], "title": point["event_title"]},
        "open": True,
    }
