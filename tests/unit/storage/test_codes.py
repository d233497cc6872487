"""Codes to print."""

from __future__ import annotations

import pytest

from weiguang.storage.codes import ALPHABET, is_code, make_code


def test_a_code_holds_six_signs_that_cannot_be_mistaken_on_paper() -> None:
    code = make_code()
    assert len(code) == 6
    assert is_code(code)
    assert set("01ILO").isdisjoint(ALPHABET)


@pytest.mark.parametrize("text", ["ABC23", "ABC2345", "ABC23O", "abc234", "ABC2３4", ""])
def test_anything_else_is_no_code(text: str) -> None:
    assert not is_code(text)
