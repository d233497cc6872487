"""Following an event: its followers are told when it changes."""

from __future__ import annotations

from datetime import datetime

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.events.models import Event, Follower
from weiguang.events.service import get_event


def follow_event(*, actor: Actor, event: ObjectId, now: datetime) -> bool:
    """Follow; return whether that is new. Raises `NotFound`."""
    get_event(event)
    try:
        Follower.collection().insert_one(
            {"_id": f"{event}:{actor.person}", "event": event, "person": actor.person, "followed_at": now}
        )
    except DuplicateKeyError:  # followed before
        return False
    return True


def unfollow_event(*, actor: Actor, event: ObjectId) -> None:
    """Stop following; a repeat changes nothing. Raises `NotFound` for an unknown event."""
    get_event(event)
    Follower.collection().delete_one({"_id": f"{event}:{actor.person}"})


def told(event: ObjectId, key: str) -> None:
    """Take an entry off an event's ``telling``: everybody has it."""
    Event.collection().update_one({"_id": event}, {"$pull": {"telling": {"key": key}}})
