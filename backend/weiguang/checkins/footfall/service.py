"""Reading footfall: per point and day, estimates with their error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.checkins.footfall.models import Footfall
from weiguang.checkins.footfall.rules import estimate, plus_minus
from weiguang.checkins.models import Point
from weiguang.events.service import get_event


def days_of(point: str, *, first: str, last: str) -> dict[str, dict[str, Any]]:
    """The figures of a point by day, for the days from ``first`` to ``last`` that had visits."""
    found = Footfall.collection().find({"_id": {"$gte": f"{point}:{first}", "$lte": f"{point}:{last}"}})
    return {row["day"]: figure_of(row) for row in found.sort("_id", 1)}


def figures_on(points: Iterable[str], day: str) -> dict[str, dict[str, Any]]:
    """The figures of several points on one day, by point; one read."""
    found = Footfall.collection().find({"_id": {"$in": [f"{point}:{day}" for point in points]}})
    return {row["point"]: figure_of(row) for row in found}


def figure_of(row: dict[str, Any]) -> dict[str, Any]:
    """One day's figure: visits (人次), and about how many different visitors (人数) with the error of that."""
    people = row["people"] if "people" in row else estimate(row.get("registers", {}), most=row.get("first", 0))
    return {"visits": row["visits"], "people": people, "plus_minus": plus_minus(people), "unsure": row["unsure"]}


def list_event_footfall(
    *, actor: Actor, event: ObjectId, base_url: str, after: str | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` points of an event that have a plaque, each with its days; needs ``event.manage``."""
    actor.must("event.manage", get_event(event)["line"])
    query: dict[str, Any] = {"event": event, "rule.ways": "plaque"}
    if after:
        query["_id"] = {"$gt": after}
    found = Point.collection().find(query, {"kind": 1, "name": 1}).sort("_id", 1).limit(limit + 1)
    return [
        _shown(point, days_of(point["_id"], first="0", last="9")) | {"url": plaque_url(base_url, point["_id"])}
        for point in found
    ]


def plaque_url(base_url: str, point: str) -> str:
    """What a plaque's QR code says; in capitals it is alphanumeric: one version smaller."""
    return f"{base_url}/C/{point}".upper()


def _shown(point: dict[str, Any], days: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "point": point["_id"],
        "kind": point["kind"],
        "name": point["name"],
        "visits": sum(figure["visits"] for figure in days.values()),
        "days": [{"day": day, **figure} for day, figure in days.items()],
    }
