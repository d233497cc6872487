"""Codes that are printed and typed: short, in no order that could be guessed, of letters nobody mistakes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, 1, I, L or O, which look alike on paper or a screen."""
CODE_LENGTH = 6


def make_code(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A fresh code."""
    return "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    """Whether ``text`` (capitals) could be a printed code."""
    return re.fullmatch(f"[{ALPHABET}]{{{CODE_LENGTH}}}", text) is not None
