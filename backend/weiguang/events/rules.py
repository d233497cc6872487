"""Days as printed, and what a change of an event sets: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KINDS = ("red_route", "home_visit", "fair", "service", "study", "ceremony")

AFTER_PROGRAMME = 1_000
"""The ``seq`` of an event made by hand: after the rows of a printed programme on the same day."""


def date_text_of(day: str) -> str:
    """``2023-06-28`` → ``6月28日``."""
    _, month, date = day.split("-")
    return f"{int(month)}月{int(date)}日"


def tentative_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """The stored form: both flags and the note."""
    return {"time": given.get("time", False), "place": given.get("place", False), "note": given.get("note", "")}


def fields_to_set(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The stored fields that ``changes`` sets.

    A new day brings its year and, unless one is given, its printed form. Turning both tentative flags off takes the
    note with them, for it said what was open.
    """
    changed = {name: value for name, value in changes.items() if name != "tentative"}
    if "date" in changed:
        changed["year"] = int(changed["date"][:4])
        changed.setdefault("date_text", date_text_of(changed["date"]))
    tentative = dict(changes.get("tentative") or {})
    if tentative.get("time") is False and tentative.get("place") is False:
        tentative.setdefault("note", "")
    return changed | {f"tentative.{name}": value for name, value in tentative.items()}
