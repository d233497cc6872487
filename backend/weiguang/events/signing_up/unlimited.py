"""Signing up for an event that nobody has limited: one document a person, which knows what was taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.errors import ClientIdReused, DomainError
from weiguang.events.models import Registration


def register(
    event: ObjectId, person: ObjectId | None, client: str, *, refusal: DomainError | None, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Sign up; return the registration that stands and whether it is new.

    With a ``refusal`` nothing new is written: a standing registration is answered, else it is raised. What comes back
    has ``client`` in ``left`` when this very sign-up was taken back. Raises `ClientIdReused`.
    """
    key = f"{event}:{person}"
    if refusal is None:
        made = {"_id": key, "event": event, "person": person, "client_id": client, "registered_at": now}
        try:
            Registration.collection().insert_one(made)
            return made, True
        except DuplicateKeyError:
            # Either the person was here before, or the client id was.
            pass
    sent = Registration.collection().find_one({"person": person, "client_id": client})
    if sent is not None and sent["_id"] != key:
        raise ClientIdReused
    back = None if refusal else _sign_up_again(key, event, client, now)
    if back is not None:
        return back, True
    standing = Registration.collection().find_one({"_id": key}) or {}
    if client in standing.get("left", []) or "event" in standing:
        return standing, False
    if refusal is not None:
        raise refusal
    return register(event, person, client, refusal=None, now=now)  # taken back between the two


def _sign_up_again(key: str, event: ObjectId, client: str, now: datetime) -> dict[str, Any] | None:
    """Make a registration that was taken back stand again, under another client id than any before."""
    fresh = {"event": event, "client_id": client, "registered_at": now}
    return Registration.collection().find_one_and_update(
        {"_id": key, "event": {"$exists": False}, "left": {"$ne": client}},
        {"$set": fresh, "$unset": {"gone": ""}},
        return_document=ReturnDocument.AFTER,
    )


def unregister(event: ObjectId, person: ObjectId | None, client: str | None, *, remember: bool) -> None:
    """Take a registration back; the document stays and knows its client id.

    ``remember`` keeps a ``client`` that never signed up too, so that its late sign-up is refused.
    """
    key = f"{event}:{person}"
    if client is None:
        Registration.collection().update_one({"_id": key, "event": event}, _going(event, "$client_id", True))
        return
    asked = {"$literal": client}
    its_own = {"$in": [{"$ifNull": ["$client_id", asked]}, [asked]]}
    going = _going(event, asked, its_own)
    going[0]["$set"] |= {"person": person, "client_id": {"$ifNull": ["$client_id", asked]}}
    try:
        Registration.collection().update_one({"_id": key, "left": {"$ne": client}}, going, upsert=remember)
    except DuplicateKeyError:
        # Taken back before, which the filter leaves to the unique _id; or the client id stands for another event.
        return


def _going(event: ObjectId, client: Any, when: Any) -> list[dict[str, Any]]:
    """Move ``event`` out of the way of its index, so that only those who come are found there."""
    return [
        {
            "$set": {
                "left": {"$concatArrays": [{"$ifNull": ["$left", []]}, [client]]},
                "gone": {"$cond": [when, event, "$gone"]},
                "event": {"$cond": [when, "$$REMOVE", "$event"]},
            }
        }
    ]


def find(event: ObjectId, person: ObjectId | None) -> dict[str, Any] | None:
    """The standing registration of one person."""
    return Registration.collection().find_one({"_id": f"{event}:{person}", "event": event})


def show(event: ObjectId, kept: dict[str, Any]) -> dict[str, Any]:
    """A registration as its person sees it: always a place."""
    seat = {
        "client_id": kept["client_id"],
        "shift": None,
        "post": "",
        "starts_at": None,
        "ends_at": None,
        "state": "placed",
        "position": None,
        "registered_at": kept["registered_at"],
    }
    front = {name: seat[name] for name in ("registered_at", "state", "position", "shift")}
    return {"event": event, "registered": True, "seats": [seat]} | front
