"""Signing up for an event and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused
from weiguang.events.models import Event, Registration
from weiguang.events.service import get_event, show_events
from weiguang.storage.clock import from_ms, to_ms


def register(*, actor: Actor, event: ObjectId, client_id: str | None, now: datetime) -> tuple[dict[str, Any], bool]:
    """Sign up; return the registration and whether it is new. Raises `NotFound`, `ClientIdReused`."""
    get_event(event)
    key = f"{event}:{actor.person}"
    client_id = client_id or key
    made = {"_id": key, "event": event, "person": actor.person, "client_id": client_id, "registered_at": now}
    try:
        Registration.collection().insert_one(made)
        return made, True
    except DuplicateKeyError:
        pass
    sent = Registration.collection().find_one({"person": actor.person, "client_id": client_id})
    if sent is not None and sent["_id"] != key:
        raise ClientIdReused
    standing = sent or Registration.collection().find_one({"_id": key})
    if standing is None:  # taken back between the two: sign up again
        return register(actor=actor, event=event, client_id=client_id, now=now)
    return standing, False


def unregister(*, actor: Actor, event: ObjectId) -> None:
    """Take the registration back; a repeat changes nothing. Raises `NotFound` for an unknown event."""
    get_event(event)
    Registration.collection().delete_one({"_id": f"{event}:{actor.person}"})


def list_registrations(*, actor: Actor, after: tuple[int, str] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` events the actor signed up for, latest first; ``position`` is the cursor's."""
    query: dict[str, Any] = {"person": actor.person}
    if after:
        moment, key = from_ms(after[0]), after[1]
        query |= {
            "registered_at": {"$lte": moment},
            "$or": [{"registered_at": {"$lt": moment}}, {"_id": {"$lt": key}}],
        }
    order = [("registered_at", -1), ("_id", -1)]
    rows = list(Registration.collection().find(query).sort(order).limit(limit + 1))
    signed_up = Event.collection().find({"_id": {"$in": [row["event"] for row in rows]}})
    events = {event["_id"]: event for event in signed_up}
    rows = [row for row in rows if row["event"] in events]
    shown = show_events([events[row["event"]] for row in rows], actor=actor)
    return [
        item | {"position": (to_ms(row["registered_at"]), row["_id"])} for item, row in zip(shown, rows, strict=True)
    ]
