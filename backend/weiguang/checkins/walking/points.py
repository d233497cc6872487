"""The check-in points of a route's stops: made before the stop, then kept in step with the route."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.checkins.service import ensure_point
from weiguang.checkins.walking.models import Route
from weiguang.checkins.walking.rules import point_key, point_rule, subject_of, visit_title

ROUTES_A_STEP = 20


def point_of(route: dict[str, Any], stop: dict[str, Any], closed_at: datetime | None) -> str:
    """The code of a stop's point; ``stop`` needs its ``id`` and ``name``."""
    point = ensure_point(
        point_key(route["_id"], stop["id"]),
        kind="route_stop",
        subject=subject_of(route["_id"]),
        title=visit_title(route["title"], stop["name"]),
        name=stop["name"],
        branch=route["branch"],
        line=route["line"],
        rule=point_rule(closed_at),
    )
    return str(point["_id"])


def keep_points(route: dict[str, Any] | None) -> None:
    """Put every point right, then take the mark off.

    Doing it twice is doing it once, so a crash anywhere leaves the mark and it is simply done again. Where the route
    was written meanwhile (its ``mark`` is another), whoever is slower may have put old words over new ones: again.
    """
    while route is not None:
        for stop in route["stops"]:
            point_of(route, stop, route["closed_at"])
        for stop in route["removed"]:
            point_of(route, stop, stop["removed_at"])
        same = {"_id": route["_id"], "mark": route["mark"]}
        if Route.collection().update_one(same, {"$unset": {"points_due": ""}}).matched_count:
            return
        route = Route.collection().find_one({"_id": route["_id"]})


def keep_due_points() -> int:
    """Put the points of a bounded number of marked routes right; return how many routes."""
    due = list(Route.collection().find({"points_due": True}).limit(ROUTES_A_STEP))
    for route in due:
        keep_points(route)
    return len(due)
