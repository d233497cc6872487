"""Days as printed, and what a change of an event sets: pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from weiguang.events.days import UnclearDay, read_when

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


def hosts_of(event: Mapping[str, Any]) -> list[str]:
    """All hosts; an event of an earlier release has only their names as printed."""
    return list(event.get("hosts") or ([event["host"]] if event.get("host") else []))


def without_open_words(said: str) -> str:
    """A printed time without the words that called it open: ``6月30日（暂定）`` → ``6月30日``."""
    return re.sub(r"[（(][^（）()]*(?:暂定|待定)[^（）()]*[）)]|[，, ]*(?:暂定|待定)", "", said).strip()


def fields_to_set(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The stored fields that ``changes`` sets.

    A new day brings its year and, unless one is given, its printed form. Turning both tentative flags off takes the
    note with them, for it said what was open.
    """
    changed = {name: value for name, value in changes.items() if name != "tentative"}
    if "hosts" in changed:
        changed.setdefault("host", "、".join(changed["hosts"]))
    elif "host" in changed:
        changed["hosts"] = [changed["host"]]
    if "date" in changed:
        changed["year"] = int(changed["date"][:4])
        changed.setdefault("date_text", date_text_of(changed["date"]))
    tentative = dict(changes.get("tentative") or {})
    if tentative.get("time") is False and tentative.get("place") is False:
        tentative.setdefault("note", "")
    return changed | {f"tentative.{name}": value for name, value in tentative.items()}


_NOTED = (("time", "时间"), ("place", "地点"))
"""How a part of the note begins that is about the time, or the place."""


def settled(standing: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """``wanted`` without contradictions between the printed time and the rest.

    Once the time is fixed, the printed one no longer says 暂定, nor does the note about what is fixed. New printed
    words bring their times of day, unless those are given.
    """
    said = wanted.get("date_text", standing.get("date_text", ""))
    agreed = dict(wanted)
    if wanted.get("tentative.time") is False:
        agreed["date_text"] = without_open_words(said) or said
    note = wanted.get("tentative.note", (standing.get("tentative") or {}).get("note", ""))
    fixed = tuple(word for name, word in _NOTED if wanted.get(f"tentative.{name}") is False)
    if fixed and note:
        agreed["tentative.note"] = "；".join(part for part in note.split("；") if not part.startswith(fixed))
    if "date_text" in wanted and said != standing.get("date_text") and not {"starts", "ends"} & wanted.keys():
        agreed = _clock_of(said, wanted.get("date", standing["date"])) | agreed
    return agreed


def _clock_of(said: str, day: str) -> dict[str, str]:
    """The times of day that printed words name, if they are about this day."""
    try:
        when = read_when(said, int(day[:4]))
    except UnclearDay:
        return {}
    return {"starts": when.starts, "ends": when.ends, "to_date": when.to_date} if when.date == day else {}
