"""Pairs and estimates."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from weiguang.checkins.footfall.rules import RANK_MOST, REGISTERS, estimate, pair_of, plus_minus

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "footfall_pairs.json").read_text())["cases"]
DAY, SALT = "2023-06-28", "5a17" * 8


def browsers(number: int, seed: int = 1) -> list[bytes]:
    """As many browsers, each with a secret of its own."""
    chance = random.Random(seed)
    return [chance.randbytes(16) for _ in range(number)]


def counted(secrets: list[bytes], point: str = "AB23CD", day: str = DAY) -> dict[str, int]:
    """The registers after a visit of each, by the rule of the stored ones: the highest rank stays."""
    registers: dict[str, int] = {}
    for secret in secrets:
        register, rank = pair_of(secret, point, day, SALT)
        registers[str(register)] = max(registers.get(str(register), 0), rank)
    return registers


def merged(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {key: max(one.get(key, 0), other.get(key, 0)) for key in {*one, *other}}


@pytest.mark.parametrize("case", CASES)
def test_a_pair_is_what_the_vectors_say(case: dict[str, Any]) -> None:
    pair = pair_of(bytes.fromhex(case["secret"]), case["point"], case["day"], case["salt"])
    assert pair == (case["register"], case["rank"])


@pytest.mark.parametrize(("number", "within"), [(1, 0), (2, 0), (10, 1), (100, 4), (1_000, 45), (10_000, 500)])
def test_the_estimate_is_within_its_error(number: int, within: int) -> None:
    for seed in range(5):
        people = estimate(counted(browsers(number, seed)), most=number * 2)
        assert abs(people - number) <= max(within, 1 if number > 2 else 0) <= max(plus_minus(number), 2)


def test_the_error_that_is_shown_holds_nineteen_times_of_twenty() -> None:
    off = [abs(estimate(counted(browsers(2_000, seed)), most=9_999) - 2_000) for seed in range(40)]
    assert sum(one > plus_minus(2_000) for one in off) <= 4


def test_the_same_browser_again_changes_nothing() -> None:
    crowd = browsers(500)
    assert counted(crowd) == counted(crowd + crowd[:200])


def test_registers_merge_in_any_order_to_those_of_the_whole() -> None:
    crowd = browsers(900)
    parts = [counted(crowd[at : at + 400]) for at in (0, 300, 600)]  # the parts overlap
    for one, two, three in itertools.permutations(parts):
        assert merged(merged(one, two), three) == counted(crowd)
    assert merged(parts[0], parts[0]) == parts[0]


def test_nobody_is_nobody_and_one_is_one() -> None:
    assert estimate({}, most=5) == 0
    assert estimate({"7": RANK_MOST}, most=5) == 1


def test_an_estimate_never_passes_the_visits_that_could_be_told_apart() -> None:
    forged = {str(register): RANK_MOST for register in range(REGISTERS)}
    assert estimate(forged, most=REGISTERS) == REGISTERS
    assert estimate({str(register): 30 for register in range(REGISTERS - 1)}, most=12) == 12


def test_one_forged_rank_hardly_moves_the_estimate() -> None:
    honest = counted(browsers(2_000))
    forged = honest | {next(iter(honest)): RANK_MOST}
    assert abs(estimate(forged, most=9_999) - estimate(honest, most=9_999)) <= 5


def test_pairs_of_one_browser_on_two_days_or_at_two_points_are_unrelated() -> None:
    """The control is the same day at the same point, where every pair is equal."""
    crowd = browsers(4_000)

    def equal(point: str, day: str, salt: str) -> int:
        return sum(pair_of(one, "AB23CD", DAY, SALT) == pair_of(one, point, day, salt) for one in crowd)

    assert equal("AB23CD", DAY, SALT) == 4_000
    for elsewhere in (("AB23CE", DAY, SALT), ("AB23CD", "2023-06-29", SALT), ("AB23CD", DAY, SALT[:-1] + "8")):
        assert equal(*elsewhere) <= 8  # by chance every sixth thousand
