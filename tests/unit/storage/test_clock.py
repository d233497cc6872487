"""Days, and phones whose clocks are wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from weiguang.storage.clock import corrected, local_day

NOW = datetime(2023, 6, 28, 4, tzinfo=UTC)
AN_HOUR_AGO = NOW - timedelta(hours=1)


@pytest.mark.parametrize("wrong_by", [timedelta(days=1), timedelta(days=-1), timedelta(seconds=30)])
def test_a_wrong_clock_is_put_right(wrong_by: timedelta) -> None:
    moment, skew_ms = corrected(AN_HOUR_AGO + wrong_by, NOW + wrong_by, NOW)
    assert (moment, skew_ms) == (AN_HOUR_AGO, -wrong_by.total_seconds() * 1000)


@pytest.mark.parametrize("travel_s", [0, 0.3, 5])
def test_the_journey_of_a_request_moves_nothing(travel_s: float) -> None:
    moment, skew_ms = corrected(AN_HOUR_AGO, NOW - timedelta(seconds=travel_s), NOW)
    assert (moment, skew_ms) == (AN_HOUR_AGO, travel_s * 1000)


def test_a_phone_that_does_not_tell_its_clock_is_believed() -> None:
    assert corrected(AN_HOUR_AGO, None, NOW) == (AN_HOUR_AGO, 0)


def test_a_moment_is_cut_to_what_the_database_keeps() -> None:
    moment, _ = corrected(NOW.replace(microsecond=123_456), None, NOW)
    assert moment.microsecond == 123_000


def test_the_day_changes_at_midnight_in_shanghai() -> None:
    midnight = datetime(2023, 6, 28, 16, tzinfo=UTC)
    assert [local_day(midnight - timedelta(milliseconds=1)), local_day(midnight)] == ["2023-06-28", "2023-06-29"]
