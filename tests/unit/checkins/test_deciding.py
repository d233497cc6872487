"""The decision table against the shared vectors, which the phone's twin runs too."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from weiguang.checkins.deciding import ANSWERS, Known, Offered, Rule, decide

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "check_in_decisions.json").read_text())
CASES = VECTORS["cases"]


def read(said: dict[str, Any]) -> dict[str, Any]:
    """The same with moments where the names say so."""
    return {
        name: datetime.fromisoformat(value) if value and name[-3:] == "_at" else value for name, value in said.items()
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_table_answers_as_the_vectors_say(case: dict[str, Any]) -> None:
    rule, offered, known = Rule.of(read(case["rule"])), Offered(**read(case["offered"])), Known(**read(case["known"]))
    assert decide(rule, offered, known, datetime.fromisoformat(case["moment"])) == case["answer"]


def test_the_vectors_know_every_answer_and_how_it_is_shown() -> None:
    assert {case["answer"] for case in CASES} == ANSWERS.keys()
    assert VECTORS["answers"] == {name: vars(words) for name, words in ANSWERS.items()}


def test_there_are_sixty_vectors_and_no_two_of_a_name() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 60


def test_no_two_answers_look_alike() -> None:
    assert len({words.word for words in ANSWERS.values()}) == len(ANSWERS)
    assert {words.tone for words in ANSWERS.values()} == {"green", "amber", "red"}
