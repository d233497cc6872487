"""What people of the Party school are told: pure words, and whom they are for.

Words go into a push message: the term and what happened, never a reason, a feedback or a person's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.school.assignments.models import Assignment, Submission
from weiguang.school.models import Enrolment, Term
from weiguang.school.sessions.models import SchoolSession
from weiguang.storage.documents import Document

Entry = dict[str, Any]
A_STEP = 50
OWING = {"telling.key": {"$exists": True}}
TOLD_BY: tuple[type[Document], ...] = (Term, SchoolSession, Assignment, Enrolment, Submission)
"""The documents that may owe somebody a word."""


def entry(*, term: ObjectId, now: datetime, title: str, body: str, person: ObjectId | None = None) -> Entry:
    """Something to tell one person, or all trainees of the term."""
    key = f"school:{ObjectId()}"
    return {"key": key, "at": now, "title": title, "body": body, "term": term, "person": person}


def find_owed() -> Iterator[tuple[type[Document], Any, Entry]]:
    """What is still to be told, at most so many documents of each kind at a time."""
    for model in TOLD_BY:
        for found in model.collection().find(OWING, {"telling": 1}).limit(A_STEP):
            yield from ((model, found["_id"], one) for one in found["telling"])


def people_of(owed: Entry) -> Iterator[ObjectId]:
    """Whom an entry is for."""
    if owed["person"] is not None:
        yield owed["person"]
        return
    approved = {"term": owed["term"], "state": "approved"}
    yield from (one["person"] for one in Enrolment.collection().find(approved, {"person": 1}))


def told(model: type[Document], document: Any, key: str) -> None:
    """Take an entry off: everybody has it."""
    model.collection().update_one({"_id": document}, {"$pull": {"telling": {"key": key}}})
