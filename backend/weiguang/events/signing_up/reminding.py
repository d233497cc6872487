"""Reminders: the evening before, and two hours before a shift. `weiguang.reactions` tells them, each once.

A reminder that went out is noted under its natural key, and so are its inbox rows and pushes: a worker that is killed
between repeats what adds nothing. What is over is reminded of by nobody, for it is no longer due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.events.models import Event
from weiguang.events.signing_up.models import Reminder, Roster
from weiguang.events.signing_up.rules import (
    LOOK_AHEAD,
    POOL,
    Words,
    day_reminder,
    post_name,
    reminder_words,
    shift_reminder,
    span_words,
)
from weiguang.events.signing_up.service import placed_people
from weiguang.storage.clock import local_day, to_ms

KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Due:
    """One reminder that is due: for whoever has a place in this ``shift``, or at the event as a whole."""

    key: str
    event: ObjectId
    shift: str
    words: Words


def find_due(now: datetime) -> list[Due]:
    """The reminders that are due and not noted yet."""
    found = [*_of_events(now), *_of_shifts(now)]
    keys = [due.key for due in found]
    noted = {row["_id"] for row in Reminder.collection().find({"_id": {"$in": keys}}, {"_id": 1})} if keys else set()
    return [due for due in found if due.key not in noted]


def people_of(due: Due) -> list[ObjectId]:
    """Those who are reminded: who has a place there; for the event as a whole, who has no shift that says when."""
    roster = Roster.collection().find_one({"_id": due.event}, {"seats": 1})
    if roster is None:
        return list(placed_people(due.event))
    placed = [seat for seat in roster["seats"] if seat["placed"]]
    people = {seat["person"] for seat in placed if seat["shift"] == due.shift}
    if due.shift == POOL:
        people -= {seat["person"] for seat in placed if seat["shift"] != POOL}
    return sorted(people)


def note(due: Due, now: datetime) -> None:
    """Note that everybody has it."""
    try:
        Reminder.collection().insert_one({"_id": due.key, "expires_at": now + KEPT})
    except DuplicateKeyError:  # another worker did the same
        return


def _of_events(now: datetime) -> Iterator[Due]:
    """Events of today and tomorrow."""
    days = [local_day(now), local_day(now + timedelta(days=1))]
    for event in Event.collection().find({"date": {"$in": days}, "cancelled": {"$ne": True}}):
        kind = day_reminder(event["date"], event.get("starts", ""), now)
        if kind:
            clock = f" {event['starts']}" if event.get("starts") else ""
            said = event.get("date_text") or event["date"]
            words = _words(event, said if clock.strip() in said else f"{said}{clock}", soon=False)
            yield Due(f"{event['_id']}::{kind}:{event['date']}{clock}", event["_id"], POOL, words)


def _of_shifts(now: datetime) -> Iterator[Due]:
    """Shifts that begin soon, on whatever day their event is."""
    begins = {"$elemMatch": {"starts_at": {"$gt": now, "$lt": now + LOOK_AHEAD}}}
    rosters = list(Roster.collection().find({"shifts": begins}, {"posts": 1, "shifts": 1}))
    query = {"_id": {"$in": [roster["_id"] for roster in rosters]}, "cancelled": {"$ne": True}}
    events = {event["_id"]: event for event in Event.collection().find(query)} if rosters else {}
    for roster in rosters:
        for shift in roster["shifts"]:
            kind = shift_reminder(shift["starts_at"], now) if shift["starts_at"] else None
            if kind and roster["_id"] in events:
                key = f"{roster['_id']}:{shift['id']}:{kind}:{to_ms(shift['starts_at'])}"
                when = f"{post_name(shift, roster['posts'])}，{span_words(shift['starts_at'], shift['ends_at'])}"
                words = _words(events[roster["_id"]], when, soon=kind == "soon")
                yield Due(key, roster["_id"], shift["id"], words)


def _words(event: dict[str, Any], when: str, *, soon: bool) -> Words:
    return reminder_words(title=event["title"], when=when, where="、".join(event.get("venues", [])), soon=soon)
