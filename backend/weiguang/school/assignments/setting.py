"""Setting an assignment and changing it. Each is one write."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import Conflict
from weiguang.participation.recording import fingerprint
from weiguang.school.assignments.models import Assignment
from weiguang.school.assignments.service import Stored, get_assignment
from weiguang.school.rules import moment_words
from weiguang.school.service import manage_term
from weiguang.school.telling import entry
from weiguang.storage.documents import insert_once

ASSIGNMENTS_MOST = 50


class TooManyAssignments(Conflict):
    """Nobody does so many."""

    code = "too_many_assignments"
    title = f"一期最多 {ASSIGNMENTS_MOST} 份作业"


def set_assignment(
    *, actor: Actor, term: ObjectId, client_id: str, now: datetime, **content: Any
) -> tuple[Stored, bool]:
    """Set an assignment; trainees are told. Return it and whether it is new; a repeat answers the same.

    Raises `NotFound`, `Forbidden`, `TooManyAssignments`, `ClientIdReused`.
    """
    manage_term(actor, term)
    if Assignment.collection().count_documents({"term": term}) >= ASSIGNMENTS_MOST:
        raise TooManyAssignments
    body = f"请在{moment_words(content['due_at'])}前交，打开看要求。"
    made = new_assignment(term=term, **content) | {
        "telling": [entry(term=term, now=now, title="党校有新作业", body=body)],
        "created_by": actor.person,
        "created_at": now,
        "client_id": client_id,
        "fingerprint": fingerprint(json.dumps([term, content], default=str, sort_keys=True)),
    }
    return insert_once(Assignment, made)


def new_assignment(*, term: ObjectId, **content: Any) -> Stored:
    """Build a stored assignment."""
    return {"_id": ObjectId(), "term": term, "withdrawn": None, "telling": [], **content}


def change_assignment(*, actor: Actor, assignment: ObjectId, changes: dict[str, Any], now: datetime) -> Stored:
    """Set what ``changes`` names; a repeat changes nothing. Raises `NotFound`, `Forbidden`."""
    manage_term(actor, get_assignment(assignment)["term"])
    wanted = {name: value for name, value in changes.items() if name != "withdrawn"}
    if "withdrawn" in changes:
        wanted["withdrawn"] = now if changes["withdrawn"] else None
    if wanted:
        Assignment.collection().find_one_and_update(
            {"_id": assignment}, {"$set": wanted}, return_document=ReturnDocument.AFTER
        )
    return get_assignment(assignment)
