"""Lines, issuer, number and standing of a certificate: pure functions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bson import ObjectId

from weiguang.checkins.hours.rules import TENTH, Entry
from weiguang.storage.codes import ALPHABET

CODE_LENGTH = 12
PREFIX_LENGTH = 4
SERIALS = 1_000_000
KINDS = ("hours", "school")
STATES = ("valid", "void", "replaced")
LAST_DRAWN = "\u9fa5"
"""The last ideograph of GB 18030's first plane in every reader's Chinese font; beyond lie rare characters of names."""


def certifiable(entries: Iterable[Entry]) -> list[Entry]:
    """What may stand on a certificate; nothing, when it is less than the smallest part of an hour."""
    found = [entry for entry in entries if entry["state"] == "counted"]
    return found if sum(entry["minutes"] for entry in found) >= TENTH else []


def lines_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """One line for each activity, by machine and by hand apart, in the order in which they began."""
    activities: dict[tuple[str, str, bool], list[Entry]] = {}
    for entry in entries:
        activities.setdefault((entry["subject"], entry["title"], entry["by_hand"]), []).append(entry)
    lines = [
        {
            "title": title,
            "first": min(entry["day"] for entry in days),
            "last": max(entry["day"] for entry in days),
            "times": len(days),
            "minutes": sum(entry["minutes"] for entry in days),
            "by_hand": by_hand,
        }
        for (_, title, by_hand), days in activities.items()
    ]
    return sorted(lines, key=lambda line: (line["first"], line["title"], line["by_hand"]))


def common_branch(lines: Sequence[Sequence[ObjectId]]) -> ObjectId | None:
    """The lowest branch on all these lines (own branch first, root last); None when there is none."""
    if not lines:
        return None
    return next((branch for branch in lines[0] if all(branch in line for line in lines)), None)


def certificate_number(branch: ObjectId, day: str, serial: int) -> str:
    """``K7QM-20261121-048291``: four letters that always stand for this issuer, the day, six digits."""
    number, letters = int.from_bytes(hashlib.sha256(branch.binary).digest()[:8], "big"), ""
    for _ in range(PREFIX_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return f"{letters}-{day.replace('-', '')}-{serial:06d}"


def standing(
    certificate: Mapping[str, Any], corrections: Iterable[Mapping[str, Any]], replacement: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Whether it is good, else since when not.

    ``corrections`` are its person's, oldest first. One that the certificate knew, or that changes nothing, leaves it.
    """
    if replacement is not None:
        return {"state": "replaced", "since": replacement["issued_at"]}
    known = set(certificate["rows"])
    for row in corrections:
        if row["corrects"] in known and row["_id"] not in known and row["quantity"]:
            return {"state": "void", "since": max(row["received_at"], certificate["issued_at"])}
    return {"state": "valid", "since": None}


def undrawable(paper: Mapping[str, Any]) -> str:
    """The characters of a paper that a PDF reader's own Chinese font may lack."""
    text = "".join(
        (paper["name"], paper["issuer"], paper.get("title", ""), *(line["title"] for line in paper["lines"]))
    )
    return "".join(letter for letter in text if letter > "\uffff" or LAST_DRAWN < letter < "\uf900")


def day_words(day: str) -> str:
    """``2026-06-28`` → ``2026年6月28日``."""
    year, month, date = day.split("-")
    return f"{int(year)}年{int(month)}月{int(date)}日"


def span_words(first: str, last: str) -> str:
    """One day, or from when to when, short enough for a table."""
    dotted = first.replace("-", "."), last.replace("-", ".")
    return dotted[0] if first == last else f"{dotted[0]}–{dotted[1][5:] if first[:4] == last[:4] else dotted[1]}"
