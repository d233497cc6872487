"""The directory: centres by search, level and place in the tree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.checkins.centres.models import Centre
from weiguang.checkins.centres.opening import Hours, opening_at
from weiguang.checkins.footfall.service import plaque_url
from weiguang.checkins.models import Point
from weiguang.checkins.service import ensure_point
from weiguang.errors import NotFound

LEVELS = ("city", "town", "village")
SEARCHED = ("name", "address", "services", "district")
RULE: dict[str, Any] = {"who": "anyone", "once": "day", "ways": ["plaque"]}
_ITEM = ("name", "level", "parent", "district", "address", "phone", "services", "invented")
_DETAIL = ("about", "weekly", "exceptions")


def list_centres(
    *,
    level: str | None,
    within: ObjectId | None,
    words: str | None,
    after: tuple[int, ObjectId] | None,
    limit: int,
    now: datetime,
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` centres in the directory's order; ``seq`` comes along for the cursor."""
    return [show_item(centre, now) | {"seq": centre["seq"]} for centre in _find(level, within, words, after, limit, {})]


def reached_centres(
    *, actor: Actor, within: ObjectId | None, after: tuple[int, ObjectId] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` stored centres that ``centre.manage`` reaches."""
    reach = {"line": {"$in": actor.scope("centre.manage")}}
    return _find(None, within, None, after, limit, reach)


def _find(
    level: str | None,
    within: ObjectId | None,
    words: str | None,
    after: tuple[int, ObjectId] | None,
    limit: int,
    also: dict[str, Any],
) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = [also] if also else []
    parts += [{name: value} for name, value in (("level", level), ("path", within)) if value]
    for word in (words or "").split():
        pattern = {"$regex": re.escape(word), "$options": "i"}
        parts.append({"$or": [{name: pattern} for name in SEARCHED]})
    if after:
        seq, centre = after
        parts.append({"$or": [{"seq": {"$gt": seq}}, {"seq": seq, "_id": {"$gt": centre}}]})
    order = [("seq", 1), ("_id", 1)]
    return list(Centre.collection().find({"$and": parts} if parts else {}).sort(order).limit(limit + 1))


def get_centre(centre: ObjectId) -> dict[str, Any]:
    """One centre as stored; raises `NotFound`."""
    found = Centre.collection().find_one({"_id": centre})
    if found is None:
        raise NotFound("没有找到这个服务中心")
    return found


def show_item(centre: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A centre in a list, with whether it is open."""
    opening = opening_at(Hours(centre["weekly"], centre["exceptions"]), now)
    return {"id": centre["_id"], **{name: centre[name] for name in _ITEM}, "opening": opening}


def show_centre(centre: dict[str, Any], *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Everything public about a centre, and whether the actor may edit it."""
    above = Centre.collection().find({"_id": {"$in": centre["path"][1:]}}, {"name": 1})
    names = {one["_id"]: one["name"] for one in above}
    return (
        show_item(centre, now)
        | {name: centre[name] for name in _DETAIL}
        | {
            "ancestors": [{"id": up, "name": names[up]} for up in reversed(centre["path"][1:]) if up in names],
            "below": Centre.collection().count_documents({"path": centre["_id"]}) - 1,
            "mine": actor.may("centre.manage", centre["line"]),
        }
    )


def ensure_centre_point(centre: dict[str, Any]) -> dict[str, Any]:
    """The centre's check-in point, kept in step with its name."""
    subject = f"centre:{centre['_id']}"
    return ensure_point(
        subject,
        kind="centre",
        subject=subject,
        title=centre["name"],
        name=centre["name"],
        branch=centre["branch"],
        line=centre["line"],
        rule=RULE,
    )


def points_of(centres: Iterable[ObjectId]) -> dict[ObjectId, str]:
    """The codes of the centres' points, for those whose point was needed before; nobody came to the others."""
    keys = {f"centre:{centre}": centre for centre in centres}
    found = Point.collection().find({"key": {"$in": list(keys)}}, {"key": 1})
    return {keys[point["key"]]: point["_id"] for point in found}


def show_plaque(*, actor: Actor, centre: ObjectId, base_url: str) -> dict[str, Any]:
    """What stands on the plaque of a centre; raises `NotFound`, and `Forbidden` unless ``centre.manage`` reaches it."""
    found = get_centre(centre)
    actor.must("centre.manage", found["line"])
    point = ensure_centre_point(found)
    return {
        "centre": found["_id"],
        "name": found["name"],
        "point": point["_id"],
        "url": plaque_url(base_url, point["_id"]),
    }
