"""Check-in points: made for what they stand at, found by their code."""

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


def ensure_event_point(event: dict[str, Any]) -> dict[str, Any]:
    """The event's own point, kept in step with the event, which has ``_id``, ``title``, ``branch`` and ``line``."""
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
    event: ObjectId | None = None,
    rule: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The point of a natural key, made at the first call and kept in step with what it is told.

    A repeat that changes nothing only reads.
    """
    told: dict[str, Any] = {
        "kind": kind,
        "subject": subject,
        "title": title,
        "name": name,
        "event": event,
        "branch": branch,
    }
    told |= {"line": list(line), "rule": rule or {}}
    point = Point.collection().find_one({"key": key})
    while point is None or any(point.get(field) != value for field, value in told.items()):
        point = _write(key, told)
    return point


def _write(key: str, told: dict[str, Any]) -> dict[str, Any] | None:
    """Update the key's point or make it.

    The unique indexes on key and code let one of two makers win; a collision gives what now stands, so the caller
    looks again.
    """
    code = "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.CODE_LENGTH))
    fresh = {"_id": code, "secret": secrets.token_bytes(SECRET_BYTES)}
    try:
        return Point.collection().find_one_and_update(
            {"key": key},
            {"$set": told, "$setOnInsert": fresh},
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
        "event": {"id": point["event"], "title": point["title"]},
        "open": True,
    }
