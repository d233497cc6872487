"""How somebody stands, which questions come again, and the pairs by which words are found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from weiguang.study.learning.rules import due_stage, state_of, update_of
from weiguang.study.searching import excerpt, findable, grams

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)
SAID = {"excuse": {"reason": "busy"}}


@pytest.mark.parametrize(
    ("learning", "completed", "state"),
    [
        (None, False, "none"),
        ({}, True, "completed"),
        ({"excuse": {"reason": ""}}, False, "none"),
        (SAID, False, "excused"),
        (SAID | {"opened_at": NOON}, False, "opened"),
        (SAID | {"place": {"at": NOON}}, False, "opened"),
        (SAID | {"opened_at": NOON}, True, "completed"),
    ],
)
def test_what_was_done_overtakes_what_was_said(learning: Any, completed: bool, state: str) -> None:
    assert state_of(learning, completed=completed) == state


def test_a_moment_stands_first_in_what_is_compared() -> None:
    told = {
        "place": {"seconds": 3, "heard": "", "part": 2, "block": 1},
        "place_at": NOON,
        "excuse": None,
        "excuse_at": NOON,
        "opened_at": NOON,
    }
    update = update_of(told)
    assert [list(one) for one in update["$max"].values()] == [
        ["at", "block", "part", "heard", "seconds"],
        ["at", "reason", "text"],
    ]
    assert update["$min"] == {"opened_at": NOON}


@pytest.mark.parametrize(
    ("days", "answered", "stage"),
    [
        (2, [], None),
        (3, [], 3),
        (9, [3], None),
        (10, [3], 10),
        (10, [], 10),
        (31, [3, 10], 30),
        (31, [30], None),
        (60, [], None),
    ],
)
def test_a_later_stage_takes_the_place_of_an_earlier(days: int, answered: list[int], stage: int | None) -> None:
    recalled = {str(one): NOON for one in answered}
    assert due_stage(NOON, recalled, NOON + timedelta(days=days)) == stage


def test_days_are_those_of_the_calendar_in_shanghai() -> None:
    late = datetime(2026, 6, 1, 15, 30, tzinfo=UTC)  # 23:30
    assert due_stage(late, {}, datetime(2026, 6, 3, 16, 5, tzinfo=UTC)) == 3  # five past midnight
    assert due_stage(late, {}, datetime(2026, 6, 3, 15, 55, tzinfo=UTC)) is None


def test_pairs_ignore_case_width_and_blanks() -> None:
    assert grams("微心愿 Ａb") == {"微心", "心愿", "ab"}
    assert grams("一") == grams("") == set()


def test_a_lesson_is_found_by_its_title_and_every_block() -> None:
    blocks = [{"kind": "text", "html": "<p>先<strong>问</strong></p><p>一句</p>"}]
    blocks.append({"kind": "picture", "media": "m", "alt": "老榕树", "caption": ""})
    made = findable("敲门", blocks)
    assert {"敲门", "先问", "一句", "榕树"} <= set(made["grams"])
    assert "问一" not in made["grams"]


def test_an_excerpt_shows_the_words_in_their_surroundings() -> None:
    said = "前面的话" * 20 + "搭把手" + "后面的话" * 20
    shown = excerpt(said, ["搭把手"])
    assert shown.startswith("…") and shown.endswith("…") and "搭把手" in shown
    assert excerpt("很短", ["没有"]) == "很短"
