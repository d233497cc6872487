"""Proofs against the shared vectors, and the windows of time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from weiguang.checkins import rules

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "check_in_codes.json").read_text())
SECRET = bytes.fromhex(VECTORS["scans"]["secret"])
START = rules.slot_start(VECTORS["scans"]["slot"])
RECEIVED = datetime(2023, 6, 28, 4, tzinfo=UTC)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.mark.parametrize("vector", VECTORS["proofs"], ids=lambda one: str(one["slot"]))
def test_a_proof_is_as_in_the_vectors(vector: dict[str, Any]) -> None:
    secret = bytes.fromhex(vector["secret"])
    assert rules.slot_at(at(vector["moment"])) == vector["slot"]
    assert rules.proof_of(secret, vector["slot"]) == vector["proof"]
    assert rules.proves(secret, vector["proof"], at(vector["moment"]))


@pytest.mark.parametrize("vector", VECTORS["scans"]["moments"], ids=lambda one: one["moment"][11:])
def test_a_scan_is_judged_as_in_the_vectors(vector: dict[str, Any]) -> None:
    assert rules.proves(SECRET, VECTORS["scans"]["proof"], at(vector["moment"])) is vector["good"]


def test_good_slots_are_those_whose_window_holds_the_moment() -> None:
    for offset_ms in range(0, 15_000, 500):
        at_s = START.timestamp() + offset_ms / 1000
        around = range(VECTORS["scans"]["slot"] - 9, VECTORS["scans"]["slot"] + 9)
        wanted = [slot for slot in around if slot * 15 - 5 <= at_s <= slot * 15 + 45]
        assert list(rules.good_slots(START + timedelta(milliseconds=offset_ms))) == wanted


@pytest.mark.parametrize("proof", ["", "2", "签" * 10, "A" * 10, "A" * 40])
def test_anything_else_proves_nothing(proof: str) -> None:
    assert not rules.proves(SECRET, proof, START)


@pytest.mark.parametrize(
    ("late_by", "possible"),
    [
        (timedelta(days=7), True),
        (timedelta(days=7, seconds=1), False),
        (timedelta(seconds=-60), True),
        (timedelta(seconds=-61), False),
    ],
)
def test_a_scan_may_arrive_seven_days_late(late_by: timedelta, possible: bool) -> None:
    assert rules.believable(RECEIVED - late_by, RECEIVED) is possible
