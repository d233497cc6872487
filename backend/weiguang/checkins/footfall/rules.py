"""Pairs and estimates: pure functions. The pair is the browser's too, held by tests/vectors/footfall_pairs.json."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping

INDEX_BITS = 11
REGISTERS = 1 << INDEX_BITS
REST_BITS = 64 - INDEX_BITS
RANK_MOST = REST_BITS + 1

ERROR = 0.05
"""Nineteen days of twenty lie within it: twice the standard error, 1.04 / √2048 = 2.3 %."""

VISITS = ("first", "again", "unknown")
"""Of a browser's visits to a point in a day: its first, a later one, and one of a browser that may keep nothing."""


def pair_of(secret: bytes, point: str, day: str, salt: str) -> tuple[int, int]:
    """What a browser sends of its secret: (register, rank).

    The first eight bytes of SHA-256 over ``point|day|salt|`` and the secret; the top bits choose the register, and the
    rank is the place of the first one-bit in the rest.
    """
    digest = hashlib.sha256(f"{point}|{day}|{salt}|".encode() + secret).digest()
    number = int.from_bytes(digest[:8], "big")
    rest = number & ((1 << REST_BITS) - 1)
    return number >> REST_BITS, REST_BITS - rest.bit_length() + 1


def estimate(registers: Mapping[str, int], *, most: int) -> int:
    """How many different secrets left these registers, but not more than ``most``.

    The improved estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), which
    needs no correction tables and is good from one to billions.
    """
    if not registers:
        return 0
    histogram = Counter(registers.values())
    left = histogram.get(RANK_MOST, 0)
    total = REGISTERS * _tau(1 - left / REGISTERS)
    for rank in range(REST_BITS, 0, -1):
        total = (total + histogram.get(rank, 0)) / 2
    total += REGISTERS * _sigma((REGISTERS - len(registers)) / REGISTERS)
    if total == 0:  # every register at the highest rank: nobody's visitors, somebody's joke
        return most
    return min(most, max(1, round(REGISTERS**2 / (2 * math.log(2) * total))))


def plus_minus(people: int) -> int:
    """How far the estimate may be off, as it is shown beside it."""
    return math.ceil(people * ERROR)


def _sigma(share: float) -> float:
    """Ertl's σ: the weight of registers that nobody hit."""
    if share == 1:
        return math.inf
    weight, total, before = 1.0, share, -1.0
    while total != before:
        share, before = share * share, total
        total += share * weight
        weight *= 2
    return total


def _tau(share: float) -> float:
    """Ertl's τ: the weight of registers at the highest rank."""
    if share in (0, 1):
        return 0.0
    weight, total, before = 1.0, 1 - share, -1.0
    while total != before:
        share, before = math.sqrt(share), total
        weight /= 2
        total -= (1 - share) ** 2 * weight
    return total / 3
