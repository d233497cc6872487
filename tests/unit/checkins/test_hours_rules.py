"""Hours in words, entries, and what stands on a certificate."""

from __future__ import annotations

from typing import Any

import pytest
from bson import ObjectId
from hypothesis import given, strategies as st

from weiguang.checkins.hours.certificates.rules import (
    certifiable,
    certificate_number,
    common_branch,
    lines_of,
    span_words,
    undrawable,
)
from weiguang.checkins.hours.certificates.typesetting import width_of, wrap
from weiguang.checkins.hours.rules import entries_of, figures_of, hours_text, months_of

ROOT, LEFT, RIGHT = (ObjectId(f"{n:024x}") for n in (1, 2, 3))


def row(key: str, quantity: int, *, source: str = "staff_scan", day: str = "2023-05-20", **more: Any) -> dict[str, Any]:
    made = {"_id": key, "quantity": quantity, "source": source, "day": day, "title": "义诊", "subject": "event:1"}
    return made | more


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0.0"),
        (5, "0.0"),
        (6, "0.1"),
        (59, "0.9"),
        (60, "1.0"),
        (155, "2.5"),
        (119, "1.9"),
        (-30, "-0.5"),
        (6000, "100.0"),
    ],
)
def test_minutes_become_hours_with_one_decimal(minutes: int, words: str) -> None:
    assert hours_text(minutes) == words


@given(st.integers(0, 10**7))
def test_hours_are_never_rounded_up(minutes: int) -> None:
    shown = float(hours_text(minutes)) * 60
    assert minutes - 6 < shown <= minutes + 1e-6


def test_a_forgotten_check_out_waits_until_a_look_stands_beside_it() -> None:
    forgotten = row("stay:1", 200, flag="forgotten")
    look = row("stay:1:out", -50, source="staff", corrects="stay:1")
    assert [(one["state"], one["minutes"]) for one in entries_of([forgotten])] == [("waiting", 0)]
    assert [(one["state"], one["minutes"], one["by_hand"]) for one in entries_of([look, forgotten])] == [
        ("counted", 150, False)
    ]


def test_what_a_hand_touched_is_never_among_the_machines() -> None:
    rows = [row("stay:1", 100), row("stay:2", 60), row("corrected:x", -10, source="hand", corrects="stay:2")]
    rows += [row("hand:1", 30, source="hand"), row("stay:3", 40, flag="forgotten", day="2023-06-01")]
    figures = {"machine_minutes": 100, "hand_minutes": 80, "waiting_minutes": 40}
    assert figures_of(entries_of(rows)) == figures
    assert [month["month"] for month in months_of(entries_of(rows))] == ["2023-06", "2023-05"]


def test_what_was_struck_and_less_than_a_tenth_of_an_hour_is_not_certified() -> None:
    struck = [row("stay:1", 100), row("corrected:x", -100, source="hand", corrects="stay:1")]
    assert certifiable(entries_of(struck)) == []
    assert certifiable(entries_of([row("stay:1", 5)])) == []
    assert len(certifiable(entries_of([row("stay:1", 3), row("stay:2", 3)]))) == 2


def test_one_line_for_each_activity_in_the_order_they_began() -> None:
    rows = [row("stay:1", 60, day="2023-06-02"), row("stay:2", 30, day="2023-06-09")]
    rows += [row("stay:3", 10, subject="event:2", title="敬老", day="2023-06-01")]
    lines = lines_of(entries_of(rows))
    assert [(line["title"], line["times"], line["minutes"]) for line in lines] == [("敬老", 1, 10), ("义诊", 2, 90)]
    assert (lines[1]["first"], lines[1]["last"]) == ("2023-06-02", "2023-06-09")


@pytest.mark.parametrize(
    ("lines", "branch"),
    [([[LEFT, ROOT]], LEFT), ([[LEFT, ROOT], [RIGHT, ROOT]], ROOT), ([[LEFT], [RIGHT]], None), ([], None)],
)
def test_the_issuer_is_the_lowest_branch_above_all(lines: list[list[ObjectId]], branch: ObjectId | None) -> None:
    assert common_branch(lines) == branch


def test_a_number_names_its_issuer_and_day() -> None:
    one, other = certificate_number(LEFT, "2023-06-28", 42), certificate_number(RIGHT, "2023-06-28", 42)
    assert one.endswith("-20230628-000042") and len(one) == 20
    assert one[:4] != other[:4] and one[:4] == certificate_number(LEFT, "2024-01-01", 1)[:4]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("2023-06-28", "2023-06-28"), "2023.06.28"),
        (("2023-05-20", "2023-06-28"), "2023.05.20–06.28"),
        (("2022-05-20", "2023-06-28"), "2022.05.20–2023.06.28"),
    ],
)
def test_days_fit_into_a_table(days: tuple[str, str], words: str) -> None:
    assert span_words(*days) == words


def test_rare_characters_are_noticed() -> None:
    paper = {"name": "王小明", "issuer": "ABC 2.5（小时）“”", "lines": [{"title": "义诊"}]}
    assert undrawable(paper) == ""
    assert undrawable(paper | {"name": "林\U0002b4ef", "lines": [{"title": "龦"}]}) == "\U0002b4ef龦"


@given(st.text(alphabet="中文字，。A1 “”", max_size=200), st.floats(60, 300))
def test_wrapped_lines_hold_the_whole_text_within_their_width(text: str, width: float) -> None:
    lines = wrap(text, 12, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line.rstrip("，。” "), 12) <= width for line in lines)
