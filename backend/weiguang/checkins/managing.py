"""Making and changing check-in points."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.checkins import rules
from weiguang.checkins.deciding import Rule
from weiguang.checkins.models import Point
from weiguang.checkins.service import KEYED, ensure_event_point, forget_point, new_code, read_point, shown_point
from weiguang.checkins.standing import count_standing
from weiguang.errors import ClientIdReused, Conflict
from weiguang.events.service import get_event
from weiguang.participation.recording import fingerprint
from weiguang.storage.clock import local_day

HAND_MADE = ("gate", "desk", "stall", "meeting")
"""The kinds that people make; the others stand at something of their own."""
TRIES = 5


class PointFollows(Conflict):
    """Name and rule of this point come from what it stands at."""

    code = "point_follows"
    title = "这个签到点的名称和规则跟着路线或服务中心走，请到那里修改"


def list_points(*, actor: Actor, event: ObjectId, after: str | None, limit: int, now: datetime) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` points of an event by code; raises `NotFound`, `Forbidden`."""
    found = get_event(event)
    actor.must("check_in.desk", found["line"])
    ensure_event_point(found)
    stale = {"event": event, "title": {"$ne": found["title"]}}
    if Point.collection().find_one(stale, {"_id": 1}):  # the event was renamed
        Point.collection().update_many(stale, {"$set": {"title": found["title"]}})
    query = {"event": event, **KEYED} | ({"_id": {"$gt": after}} if after else {})
    return [managed(point, now) for point in Point.collection().find(query).sort("_id", 1).limit(limit + 1)]


def make_point(
    *, actor: Actor, event: ObjectId, client_id: str, kind: str, name: str, rule: dict[str, Any], now: datetime
) -> tuple[dict[str, Any], bool]:
    """Make a point of an event; a repeat answers the same, as it stands now.

    Raises `NotFound`, `Forbidden`, `ClientIdReused`.
    """
    found = get_event(event)
    actor.must("check_in.desk", found["line"])
    print_of_body = fingerprint(json.dumps([str(event), kind, name, rule], default=str, sort_keys=True))
    made = {
        "key": f"made:{actor.person}:{client_id}",
        "kind": kind,
        "subject": f"event:{event}",
        "title": found["title"],
        "event": event,
        "name": name,
        "rule": stored_rule(rule),
        "branch": found["branch"],
        "line": list(found["line"]),
        "fingerprint": print_of_body,
    }
    for _ in range(TRIES):  # a code that is taken already is drawn again
        try:
            Point.collection().insert_one(fresh := made | new_code())
            return managed(fresh, now), True
        except DuplicateKeyError:
            standing = Point.collection().find_one({"key": made["key"]})
        if standing is not None:
            if standing["fingerprint"] != print_of_body:
                raise ClientIdReused
            return managed(standing, now), False
    raise Conflict


def change_point(*, actor: Actor, code: str, changes: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Set what ``changes`` names; a repeat changes nothing. Raises `NotFound`, `Forbidden`, `PointFollows`."""
    point = read_point(code)
    actor.must("check_in.desk", point["line"])
    if changes.keys() & {"name", "rule"} and not str(point["key"]).startswith(("made:", "event:")):
        raise PointFollows
    wanted = {name: changes[name] for name in ("name",) if name in changes}
    if "rule" in changes:
        wanted["rule"] = stored_rule(changes["rule"])
    if "closed" in changes and bool(point.get("closed_at")) != changes["closed"]:
        wanted["closed_at"] = now if changes["closed"] else None
    if wanted:
        after = ReturnDocument.AFTER
        point = Point.collection().find_one_and_update({"_id": code}, {"$set": wanted}, return_document=after) or point
        forget_point(code)
    return managed(point, now)


def stored_rule(said: dict[str, Any]) -> dict[str, Any]:
    """A rule with everything said."""
    rule = asdict(Rule.of(said))
    return rule | {"ways": list(rule["ways"])}


def managed(point: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A stored point as its staff see it."""
    return shown_point(point, now) | {
        "rule": stored_rule(point.get("rule") or {}),
        "closed": bool(point.get("closed_at")),
        "checked_in": count_admitted(point, now),
    }


def count_admitted(point: dict[str, Any], now: datetime) -> int:
    """How many the point's rule holds as admitted: today, or at the whole event."""
    if point.get("event") and rules.rule_of(point).once == "event":
        return count_standing(f"checkin:{point['event']}:")
    return count_standing(f"checkin:{point['_id']}:", local_day(now))
