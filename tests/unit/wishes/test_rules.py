"""Numbers and promises."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from weiguang.wishes.rules import claim_number, next_steps, promise_by

CLAIMED = datetime(2023, 6, 28, 17, 0, tzinfo=UTC)  # 01:00 of the 29th in Shanghai


def test_a_number_is_eight_digits_in_two_groups() -> None:
    assert claim_number(f"{83624417:x}") == "8362-4417"
    assert claim_number("5") == "0000-0005"


@pytest.mark.parametrize(
    ("by", "promised"),
    [(None, "2023-07-13"), ("2023-07-10", "2023-07-10"), ("2023-06-29", "2023-06-29"), ("2023-06-28", "2023-07-13")],
)
def test_a_claim_is_promised_by_the_wishs_day_or_in_14_days(by: str | None, promised: str) -> None:
    assert promise_by(by, CLAIMED) == promised


def test_the_next_steps_name_the_day_the_item_and_the_number() -> None:
    steps = next_steps(item="一把拐杖", deliver_hint="请送到服务中心", number="8362-4417", promised="2023-07-03")
    assert all(words in " ".join(steps) for words in ("7月3日", "一把拐杖", "请送到服务中心", "8362-4417"))
