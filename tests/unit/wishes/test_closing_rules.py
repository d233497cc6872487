"""The closing report's arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from weiguang.storage.cells import harmless
from weiguang.wishes.closing.rules import case_reason, channel_of, count_wishes, moments_of, path_of, spans

START = datetime(2023, 6, 1, 8, tzinfo=UTC)
TODAY = "2023-06-28"


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def wish(state: str, *acts: tuple[str, float], **more: Any) -> dict[str, Any]:
    history = [{"act": act, "at": day(at), "by": "p:1"} for act, at in acts]
    known = {"_id": "ABCDEF", "state": state, "group": "困难老人", "district": "海曙区", "by": None}
    return known | {"history": history, "claim": None} | more


def claim(at: float, **more: Any) -> dict[str, Any]:
    return {"claimed_at": day(at), "channel": "remote"} | more


def test_the_median_is_the_middle_and_half_way_between_two() -> None:
    assert spans([(day(0), day(1)), (day(0), day(2)), (day(0), day(9))])["median_days"] == 2.0
    assert spans([(day(0), day(1)), (day(0), day(2))])["median_days"] == 1.5


def test_only_wishes_of_which_both_moments_are_known_are_measured() -> None:
    assert spans([(None, day(1)), (day(1), None)]) == {"median_days": None, "max_days": None, "wishes": 0}
    assert spans([(day(0), day(3)), (None, day(1))])["wishes"] == 1


def test_a_phone_whose_clock_is_behind_makes_no_negative_days() -> None:
    assert spans([(day(2), day(1))])["max_days"] == 0.0


def test_a_wish_hung_from_its_first_opening_and_is_delivered_at_its_last() -> None:
    acts = ("open", 0), ("claim", 1), ("lapse", 20), ("claim", 21), ("deliver", 22)
    moments = moments_of(wish("delivered", *acts, claim=claim(21)))
    assert (moments["opened"], moments["taken"], moments["delivered"]) == (day(0), day(21), day(22))


def test_goods_that_an_earlier_claim_had_ready_are_not_those_of_the_claim_that_stands() -> None:
    acts = ("open", 0), ("claim", 1), ("ready", 2), ("give_back", 3), ("claim", 4)
    assert moments_of(wish("claimed", *acts, claim=claim(4)))["ready"] is None
    assert moments_of(wish("ready", *acts, ("ready", 5), claim=claim(4)))["ready"] == day(5)


def test_the_path_leaves_out_how_people_worked_on_it_and_who() -> None:
    path = path_of(wish("open", ("open", 0), ("print", 1), ("contact", 2), ("lapse", 3)))
    assert [step["act"] for step in path] == ["open", "lapse"]
    assert {name for step in path for name in step} == {"act", "at", "channel"}


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (wish("collected"), "unpublished"),
        (wish("open", ("open", 0)), "open"),
        (wish("open", ("open", 0), ("lapse", 20)), "lapsed"),
        (wish("open", ("open", 0), ("lapse", 20), ("give_back", 21)), "open"),
        (wish("claimed", claim=claim(1)), "overdue"),
        (wish("claimed", claim=claim(1, promise_by="2023-06-28")), "under_way"),
        (wish("claimed", claim=claim(1), delivery={"state": "absent"}), "overdue"),
        (wish("ready", claim=claim(1), delivery={"state": "absent"}), "absent"),
        (wish("ready", claim=claim(1)), "waiting"),
        (wish("funded", funded={"at": day(1)}), "waiting"),
        (wish("delivered"), None),
        (wish("withdrawn"), None),
    ],
)
def test_an_open_case_says_why(found: dict[str, Any], reason: str | None) -> None:
    assert case_reason(found, TODAY) == reason


def test_what_the_sale_fund_covers_came_in_through_the_fund() -> None:
    assert channel_of(wish("funded", funded={"at": day(1)})) == "fund"
    assert channel_of(wish("open")) is None


def test_a_claim_from_before_there_were_channels_came_from_a_phone() -> None:
    assert channel_of(wish("claimed", claim={"claimed_at": day(1)})) == "remote"


def test_every_wish_on_the_wall_is_delivered_or_unfinished() -> None:
    states = ["collected", "open", "claimed", "funded", "delivered", "closed", "withdrawn"]
    report = count_wishes([wish(state) for state in states], TODAY)
    assert (report["wishes"], report["delivered"], report["delivered_percent"]) == (5, 2, 40.0)
    assert sum(row["wishes"] for row in report["by_group"]) == 5
    assert sum(row["wishes"] for row in report["cases"]) == 3 + 1  # the collected one never hung


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\x00=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text)[0] == "'"


def test_plain_texts_stay_as_they_are() -> None:
    assert harmless("一辆轮椅 2-3 人用\n谢谢") == "一辆轮椅 2-3 人用\n谢谢"
