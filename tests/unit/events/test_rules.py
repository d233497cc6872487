"""Days as printed, and what a change sets."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from weiguang.events.announcing import announcement
from weiguang.events.rules import date_text_of, fields_to_set, hosts_of, settled, tentative_of, without_open_words

NOW = datetime(2023, 6, 1, tzinfo=UTC)


def test_a_day_is_printed_without_leading_zeros() -> None:
    assert date_text_of("2023-06-08") == "6月8日"


def test_a_new_day_brings_its_year_and_its_printed_form() -> None:
    assert fields_to_set({"date": "2024-07-01"}) == {"date": "2024-07-01", "year": 2024, "date_text": "7月1日"}


def test_a_printed_form_of_ones_own_stays() -> None:
    assert fields_to_set({"date": "2024-07-01", "date_text": "七一上午"})["date_text"] == "七一上午"


def test_fixing_time_and_place_takes_the_note_with_it() -> None:
    assert fields_to_set({"tentative": {"time": False, "place": False}}) == {
        "tentative.time": False,
        "tentative.place": False,
        "tentative.note": "",
    }


def test_fixing_only_the_time_leaves_the_place_and_the_note_alone() -> None:
    assert fields_to_set({"tentative": {"time": False}}) == {"tentative.time": False}


def test_no_changes_set_nothing() -> None:
    assert fields_to_set({}) == {}


def test_an_event_is_fixed_unless_said_otherwise() -> None:
    assert tentative_of({"time": True}) == {"time": True, "place": False, "note": ""}


def test_new_hosts_are_printed_one_after_the_other_and_a_printed_host_is_one() -> None:
    assert fields_to_set({"hosts": ["甲", "乙"]}) == {"hosts": ["甲", "乙"], "host": "甲、乙"}
    assert fields_to_set({"host": "甲"}) == {"host": "甲", "hosts": ["甲"]}
    assert hosts_of({"host": "甲"}) == ["甲"] and hosts_of({}) == []


@pytest.mark.parametrize(
    ("said", "fixed"),
    [
        ("6月30日（暂定）", "6月30日"),
        ("6月30日，暂定", "6月30日"),
        ("6月30日（周三，时间待定）", "6月30日"),
        ("6月30日", "6月30日"),
    ],
)
def test_a_fixed_time_no_longer_says_that_it_is_open(said: str, fixed: str) -> None:
    assert without_open_words(said) == fixed


STANDING = {"_id": 1, "title": "义诊", "date": "2023-06-30", "date_text": "6月30日（暂定）", "venues": ["鼓楼"]}


def test_fixing_the_time_takes_the_word_out_of_the_printed_time() -> None:
    assert settled(STANDING, {"tentative.time": False})["date_text"] == "6月30日"
    assert settled(STANDING, {"venues": ["天一"]}) == {"venues": ["天一"]}


def test_a_fixed_place_takes_its_part_of_the_note_with_it() -> None:
    standing = STANDING | {"tentative": {"time": True, "place": True, "note": "看天气；地点为鼓楼或天一，待定"}}
    assert settled(standing, {"tentative.place": False}) == {"tentative.place": False, "tentative.note": "看天气"}
    assert "tentative.note" not in settled(standing, {"tentative.place": True})


def test_new_printed_words_bring_their_times_of_day() -> None:
    agreed = settled(STANDING, {"date_text": "6月30日上午9:00-11:00"})
    assert (agreed["starts"], agreed["ends"]) == ("09:00", "11:00")
    assert "starts" not in settled(STANDING, {"date_text": "7月2日上午9:00"})  # words about another day
    assert settled(STANDING, {"date_text": "6月30日上午9:00", "starts": "08:30"})["starts"] == "08:30"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tentative": {"time": False}, "date_text": "6月30日"}, "时间定了：6月30日。"),
        ({"date": "2023-07-01", "date_text": "7月1日"}, "时间改为7月1日（暂定）（原来是6月30日，暂定）。"),
        ({"cancelled": True}, "取消了，请不要前往。"),
        ({"content": "别的"}, None),
    ],
)
def test_what_moves_plans_is_told_and_nothing_else(change: dict[str, object], said: str | None) -> None:
    before = STANDING | {"tentative": {"time": True}}
    entry = announcement(before, before | change | {"revision": 3}, NOW)
    assert entry is None if said is None else (entry["key"], entry["body"]) == ("event:1:3", f"“义诊”：{said}")
