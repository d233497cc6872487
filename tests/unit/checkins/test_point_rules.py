"""Rules of points: closing by hand, the end of a shift, and nights."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from weiguang.checkins.deciding import USUAL_WAYS, Rule
from weiguang.checkins.rules import branches_of, is_open, minutes_between, rule_of, runs_over_midnight, shift_end
from weiguang.storage.clock import SHANGHAI

HOUR = timedelta(hours=1)
NINE = datetime(2023, 6, 28, 9, tzinfo=SHANGHAI)
MIDNIGHT = datetime(2023, 6, 29, tzinfo=SHANGHAI)


def rule(**said: Any) -> Rule:
    return Rule.of({"check_out": True} | said)


@pytest.mark.parametrize("stored", [{}, {"rule": {}}, {"rule": {"ways": [], "who": None}}, {"rule": None}])
def test_a_point_that_says_nothing_has_the_usual_rule(stored: dict[str, Any]) -> None:
    assert rule_of(stored) == Rule(ways=USUAL_WAYS)


@pytest.mark.parametrize(
    ("closes", "closed", "open_at_noon"),
    [(None, 12, False), (None, 13, True), (11, 13, False), (17, 12, False), (17, None, True)],
)
def test_whichever_closing_comes_first_closes(closes: int | None, closed: int | None, open_at_noon: bool) -> None:
    hours = {name: hour and NINE.replace(hour=hour) for name, hour in (("closes_at", closes), ("closed_at", closed))}
    point = {"rule": {"closes_at": hours["closes_at"]}, "closed_at": hours["closed_at"]}
    assert is_open(rule_of(point), NINE.replace(hour=12)) is open_at_noon


@pytest.mark.parametrize(
    ("closes_at", "end"),
    [
        (None, MIDNIGHT),
        (NINE + 4 * HOUR, NINE + 4 * HOUR),
        (NINE - HOUR, MIDNIGHT),
        (NINE + 16 * HOUR, NINE + 16 * HOUR),
        (NINE + 17 * HOUR, MIDNIGHT),
        (NINE + 72 * HOUR, MIDNIGHT),
    ],
)
def test_a_shift_ends_at_the_closing_or_with_the_day(closes_at: datetime | None, end: datetime) -> None:
    assert shift_end(rule(closes_at=closes_at), NINE) == end


@pytest.mark.parametrize(
    ("said", "over"),
    [
        ({"closes_at": MIDNIGHT + 6 * HOUR}, True),
        ({"closes_at": MIDNIGHT + 6 * HOUR, "opens_at": MIDNIGHT - 2 * HOUR}, True),
        ({"closes_at": MIDNIGHT + 6 * HOUR, "opens_at": MIDNIGHT}, False),
        ({"closes_at": MIDNIGHT + 6 * HOUR, "check_out": False}, False),
        ({"closes_at": MIDNIGHT + HOUR / 2}, False),
        ({"closes_at": MIDNIGHT + 17 * HOUR}, False),
        ({}, False),
    ],
)
def test_a_night_shift_runs_over_midnight(said: dict[str, Any], over: bool) -> None:
    assert runs_over_midnight(rule(**said), MIDNIGHT + HOUR) is over


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (59, 0), (60, 1), (119, 1), (7200, 120), (-60, 0)])
def test_a_stay_counts_whole_minutes(seconds: int, minutes: int) -> None:
    assert minutes_between(NINE, NINE + timedelta(seconds=seconds)) == minutes


@pytest.mark.parametrize(
    ("point", "meant"),
    [({}, []), ({"branch": None}, []), ({"branch": 1}, [1]), ({"branch": 1, "branches": [1, 2]}, [1, 2])],
)
def test_the_rule_means_the_members_of_the_points_branches(point: dict[str, Any], meant: list[int]) -> None:
    assert branches_of(point) == meant
