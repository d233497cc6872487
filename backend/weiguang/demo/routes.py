"""Three invented routes, one of each kind, with stops, plaques and a few visits."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from weiguang.branches.tree import load_tree
from weiguang.checkins.walking.managing import new_route
from weiguang.checkins.walking.models import Route
from weiguang.checkins.walking.points import point_of
from weiguang.checkins.walking.rules import subject_of, visit_title
from weiguang.demo.reading import demo_id, read
from weiguang.participation.recording import credit, make_row, person_key, record_all
from weiguang.storage.clock import SHANGHAI
from weiguang.study.models import Lesson
from weiguang.study.service import MEDIA_ADDRESS

WALKS_AT = timedelta(hours=9)
BETWEEN_STOPS = timedelta(minutes=25)


def load_routes(now: datetime) -> None:
    """Every route as published; loading twice is loading once, and leaves plaques as they are."""
    source = read("routes")
    routes = {route["key"]: _load_route(route, now) for route in source["routes"]}
    record_all([row for walk in source["visits"] for row in _rows(routes[walk["route"]], walk, now)])


def _load_route(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    content = {name: told[name] for name in ("title", "kind", "district", "summary")}
    opened = _moment(told["published_on"])
    route = new_route(line=load_tree().line(demo_id("branch", told["branch"])), now=now, **content)
    route |= {"_id": demo_id("route", told["key"]), "state": "published", "published_at": opened, "closed_at": None}
    stops = [_stop(told["key"], stop) for stop in told["stops"]]
    coded = [{**stop, "code": point_of(route, stop, None)} for stop in stops]
    route |= {"stops": coded, "invented": True}
    Route.collection().replace_one({"_id": route["_id"]}, route, upsert=True)
    return route


def _stop(route: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _stop_id(route, told["key"]),
        **{name: told[name] for name in ("name", "place", "map_link", "text", "question")},
        "audio": _audio(demo_id("lesson", told["audio_lesson"])) if told["audio_lesson"] else None,
    }


def _audio(lesson: ObjectId) -> dict[str, Any]:
    """The recording of a demo lesson, heard at a stop."""
    media = (Lesson.collection().find_one({"_id": lesson}, {"media": 1}) or {})["media"]
    kept = {name: media[name] for name in ("type", "bytes", "duration_s")}
    return {"src": MEDIA_ADDRESS.format(lesson=lesson), **kept}


def _stop_id(route: str, stop: str) -> str:
    return str(uuid.UUID(bytes=(demo_id("route_stop", f"{route}:{stop}").binary + bytes(4))))


def _rows(route: dict[str, Any], walk: dict[str, Any], now: datetime) -> Iterator[dict[str, Any]]:
    """The check-ins of some invented members, one stop after the other."""
    stops = {stop["id"]: stop for stop in route["stops"]}
    branches, credited = credit(actor=None, host=route["branch"])
    for place, reached in enumerate(walk["stops"]):
        stop = stops[_stop_id(walk["route"], reached["stop"])]
        for number in range(reached["people"]):
            person = demo_id("member", number)
            yield make_row(
                f"checkin:{stop['code']}:{person}:{walk['day']}",
                kind="check_in",
                who=person_key(person),
                source="self_scan",
                subject=subject_of(route["_id"]),
                title=visit_title(route["title"], stop["name"]),
                branches=branches,
                credited=credited,
                occurred_at=_moment(walk["day"]) + WALKS_AT + place * BETWEEN_STOPS,
                received_at=now,
            )


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
