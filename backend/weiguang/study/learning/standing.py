"""Reading how somebody stands with a lesson."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bson import ObjectId

from weiguang.study.learning.models import Learning
from weiguang.study.learning.rules import state_of


def learning_key(lesson: ObjectId, person: ObjectId | None) -> str:
    """The key of one person's learning of one lesson."""
    return f"{lesson}:{person}"


def learnings_of(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Stored learnings by key, in one read."""
    return {found["_id"]: found for found in Learning.collection().find({"_id": {"$in": list(keys)}})}


def find_learning(lesson: ObjectId, person: ObjectId | None) -> dict[str, Any] | None:
    """What is stored for one person, if anything."""
    return Learning.collection().find_one({"_id": learning_key(lesson, person)})


def show_learning(learning: dict[str, Any] | None, *, completed: bool) -> dict[str, Any]:
    """A learning as its learner sees it."""
    kept = learning or {}
    place, excuse = kept.get("place") or {}, kept.get("excuse") or {}
    return {
        "state": state_of(learning, completed=completed),
        "opened_at": kept.get("opened_at"),
        "place": {name: place[name] for name in ("block", "part", "heard", "seconds")} if place else None,
        "place_at": place.get("at"),
        "excuse": {"reason": excuse["reason"], "text": excuse["text"]} if excuse.get("reason") else None,
        "excuse_at": excuse.get("at"),
    }
