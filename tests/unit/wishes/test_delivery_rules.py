"""Receipts and times of stops."""

from datetime import UTC, datetime, timedelta

import pytest

from weiguang.wishes.delivery.rules import SIGNATURE_MOST, believable, is_due, is_signature, is_today, receipt_code

NOON = datetime(2023, 6, 28, 4, tzinfo=UTC)


@pytest.mark.parametrize("path", ["M1 2", "M1 2 L3 4", "M1 2L3 4L5 6 M7 8 L9 10"])
def test_pen_strokes_are_a_signature(path):
    assert is_signature(path)


@pytest.mark.parametrize(
    "path", ["", "L1 2", "M1 2 Z", "M1.5 2", "M-1 2", 'M1 2"/>', "M1 2\n", "M1 2 " + "L1 2 " * SIGNATURE_MOST]
)
def test_anything_else_is_not(path):
    assert not is_signature(path)


def test_a_receipt_code_is_four_digits_and_the_same_every_time():
    assert receipt_code("0f") == receipt_code("0f") == "0015"
    assert len(receipt_code("f" * 32)) == 4


@pytest.mark.parametrize(
    ("moment", "believed"),
    [
        (timedelta(0), True),
        (-timedelta(days=7), True),
        (-timedelta(days=7, seconds=1), False),
        (timedelta(seconds=60), True),
        (timedelta(seconds=61), False),
    ],
)
def test_a_mark_is_believed_for_a_week(moment, believed):
    assert believable(NOON + moment, NOON) is believed


def test_a_stops_day_is_a_day_in_shanghai():
    just_before, just_after = (datetime(2023, 6, 28, 15, 59, tzinfo=UTC), datetime(2023, 6, 28, 16, tzinfo=UTC))
    assert is_today({"day": "2023-06-28"}, just_before)
    assert not is_today({"day": "2023-06-28"}, just_after)
    assert is_due({"day": "2023-06-28"}, just_after)
    assert not is_due({"day": "2023-06-29"}, just_before)
