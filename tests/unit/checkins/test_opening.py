"""Opening hours: tables, exceptions, midnight."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from weiguang.checkins.centres.opening import Hours, faults_of, length_of, opening_at
from weiguang.storage.clock import SHANGHAI

OFFICE = [[("08:30", "11:30"), ("13:30", "17:30")]] * 5 + [[], []]
WEDNESDAY, SATURDAY, SUNDAY, MONDAY = "2023-06-28", "2023-07-01", "2023-07-02", "2023-07-03"


def spans(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"from": begins, "to": ends} for begins, ends in pairs]


def hours(table: Any = OFFICE, *exceptions: tuple[str, str, list[tuple[str, str]]]) -> Hours:
    return Hours(
        [spans(*day) for day in table],
        [
            {"first_day": first, "last_day": last, "spans": spans(*pairs), "note": "特别安排"}
            for first, last, pairs in exceptions
        ],
    )


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=SHANGHAI)


def shown(opening: dict[str, Any]) -> tuple[bool, str | None]:
    changes = opening["changes_at"]
    return opening["open"], changes and changes.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("day", "clock", "is_open", "changes"),
    [
        (WEDNESDAY, "08:29", False, f"{WEDNESDAY} 08:30"),
        (WEDNESDAY, "08:30", True, f"{WEDNESDAY} 11:30"),
        (WEDNESDAY, "11:29", True, f"{WEDNESDAY} 11:30"),
        (WEDNESDAY, "11:30", False, f"{WEDNESDAY} 13:30"),
        (WEDNESDAY, "17:30", False, "2023-06-29 08:30"),
        (WEDNESDAY, "23:59", False, "2023-06-29 08:30"),
        (SATURDAY, "10:00", False, f"{MONDAY} 08:30"),
    ],
)
def test_an_office_opens_and_closes_to_the_minute(day: str, clock: str, is_open: bool, changes: str) -> None:
    assert shown(opening_at(hours(), at(day, clock))) == (is_open, changes)


def test_the_day_is_shanghais_whatever_the_moment_is_written_in() -> None:
    late = datetime(2023, 6, 27, 16, 30, tzinfo=UTC)  # half past midnight on Wednesday
    opening = opening_at(hours(), late)
    assert (opening["day"], len(opening["spans"])) == (WEDNESDAY, 2)


def test_an_evening_that_runs_past_midnight_is_open_on_both_days() -> None:
    night = hours([[("20:00", "02:00")]] + [[]] * 6)
    assert shown(opening_at(night, at(MONDAY, "23:59"))) == (True, "2023-07-04 02:00")
    assert shown(opening_at(night, at("2023-07-04", "01:59"))) == (True, "2023-07-04 02:00")
    assert opening_at(night, at("2023-07-04", "01:59"))["spans"] == []
    assert shown(opening_at(night, at("2023-07-04", "02:00"))) == (False, "2023-07-10 20:00")


def test_until_midnight_and_from_midnight_is_one_opening() -> None:
    table = [[("08:00", "24:00")], [("00:00", "10:00")]] + [[]] * 5
    assert shown(opening_at(hours(table), at(MONDAY, "22:00"))) == (True, "2023-07-04 10:00")


def test_a_place_that_never_closes_says_no_time() -> None:
    assert shown(opening_at(hours([[("00:00", "24:00")]] * 7), at(SUNDAY, "03:00"))) == (True, None)


def test_a_place_that_never_opens_says_no_time() -> None:
    assert shown(opening_at(hours([[]] * 7), at(SUNDAY, "03:00"))) == (False, None)


def test_a_holiday_closes_and_says_why() -> None:
    opening = opening_at(hours(OFFICE, (WEDNESDAY, "2023-06-30", [])), at(WEDNESDAY, "10:00"))
    assert (opening["spans"], opening["note"]) == ([], "特别安排")
    assert shown(opening) == (False, f"{MONDAY} 08:30")


def test_a_working_saturday_opens() -> None:
    special = hours(OFFICE, (SATURDAY, SATURDAY, [("09:00", "12:00")]))
    assert shown(opening_at(special, at(SATURDAY, "09:00"))) == (True, f"{SATURDAY} 12:00")
    assert shown(opening_at(special, at("2023-06-30", "18:00"))) == (False, f"{SATURDAY} 09:00")


def test_a_closed_holiday_does_not_cut_the_evening_before() -> None:
    night = hours([[("20:00", "02:00")]] * 7, (WEDNESDAY, WEDNESDAY, []))
    assert shown(opening_at(night, at(WEDNESDAY, "01:00"))) == (True, f"{WEDNESDAY} 02:00")
    assert opening_at(night, at(WEDNESDAY, "21:00"))["open"] is False


@pytest.mark.parametrize(
    ("span", "minutes"), [(("08:30", "17:30"), 540), (("20:00", "02:00"), 360), (("00:00", "24:00"), 1440)]
)
def test_the_length_of_a_span(span: tuple[str, str], minutes: int) -> None:
    assert length_of(*spans(span)) == minutes


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        ([("08:30", "12:00"), ("12:00", "17:30")], False),
        ([("13:30", "17:30"), ("08:30", "12:00")], False),
        ([("08:30", "12:01"), ("12:00", "17:30")], True),
        ([("20:00", "02:00"), ("21:00", "22:00")], True),
        ([("08:00", "12:00"), ("20:00", "02:00")], False),
    ],
)
def test_spans_of_a_day_that_overlap_are_named(day: list[tuple[str, str]], wrong: bool) -> None:
    faults = faults_of([[], [], spans(*day), [], [], [], []], [])
    assert [fault["field"] for fault in faults] == ["weekly.2"] * wrong


def test_exceptions_that_meet_or_run_backwards_are_named() -> None:
    def exception(first: str, last: str) -> dict[str, Any]:
        return {"first_day": first, "last_day": last, "spans": [], "note": ""}

    apart = [exception("2023-10-01", "2023-10-07"), exception("2023-10-08", "2023-10-08")]
    assert faults_of([[]] * 7, apart) == []
    meeting = [apart[0], exception("2023-09-28", "2023-10-01")]
    assert [fault["field"] for fault in faults_of([[]] * 7, meeting)] == ["exceptions.0"]
    assert [one["field"] for one in faults_of([[]] * 7, [exception("2023-10-02", "2023-10-01")])] == ["exceptions.0"]
