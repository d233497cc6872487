"""Delivered without a team, closed without thanks: the organiser records it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.wishes import make_wish
from support.api import Caller, client_id
from support.tour import Tour
from weiguang.storage.clock import utc_now
from weiguang.wishes.beneficiaries import store_beneficiary
from weiguang.wishes.delivery.jobs import purge
from weiguang.wishes.models import Beneficiary


def test_goods_that_were_fetched_are_delivered_once(tour: Tour) -> None:
    wish, mine = make_wish(tour.fair, state="ready"), client_id()
    assert finish(tour, "deliver", wish, client_id=mine) == finish(tour, "deliver", wish, client_id=mine) == (204, None)
    assert [line["act"] for line in tour.stored(wish)["history"]] == ["deliver"]
    assert finish(tour, "deliver", wish) == (409, "wish_wrong_state")


def test_a_stop_that_was_planned_is_done_with(tour: Tour) -> None:
    assert finish(tour, "deliver", tour.wish)[0] == 204
    assert tour.stored()["delivery"]["state"] == "delivered"
    assert tour.mark("member")[1]["state"] == "duplicate"


def test_a_wish_without_thanks_is_closed_and_forgotten_later(tour: Tour) -> None:
    wish, mine = make_wish(tour.fair, state="delivered"), client_id()
    store_beneficiary(wish=wish, identity={"name": "钱阿秀"}, now=utc_now())
    assert finish(tour, "close", wish, client_id=mine) == finish(tour, "close", wish, client_id=mine) == (204, None)
    assert (tour.stored(wish)["state"], purge(now=utc_now() + timedelta(days=29))) == ("closed", 0)
    assert (purge(now=utc_now() + timedelta(days=31)), purge(now=utc_now() + timedelta(days=31))) == (1, 0)
    assert Beneficiary.collection().find_one({"_id": wish}) is None


@pytest.mark.parametrize("act", ["deliver", "close"])
def test_only_planners_of_the_fair_record_it(tour: Tour, act: str) -> None:
    answers = [finish(tour, act, tour.wish, who=who)[0] for who in ("nobody", "citizen", "member", "stranger")]
    assert answers == [401, 403, 403, 403]
    assert tour.as_("planner").post(f"/wishes/AAAAAA/{act}", {"client_id": client_id()}).status_code == 404


def test_nothing_is_closed_before_it_is_delivered(tour: Tour) -> None:
    assert finish(tour, "close", tour.wish) == (409, "wish_wrong_state")
    assert finish(tour, "deliver", make_wish(tour.fair)) == (409, "wish_wrong_state")


def finish(tour: Tour, act: str, wish: str, *, who: str = "planner", **more: str) -> tuple[int, str | None]:
    """Record one act; the status and the code of a refusal."""
    answer = tour.as_(who).post(f"/wishes/{wish}/{act}", {"client_id": client_id()} | more)
    return answer.status_code, answer.get_json()["code"] if answer.data else None


@pytest.fixture
def tour(nobody: Caller) -> Tour:
    return Tour(nobody)
