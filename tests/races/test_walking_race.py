"""Thirty-two requests write the same stop at once, and two people change a route while another orders it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from bson import ObjectId

from factories.people import make_branch
from factories.walking import make_route, stop_content
from support.racing import at_once
from weiguang.access.actor import Actor, Role
from weiguang.checkins.models import Point
from weiguang.checkins.walking import managing
from weiguang.checkins.walking.models import Route
from weiguang.storage.clock import utc_now

THREADS = 32


@pytest.fixture
def route(clean: None) -> dict[str, Any]:
    return make_route(make_branch(kind="committee"), stops=4)


def actor(route: dict[str, Any]) -> Actor:
    return Actor(person=ObjectId(), roles=(Role("organiser", route["branch"]),))


def writing(route: dict[str, Any], stop: str) -> Callable[[], bool]:
    return lambda: managing.put_stop(actor=actor(route), route=route["_id"], stop=stop, content=stop_content("同一站"))[
        1
    ]


def test_one_stop_sent_32_times_at_once_is_one_stop_with_one_plaque(route: dict[str, Any]) -> None:
    assert sum(at_once(*[writing(route, str(uuid.uuid4()))] * THREADS)) == 1
    kept = Route.collection().find_one({"_id": route["_id"]})
    assert (len(kept["stops"]), Point.collection().count_documents({})) == (5, 5)


def test_without_its_own_id_there_would_be_many(route: dict[str, Any]) -> None:
    """The control: the same words under other ids are other stops."""
    at_once(*(writing(route, str(uuid.uuid4())) for _ in range(8)))
    assert len(Route.collection().find_one({"_id": route["_id"]})["stops"]) == 12


def test_a_stop_that_is_added_while_others_are_ordered_is_never_lost(route: dict[str, Any]) -> None:
    order = [stop["id"] for stop in reversed(route["stops"])]

    def reorder() -> None:
        with suppress(managing.StopsChanged):
            managing.order_stops(actor=actor(route), route=route["_id"], order=order)

    def remove() -> None:
        managing.remove_stop(actor=actor(route), route=route["_id"], stop=order[0], now=utc_now())

    added = [str(uuid.uuid4()) for _ in range(6)]
    at_once(*(writing(route, stop) for stop in added), *[reorder] * 6, remove, remove)
    kept = Route.collection().find_one({"_id": route["_id"]})
    assert {stop["id"] for stop in kept["stops"]} == {*order[1:], *added}
    assert [stop["id"] for stop in kept["removed"]] == [order[0]]
    assert "points_due" not in kept
