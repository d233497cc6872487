"""Digests against the shared vectors, links, and figures from keys."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId

from weiguang.checkins.walking import rules

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "plaques.json").read_text())
KEYS = ["checkin:AAAAAA:p1:2023-06-10", "checkin:AAAAAA:p2:2023-06-10", "checkin:BBBBBB:p1:2023-06-11"]
STOP_OF = {"AAAAAA": "a", "BBBBBB": "b"}


@pytest.mark.parametrize("vector", VECTORS["digests"], ids=lambda one: one["code"])
def test_a_digest_is_as_in_the_vectors(vector: dict[str, Any]) -> None:
    assert rules.digest_of(ObjectId(vector["route"]), vector["code"]) == vector["digest"]


def test_a_plaque_is_printed_in_capitals() -> None:
    assert rules.plaque_link("https://wg.example.cn", "AB23CD") == "HTTPS://WG.EXAMPLE.CN/R/AB23CD"


def test_visits_are_tallied_by_stop_and_day_and_each_person_once() -> None:
    tallied = rules.tally(KEYS, STOP_OF, None, None)
    assert tallied["people"] == 2
    assert tallied["stops"] == {"a": 2, "b": 1}
    assert list(tallied["days"].items()) == [("2023-06-11", {"b": 1}), ("2023-06-10", {"a": 2})]


def test_days_outside_are_left_out() -> None:
    assert rules.tally(KEYS, STOP_OF, "2023-06-11", None)["people"] == 1
    assert rules.tally(KEYS, STOP_OF, None, "2023-06-10")["stops"] == {"a": 2}


def test_a_closed_point_is_closed_from_a_moment_on() -> None:
    closed = datetime(2023, 6, 28, tzinfo=UTC)
    assert rules.point_rule(None) == {"ways": ["plaque"]}
    assert rules.point_rule(closed) == {"ways": ["plaque"], "closes_at": closed}
