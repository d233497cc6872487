"""Shifts that overlap, reminders and when they may go out, and their words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from weiguang.events.signing_up.rules import (
    clashing,
    day_reminder,
    is_over,
    overlaps,
    reminder_words,
    shift_reminder,
    span_words,
    telling_words,
)
from weiguang.storage.clock import SHANGHAI

POOL: dict[str, Any] = {"id": "", "starts_at": None, "ends_at": None}


def at(clock: str, day: str = "2023-06-28") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def shift(start: str, end: str, name: str = "s") -> dict[str, Any]:
    return {"id": name, "starts_at": at(start), "ends_at": at(end)}


@pytest.mark.parametrize(
    ("start", "end", "clash"),
    [
        ("08:00", "09:00", False),
        ("08:00", "09:01", True),
        ("09:30", "10:00", True),
        ("11:59", "13:00", True),
        ("12:00", "13:00", False),
        ("08:00", "13:00", True),
    ],
)
def test_shifts_overlap_when_they_have_time_in_common(start: str, end: str, clash: bool) -> None:
    assert overlaps(shift("09:00", "12:00"), shift(start, end)) is clash
    assert overlaps(shift(start, end), shift("09:00", "12:00")) is clash


def test_a_place_at_the_event_as_a_whole_overlaps_nothing() -> None:
    assert not overlaps(POOL, shift("09:00", "12:00")) and not overlaps(POOL, POOL)
    assert clashing([POOL, shift("09:00", "12:00")], POOL) == [""]


def test_a_shift_clashes_with_itself_and_with_what_overlaps() -> None:
    shifts = [shift("09:00", "12:00", "a"), shift("11:00", "13:00", "b"), shift("12:00", "14:00", "c")]
    assert clashing([POOL, *shifts], shifts[0]) == ["a", "b"]


def test_a_shift_is_over_at_its_end_and_an_event_after_its_day() -> None:
    assert [is_over(shift("09:00", "12:00"), None, at(clock)) for clock in ("11:59", "12:00")] == [False, True]
    assert [is_over(POOL, "2023-06-28", at("23:59")), is_over(POOL, "2023-06-27", at("00:00"))] == [False, True]
    assert not is_over(POOL, None, at("00:00"))


@pytest.mark.parametrize(
    ("day", "clock", "kind"),
    [
        ("2023-06-27", "17:59", None),
        ("2023-06-27", "18:00", "day"),
        ("2023-06-27", "21:59", "day"),
        ("2023-06-27", "22:00", None),
        ("2023-06-28", "06:59", None),
        ("2023-06-28", "07:00", "day"),
        ("2023-06-28", "11:00", "soon"),
        ("2023-06-28", "12:59", "soon"),
        ("2023-06-28", "13:00", None),
        ("2023-06-29", "09:00", None),
    ],
)
def test_a_shift_at_one_is_reminded_of_in_the_evening_and_two_hours_before(day: str, clock: str, kind: str) -> None:
    assert shift_reminder(at("13:00"), at(clock, day)) == kind


def test_an_early_shift_is_reminded_of_before_the_day_begins() -> None:
    assert [shift_reminder(at("06:00"), at(clock)) for clock in ("03:59", "04:00")] == [None, "soon"]


@pytest.mark.parametrize(
    ("starts", "day", "clock", "kind"),
    [
        ("", "2023-06-27", "18:00", "day"),
        ("", "2023-06-28", "08:59", "day"),
        ("", "2023-06-28", "09:00", None),
        ("14:00", "2023-06-28", "13:59", "day"),
        ("14:00", "2023-06-28", "14:00", None),
    ],
)
def test_an_event_is_reminded_of_until_it_may_have_begun(starts: str, day: str, clock: str, kind: str | None) -> None:
    assert day_reminder("2023-06-28", starts, at(clock, day)) == kind


def test_a_span_names_the_second_day_only_when_there_is_one() -> None:
    assert span_words(at("08:30"), at("12:00")) == "6月28日 周三 8:30–12:00"
    assert span_words(at("22:00"), at("06:00", "2023-06-29")) == "6月28日 周三 22:00–6月29日 6:00"


def test_words_name_the_event_and_never_say_tomorrow() -> None:
    said = reminder_words(title="义诊", when="6月28日", where="鼓楼", soon=False)
    assert "明天" not in said.title + said.body and "义诊" in said.title and "鼓楼" in said.body
    assert "导医" in telling_words("placed", title="义诊", where="导医 6月28日").body
    assert "（" not in telling_words("placed", title="义诊", where="").body
