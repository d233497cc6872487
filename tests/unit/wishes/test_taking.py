"""What a row of a list means, and the times paper may carry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from support.api import client_id
from weiguang.wishes.taking.rules import (
    as_code,
    as_serial,
    believable,
    client_for,
    find_typed,
    promised_on_paper,
)

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "serial"),
    [("12", 12), ("№ 012", 12), ("no.7", 7), ("NO 7", 7), ("#3", 3), ("１２号", 12), ("12a", None), ("-1", None)],
)
def test_a_serial_is_read_as_people_write_it(typed: str, serial: int | None) -> None:
    assert as_serial(typed) == serial


def test_a_code_is_read_in_any_case_with_spaces() -> None:
    assert as_code("hxj c68") == "HXJC68"
    assert as_code("HXJC6O") is None


def test_a_code_of_digits_is_a_code_before_it_is_a_serial() -> None:
    coded, numbered = {"_id": "234567", "serial": 1}, {"_id": "HXJC68", "serial": 234567}
    assert find_typed("234567", [numbered, coded]) is coded
    assert find_typed("234567", [numbered]) is numbered
    assert find_typed("8", [numbered, coded]) is None


def test_the_same_list_gives_each_wish_the_same_client_id() -> None:
    one = client_id()
    assert client_for(one, "HXJC68") == client_for(one, "HXJC68")
    assert len({client_for(one, "HXJC68"), client_for(one, "4NXZZQ"), client_for(client_id(), "HXJC68")}) == 3


def test_paper_carries_no_time_of_the_future_or_long_before_the_fair() -> None:
    assert believable(NOW + timedelta(minutes=4), "2026-11-21", NOW)
    assert not believable(NOW + timedelta(minutes=6), "2026-11-21", NOW)
    assert not believable(NOW - timedelta(days=61), "2026-11-21", NOW)
    assert believable(NOW - timedelta(days=61), "2026-10-01", NOW)


def test_a_promise_that_passed_before_it_was_keyed_in_is_renewed() -> None:
    assert promised_on_paper("2026-11-30", NOW - timedelta(days=2), NOW) is None
    assert promised_on_paper("2026-11-20", NOW - timedelta(days=2), NOW) == "2026-12-05"
