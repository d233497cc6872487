"""What rosters want told: entries that the writes left, each with its words. `weiguang.reactions` tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.events.service import titles_of
from weiguang.events.signing_up.models import Roster
from weiguang.events.signing_up.rules import Words, shift_words, telling_words

ROSTERS_A_STEP = 50


@dataclass(frozen=True)
class Telling:
    """One thing to tell one person; without ``words`` it no longer holds, and nobody is told."""

    event: ObjectId
    key: str
    person: ObjectId
    at: datetime
    words: Words | None


def find_due(now: datetime) -> Iterator[Telling]:
    """The entries that are due, of a bounded number of rosters."""
    due = {"telling.at": {"$lte": now}}
    needed = {"posts": 1, "shifts": 1, "seats": 1, "telling": 1}
    found = list(Roster.collection().find(due, needed).limit(ROSTERS_A_STEP))
    titles = titles_of(roster["_id"] for roster in found)
    for roster in found:
        for entry in roster["telling"]:
            if entry["at"] <= now:
                words = _words(roster, entry, titles.get(roster["_id"], ""))
                yield Telling(
                    roster["_id"], f"seat:{roster['_id']}:{entry['key']}", entry["person"], entry["at"], words
                )


def finish(telling: Telling) -> None:
    """Take an entry off: its effect stands."""
    key = telling.key.removeprefix(f"seat:{telling.event}:")
    Roster.collection().update_one({"_id": telling.event}, {"$pull": {"telling": {"key": key}}})


def _words(roster: dict[str, Any], entry: dict[str, Any], title: str) -> Words | None:
    """The words, unless the seat they are about is gone or stands elsewhere by now."""
    shift = next((one for one in roster["shifts"] if one["id"] == entry["shift"]), None)
    holds = any((seat["client"], seat["shift"]) == (entry["client"], entry["shift"]) for seat in roster["seats"])
    if holds == (entry["kind"] == "removed"):
        return None
    return telling_words(entry["kind"], title=title, where=shift_words(shift, roster["posts"]) if shift else "")
