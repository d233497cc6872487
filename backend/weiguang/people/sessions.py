"""Sessions: from a token to an actor, listed, revoked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor, Role
from weiguang.errors import NotFound
from weiguang.people import rules
from weiguang.people.models import Person
from weiguang.people.signing_in import hash_token

_FOR_ACTOR = {"name": 1, "roles": 1, "formal": 1, "functional": 1, "sessions.$": 1}


def authenticate(token: str, now: datetime) -> Actor | None:
    """The actor behind a token, or None. One indexed read; "last seen" is written at most once an hour."""
    person = Person.collection().find_one({"sessions.token": hash_token(token)}, _FOR_ACTOR)
    if person is None:
        return None
    session = person["sessions"][0]
    if not rules.session_alive(created_at=session["created_at"], seen_at=session["seen_at"], now=now):
        return None
    renewed = now - session["seen_at"] > rules.SEEN_EVERY
    if renewed:
        Person.collection().update_one(
            {"_id": person["_id"], "sessions.id": session["id"]}, {"$set": {"sessions.$.seen_at": now}}
        )
    return Actor(
        person=person["_id"],
        name=person.get("name", ""),
        roles=tuple(Role(held["role"], held["branch"]) for held in person.get("roles", [])),
        formal=person.get("formal"),
        functional=tuple(person.get("functional", [])),
        session=session["id"],
        renewed=renewed,
    )


def list_sessions(*, actor: Actor) -> list[dict[str, Any]]:
    """The devices this person is signed in on, newest first."""
    person = Person.collection().find_one({"_id": actor.person}, {"sessions": 1}) or {}
    return [
        {
            "id": session["id"],
            "device": session["device"],
            "created_at": session["created_at"],
            "seen_at": session["seen_at"],
            "current": session["id"] == actor.session,
        }
        for session in reversed(person.get("sessions", []))
    ]


def sessions_of(people: Iterable[ObjectId]) -> set[ObjectId]:
    """The ids of all sessions that these people have open, in one read."""
    found = Person.collection().find({"_id": {"$in": list(people)}}, {"sessions.id": 1})
    return {session["id"] for person in found for session in person.get("sessions", [])}


def end_session(*, actor: Actor, session: ObjectId) -> None:
    """Sign one device out; raises `NotFound` for a session that is not the actor's."""
    ended = Person.collection().update_one(
        {"_id": actor.person, "sessions.id": session}, {"$pull": {"sessions": {"id": session}}}
    )
    if not ended.matched_count:
        raise NotFound


def end_all_sessions(*, actor: Actor) -> None:
    """Sign every device out."""
    Person.collection().update_one({"_id": actor.person}, {"$set": {"sessions": []}})
