"""Days as printed, and what a change sets."""

from __future__ import annotations

from weiguang.events.rules import date_text_of, fields_to_set, tentative_of


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
