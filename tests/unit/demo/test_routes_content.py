"""The invented routes: one of each kind, four to seven stops, texts that fit the form, and recordings that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from weiguang.checkins.walking.rules import KINDS
from weiguang.checkins.walking.schemas import NewRouteSchema, RouteStopContentSchema
from weiguang.storage.clock import local_day, utc_now

DATA = Path(__file__).parents[3] / "backend" / "weiguang" / "demo" / "data"
SOURCE = json.loads((DATA / "routes.json").read_text())
ROUTES = SOURCE["routes"]
STOPS = [(route["key"], stop) for route in ROUTES for stop in route["stops"]]


def test_there_is_one_route_of_each_kind_and_all_are_marked_as_invented() -> None:
    assert sorted(route["kind"] for route in ROUTES) == sorted(KINDS)
    assert SOURCE["invented"] is True and "演示" in SOURCE["note"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: one["key"])
def test_a_route_fits_the_form(route: dict[str, Any]) -> None:
    content = {name: route[name] for name in ("title", "kind", "district", "summary")}
    assert NewRouteSchema().validate(content | {"client_id": "00000000-0000-4000-8000-000000000000"}) == {}
    assert 4 <= len(route["stops"]) <= 7
    assert len({stop["key"] for stop in route["stops"]}) == len(route["stops"])
    assert route["published_on"] < local_day(utc_now())


@pytest.mark.parametrize(("route", "stop"), STOPS, ids=lambda one: one if isinstance(one, str) else one["key"])
def test_a_stop_fits_the_form_and_is_worth_a_walk(route: str, stop: dict[str, Any]) -> None:
    content = {name: stop[name] for name in ("name", "place", "map_link", "text", "question")}
    assert RouteStopContentSchema().validate(content) == {}
    assert 30 <= len(re.findall(r"[\u4e00-\u9fff]", stop["text"])) <= 500, route


def test_recordings_are_lessons_of_the_demo_and_visits_name_real_stops() -> None:
    courses = json.loads((DATA / "courses.json").read_text())["courses"]
    heard = {f"{one['key']}:{lesson['key']}" for one in courses for lesson in one["lessons"] if lesson.get("audio")}
    assert {stop["audio_lesson"] for _, stop in STOPS if stop["audio_lesson"]} <= heard
    stops = {(route, stop["key"]) for route, stop in STOPS}
    assert all((walk["route"], one["stop"]) in stops for walk in SOURCE["visits"] for one in walk["stops"])
    assert all(one["people"] > 0 for walk in SOURCE["visits"] for one in walk["stops"])
