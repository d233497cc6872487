"""What somebody signed up for, over all events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.events.models import Event, Registration
from weiguang.events.service import show_events
from weiguang.events.signing_up.models import Roster
from weiguang.events.signing_up.settling import same, seats_where
from weiguang.storage.clock import from_ms, to_ms

Place = tuple[int, str]
"""When somebody first signed up for an event, in milliseconds, and ``EVENT:PERSON``."""


def list_registrations(*, actor: Actor, after: Place | None, limit: int) -> list[tuple[dict[str, Any], Place]]:
    """Up to ``limit + 1`` events the actor signed up for, latest first, each with its place for the cursor."""
    found = _with_seats(actor.person) | _unlimited(actor.person, after, limit + 1)
    places = sorted(((to_ms(at), f"{event}:{actor.person}", event) for event, at in found.items()), reverse=True)
    wanted = [row for row in places if after is None or row[:2] < after][: limit + 1]
    stored = {event["_id"]: event for event in Event.collection().find({"_id": {"$in": [row[2] for row in wanted]}})}
    wanted = [row for row in wanted if row[2] in stored]
    shown = show_events([stored[row[2]] for row in wanted], actor=actor)
    return [(item, row[:2]) for item, row in zip(shown, wanted, strict=True)]


def _with_seats(person: ObjectId | None) -> dict[ObjectId, datetime]:
    """Events with a roster: all of them, for nobody signs up for thousands."""
    mine = {"$map": {"input": seats_where(same("person", person)), "as": "seat", "in": "$$seat.at"}}
    found = Roster.collection().find({"seats.person": person}, {"at": {"$min": mine}})
    return {roster["_id"]: roster["at"] for roster in found}


def _unlimited(person: ObjectId | None, after: Place | None, most: int) -> dict[ObjectId, datetime]:
    query: dict[str, Any] = {"person": person, "event": {"$exists": True}}
    if after:
        moment, key = from_ms(after[0]), after[1]
        query |= {
            "registered_at": {"$lte": moment},
            "$or": [{"registered_at": {"$lt": moment}}, {"_id": {"$lt": key}}],
        }
    found = Registration.collection().find(query).sort([("registered_at", -1), ("_id", -1)]).limit(most)
    return {kept["event"]: kept["registered_at"] for kept in found}
