"""Amounts and filing numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import bson
import pytest
from bson import ObjectId

from weiguang.wishes.fund.rules import ALLOCATIONS_MOST, CORRECTIONS_MOST, FILING_NUMBER, SALES_MOST, yuan

START = datetime(2023, 6, 28, tzinfo=UTC)


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


def test_a_full_ledger_fits_into_one_document() -> None:
    def filled(most: int) -> dict[str, Any]:
        return {"id": ObjectId(), "client": str(uuid4()), "by": f"p:{ObjectId()}", "at": START, "reason": "字" * most}

    correction = filled(100) | {"fen": 2**40}
    texts = dict.fromkeys(("stall", "organisation", "filing_number", "note"), "字" * 90)
    numbers = {"fen": 2**40, "corrected_fen": 2**40, "sold_at": START, "fingerprint": "f" * 24, "evidence": "e" * 32}
    sale = filled(0) | texts | numbers | {"state": "pending", "corrections": [correction] * CORRECTIONS_MOST}
    allocation = filled(0) | {"wish": "ABCDEF", "fen": 2**40, "state": "released", "released_at": START}
    ledger = {"sales": [sale] * SALES_MOST, "allocations": [allocation] * ALLOCATIONS_MOST}
    assert len(bson.encode(ledger)) < 15 << 20
