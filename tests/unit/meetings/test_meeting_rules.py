"""What a year of meetings lacks, and how moments are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from weiguang.meetings.rules import gaps_of, moment_words, months_of, state_of
from weiguang.storage.clock import SHANGHAI


def at(month: int, day: int = 10, year: int = 2026, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def held(kind: str, month: int, *, signed: bool = True, cancelled: bool = False) -> dict[str, Any]:
    return {
        "kind": kind,
        "starts_at": at(month),
        "ends_at": at(month, hour=11),
        "signed_at": at(month, 11) if signed else None,
        "cancelled_at": at(month, 9) if cancelled else None,
    }


def numbers(kind: str, meetings: list[dict[str, Any]], now: datetime) -> list[tuple[int, bool]]:
    return [(gap["number"], gap["over"]) for gap in gaps_of(months_of(meetings, now), 2026, now) if gap["kind"] == kind]


@pytest.mark.parametrize(
    ("kind", "meetings", "now", "expected"),
    [
        ("general", [], at(5), [(1, True), (2, False)]),
        ("general", [held("general", 2)], at(5), [(2, False)]),
        ("general", [held("general", 2), held("general", 4)], at(5), []),
        ("general", [held("general", 2, signed=False)], at(4), [(1, True), (2, False)]),
        ("general", [held("general", 2, cancelled=True)], at(3), [(1, False)]),
        ("general", [held("lecture", 2)], at(3), [(1, False)]),
        ("lecture", [held("lecture", 12)], at(1, year=2027), [(1, True), (2, True), (3, True)]),
        ("committee", [held("committee", 1)], at(3), [(2, True), (3, False)]),
        ("group", [], at(1), [(1, False)]),
        ("theme_day", [], at(12, year=2025), []),
    ],
)
def test_what_is_not_recorded_yet(
    kind: str, meetings: list[dict[str, Any]], now: datetime, expected: list[tuple[int, bool]]
) -> None:
    assert numbers(kind, meetings, now) == expected


def test_a_gap_says_whether_only_a_signature_is_missing() -> None:
    now = at(3, 20)
    [gap] = [
        gap
        for gap in gaps_of(months_of([held("general", 2, signed=False)], now), 2026, now)
        if gap["kind"] == "general"
    ]
    assert (gap["unsigned"], gap["planned"], gap["over"]) == (True, False, False)


def test_months_are_shanghais() -> None:
    late = held("general", 1) | {"starts_at": datetime.fromisoformat("2026-01-31T17:00:00+00:00")}
    assert [cell["signed"] for cell in months_of([late], at(6))["general"]][:2] == [0, 1]


def test_a_moment_is_told_in_words() -> None:
    assert moment_words(datetime.fromisoformat("2023-06-28T01:05:00+00:00")) == "6月28日 周三 9:05"


@pytest.mark.parametrize(
    ("now", "state"), [(at(1, 9), "coming"), (at(1), "under_way"), (at(1, hour=11), "under_way"), (at(1, 11), "past")]
)
def test_a_meeting_is_coming_then_under_way_then_past(now: datetime, state: str) -> None:
    assert state_of(held("general", 1), now) == state
    assert state_of(held("general", 1, cancelled=True), now) == "cancelled"
