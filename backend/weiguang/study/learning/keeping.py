"""Taking in what a phone tells about a lesson: opened, stopped at, said why not; late, twice, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import NotFound, Unacceptable
from weiguang.offline import UnreadableRow, answer_each
from weiguang.participation.recording import find_act
from weiguang.storage.clock import corrected
from weiguang.study.learning.models import Learning
from weiguang.study.learning.rules import time_fault, update_of
from weiguang.study.learning.standing import find_learning, learning_key, show_learning
from weiguang.study.models import Course, Lesson
from weiguang.study.service import completion_key, is_shown

MOMENTS = ("opened_at", "place_at", "excuse_at")
WORDS = {True: "记下了", False: "之前已经记下了"}

Told = Mapping[str, Any]


def keep_learning(*, actor: Actor, lesson: ObjectId, told: Told, now: datetime) -> dict[str, Any]:
    """Take it in by one write that any other may come before or after; answer how the actor stands.

    ``told`` holds any of ``opened_at``, ``place`` with ``place_at``, ``excuse`` (None withdraws it) with
    ``excuse_at``, and ``sent_at``. Raises `NotFound`, `Unacceptable` for an unbelievable moment.
    """
    take_in(actor=actor, lesson=lesson, told=told, now=now)
    completed = find_act(completion_key(lesson, actor.person)) is not None
    return show_learning(find_learning(lesson, actor.person), completed=completed)


def keep_all(*, actor: Actor, rows: list[dict[str, Any] | UnreadableRow], now: datetime) -> list[dict[str, Any]]:
    """Take in an offline queue: one answer per row, in order; no row spoils another."""

    def keep(row: dict[str, Any]) -> dict[str, Any]:
        new = take_in(actor=actor, lesson=row["lesson"], told=row, now=now)
        return {"state": "stored" if new else "duplicate", "message": WORDS[new]}

    return answer_each(rows, keep)


def take_in(*, actor: Actor, lesson: ObjectId, told: Told, now: datetime) -> bool:
    """Write it; whether anything changed. Raises `NotFound`, `Unacceptable`."""
    must_be_studied(actor, lesson)
    moments = {name: corrected(told[name], told.get("sent_at"), now)[0] for name in MOMENTS if name in told}
    faults = {name: time_fault(moment, now) for name, moment in moments.items()}
    errors = [{"field": name, "message": fault} for name, fault in faults.items() if fault]
    if errors:
        raise Unacceptable(errors=errors)
    who = {"lesson": lesson, "person": actor.person}
    update = update_of({**told, **moments}) | {"$setOnInsert": who}
    done = Learning.collection().update_one({"_id": learning_key(lesson, actor.person)}, update, upsert=True)
    return bool(done.modified_count or done.upserted_id)


def must_be_studied(actor: Actor, lesson: ObjectId) -> None:
    """Raise `NotFound` unless the lesson was ever published, in a course that is shown to the actor.

    One that was withdrawn since counts too: it may have been studied before, without a network.
    """
    found = Lesson.collection().find_one({"_id": lesson, "version": {"$gte": 1}}, {"course": 1})
    course = found and Course.collection().find_one({"_id": found["course"]}, {"shown_to": 1})
    if not course or not is_shown(course, actor):
        raise NotFound
