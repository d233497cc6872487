"""Terms by the calendar, free seats, and what a certificate still asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from weiguang.school.rules import SUBMISSION_STATES, complete, free_seat, missing, point_rule, state_of


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def term(**more: Any) -> dict[str, Any]:
    days = {"starts_on": "2026-09-10", "ends_on": "2026-10-20", "cancelled_at": None}
    return days | {"enrol_from": at("2026-08-01T09:00"), "enrol_until": at("2026-08-31T17:00")} | more


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-08-01T08:59", "announced"),
        ("2026-08-01T09:00", "enrolling"),
        ("2026-08-31T17:00", "enrolling"),
        ("2026-08-31T17:01", "waiting"),
        ("2026-09-10T00:00", "under_way"),
        ("2026-10-20T23:59", "under_way"),
        ("2026-10-21T00:00", "over"),
    ],
)
def test_a_term_goes_by_the_calendar_of_shanghai(moment: str, state: str) -> None:
    assert state_of(term(), at(moment)) == state


def test_who_may_still_apply_may_do_so_after_the_beginning() -> None:
    assert state_of(term(enrol_until=at("2026-09-15T17:00")), at("2026-09-12T00:00")) == "enrolling"


def test_a_term_that_is_called_off_is_nothing_else() -> None:
    assert state_of(term(cancelled_at=at("2026-08-02T09:00")), at("2026-08-03T09:00")) == "cancelled"


@pytest.mark.parametrize(
    ("taken", "capacity", "seat"),
    [(set(), 2, 1), ({1}, 2, 2), ({2}, 2, 1), ({1, 2}, 2, None), ({1, 2, 3}, 2, None), ({3}, 2, 1), ({2, 3}, 2, None)],
)
def test_the_lowest_free_seat_is_given_and_none_beyond_the_capacity(
    taken: set[int], capacity: int, seat: int | None
) -> None:
    assert free_seat(taken, capacity) == seat


def test_what_is_missing_names_sessions_and_assignments() -> None:
    assignments = [{"_id": 1, "title": "心得"}, {"_id": 2, "title": "报告"}]
    assert missing(3, 1, assignments, {1}) == {"sessions": 2, "assignments": ["报告"]}
    assert not complete(missing(3, 1, assignments, {1, 2}))
    assert complete(missing(3, 4, assignments, {1, 2}))
    assert complete(missing(0, 0, [], set()))


def test_the_door_of_a_session_opens_an_hour_before_and_never_when_it_is_off() -> None:
    session = {"starts_at": at("2026-09-10T09:00"), "ends_at": at("2026-09-10T11:00")}
    rule, off = point_rule(session, off=False), point_rule(session, off=True)
    assert (rule["opens_at"], rule["closes_at"]) == (at("2026-09-10T08:00"), at("2026-09-10T11:30"))
    assert off["closes_at"] < off["opens_at"]
    assert rule["who"] == "registered"


def test_a_submission_has_no_mark() -> None:
    assert SUBMISSION_STATES == ("handed_in", "passed", "revise")
