"""Amounts and filing numbers."""

from __future__ import annotations

import pytest

from weiguang.wishes.fund.rules import FILING_NUMBER, yuan


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (7, "0.07"), (1250, "12.50"), (123_456_789, "1,234,567.89"), (-6050, "-60.50")]
)
def test_fen_are_read_as_yuan_without_rounding(fen: int, text: str) -> None:
    assert yuan(fen) == text


@pytest.mark.parametrize("number", ["51330200MJ8964021KA23001", "甬民慈备〔2023〕12号", "A-2023-001"])
def test_filing_numbers_of_any_place_are_taken(number: str) -> None:
    assert FILING_NUMBER.fullmatch(number)


@pytest.mark.parametrize("number", ["没有", "123", "A2023", "<b>20231", "2023 0001", "1" * 41])
def test_what_is_no_filing_number_is_not(number: str) -> None:
    assert not FILING_NUMBER.fullmatch(number)
