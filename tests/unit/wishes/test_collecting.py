"""Headers, dates, ages, encodings, and how rare a description is."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from weiguang.storage.cells import decode_text
from weiguang.storage.uploads import FileRefused
from weiguang.wishes.collecting.columns import meaning_of, read_age_band, read_day, recognise
from weiguang.wishes.collecting.rules import LABELS, crowd, is_rare, lint


@pytest.mark.parametrize("field", LABELS)
def test_the_templates_own_headers_are_understood(field: str) -> None:
    assert meaning_of(LABELS[field]) == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (" 序 号 ", "serial"),
        ("心愿内容（必填）", "item"),
        ("*心愿故事：", "story"),
        ("联系电话(手机)", "phone"),
        ("地区", "district"),
        ("备注", None),
        (7, None),
        (None, None),
    ],
)
def test_synonyms_and_remarks_do_not_matter(header: object, field: str | None) -> None:
    assert meaning_of(header) == field


def test_a_title_row_is_no_header_row() -> None:
    assert recognise(["2023年微心愿征集表", None, None]) is None
    assert recognise(["编号", "心愿", "备注", "群体"]) == {0: "serial", 1: "item", 3: "group"}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2023/6/28", "2023-06-28"),
        ("2023.06.28", "2023-06-28"),
        ("2023年6月28日前", "2023-06-28"),
        ("2023-06-28 00:00:00", "2023-06-28"),
        ("20230628", "2023-06-28"),
        ("6月28日", "2023-06-28"),
        ("7/5", "2023-07-05"),
        ("1月5日", "2023-01-05"),
        (45105, "2023-06-28"),
        ("45105", "2023-06-28"),
        (datetime(2023, 6, 28), "2023-06-28"),  # noqa: DTZ001 - a cell has no zone
        ("2月30日", None),
        ("13月1日", None),
        ("尽快", None),
        (3, None),
        (True, None),
        (float("inf"), None),
    ],
)
def test_a_day_is_understood_as_people_write_it(cell: object, day: str | None) -> None:
    assert read_day(cell, "2023-06-28") == day


def test_a_day_without_a_year_belongs_to_the_fair() -> None:
    assert read_day("1月15日", "2023-12-20") == "2024-01-15"


@pytest.mark.parametrize("cell", ["9999-12-31", "00010101", date(9999, 12, 31)])
def test_a_day_that_no_calendar_can_count_from_is_unclear(cell: object) -> None:
    assert read_day(cell, "2023-06-28") is None


@pytest.mark.parametrize(
    ("said", "band"),
    [
        ("6—12岁", "6-12岁"),
        ("80岁以上", "80岁以上"),
        ("8", "6-12岁"),
        ("８岁", "6-12岁"),
        ("70多岁", "70-79岁"),
        ("60", "60-69岁"),
        ("0", "0-5岁"),
        ("", ""),
        ("青年", None),
        ("200", None),
    ],
)
def test_an_age_becomes_a_band(said: str, band: str | None) -> None:
    assert read_age_band(said) == band


ALIKE = {
    ("困难老人", "80岁以上", "海曙区"): 4,
    ("困难老人", "70-79岁", "海曙区"): 3,
    ("大病患者", "18-59岁", "海曙区"): 9,
}


@pytest.mark.parametrize(
    ("look", "others", "rare"),
    [
        (("困难老人", "80岁以上", "海曙区"), 4, True),
        (("困难老人", "", "海曙区"), 7, False),
        (("困难老人", "80岁以上", "全市"), 4, True),
        (("困难老人", "", "全市"), 7, False),
        (("残障人士", "", "全市"), 0, False),
        (("大病患者", "18-59岁", "海曙区"), 9, False),
    ],
)
def test_a_description_is_as_rare_as_the_wishes_it_fits(look: tuple[str, str, str], others: int, rare: bool) -> None:
    assert (crowd(look, ALIKE), is_rare(look, ALIKE)) == (others, rare)


def test_the_linter_knows_the_beneficiarys_own_words_in_every_spelling() -> None:
    identity = {"name": "钱阿秀", "phone": "0574-8765 4321", "address": "槐花巷十二弄三号", "guardian": "钱大海"}
    texts = {
        "item": "拐杖",
        "story": "爸爸钱大海说，打０５７４８７６５４３２１",
        "deliver_hint": "送到槐花巷十二弄三号",
    }
    assert {(one.field, one.code) for one in lint(texts, identity)} == {
        ("story", "tells_phone"),
        ("story", "tells_name"),
        ("story", "tells_own_phone"),
        ("deliver_hint", "tells_own_address"),
    }


def test_a_one_letter_name_stops_nothing() -> None:
    assert lint({"item": "一把椅子", "story": "想要一把椅子。"}, {"name": "一"}) == []


def test_findings_repeat_no_secret() -> None:
    found = lint({"story": "请打 13712345678 找钱阿秀"}, {"name": "钱阿秀"})
    assert found and not any("137" in one.message or "钱阿秀" in one.message for one in found)


def test_a_text_that_no_encoding_reads_is_refused() -> None:
    with pytest.raises(FileRefused):
        decode_text(b"\xef\xbb\xbfabc\xff\xff")
    with pytest.raises(FileRefused):
        decode_text(b"\xff" * 30)
