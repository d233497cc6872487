"""Assignments and submissions, as their people see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.media.service import find_all_ready
from weiguang.media.shapes import shown as shown_media
from weiguang.people.service import names_of
from weiguang.school.assignments.models import Assignment, Submission
from weiguang.school.service import manage_term, must_be_inside
from weiguang.storage.clock import from_ms, to_ms

Stored = dict[str, Any]
After = tuple[int, str]


def get_assignment(assignment: ObjectId) -> Stored:
    """One assignment; raises `NotFound`."""
    found = Assignment.collection().find_one({"_id": assignment})
    if found is None:
        raise NotFound("没有找到这份作业")
    return found


def assignments_of(term: ObjectId) -> list[Stored]:
    """The assignments of a term that stand, those due first first."""
    query = {"term": term, "withdrawn": None}
    return list(Assignment.collection().find(query).sort([("due_at", 1), ("_id", 1)]))


def submissions_of(term: ObjectId, person: ObjectId | None) -> dict[ObjectId, Stored]:
    """What one trainee handed in, by assignment."""
    found = Submission.collection().find({"term": term, "person": person}) if person else ()
    return {one["assignment"]: one for one in found}


def passed_of(term: ObjectId, people: Iterable[ObjectId]) -> dict[ObjectId, set[ObjectId]]:
    """Which assignments these trainees passed."""
    passed: dict[ObjectId, set[ObjectId]] = {person: set() for person in people}
    query = {"term": term, "person": {"$in": list(passed)}, "state": "passed"}
    for one in Submission.collection().find(query, {"person": 1, "assignment": 1}):
        passed[one["person"]].add(one["assignment"])
    return passed


def waiting_of(term: ObjectId) -> dict[ObjectId, int]:
    """How many submissions of each assignment wait for the teacher."""
    found = Submission.collection().aggregate(
        [{"$match": {"term": term, "state": "handed_in"}}, {"$sortByCount": "$assignment"}]
    )
    return {row["_id"]: row["count"] for row in found}


def show_assignment(*, actor: Actor, assignment: ObjectId) -> dict[str, Any]:
    """One assignment with what the actor handed in; raises `NotFound`."""
    found = get_assignment(assignment)
    term = must_be_inside(actor, found["term"])
    own = Submission.collection().find_one({"_id": f"{assignment}:{actor.person}"})
    return show(found) | {"branch": term["branch"], "mine": show_submission(own) if own else None}


def show(assignment: Stored) -> dict[str, Any]:
    """An assignment."""
    names = ("term", "title", "text", "due_at")
    return {"id": assignment["_id"], **{name: assignment[name] for name in names}} | {
        "withdrawn": assignment["withdrawn"] is not None
    }


def show_submission(submission: Stored) -> dict[str, Any]:
    """A submission, for its trainee and for the teacher."""
    names = ("text", "version", "state", "handed_at", "feedback", "reviewed_at")
    files = find_all_ready(submission["files"])
    shown = [shown_media(files[one]) for one in submission["files"] if one in files]
    return {name: submission[name] for name in names} | {"files": shown}


def list_submissions(
    *, actor: Actor, assignment: ObjectId, state: str, after: After | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` submissions, those that wait longest first; ``position`` is the cursor's.

    Raises `NotFound`, `Forbidden`.
    """
    manage_term(actor, get_assignment(assignment)["term"])
    query: dict[str, Any] = {"assignment": assignment, "state": state}
    if after:
        moment = from_ms(after[0])
        query["$or"] = [{"handed_at": {"$gt": moment}}, {"handed_at": moment, "_id": {"$gt": after[1]}}]
    found = list(Submission.collection().find(query).sort([("handed_at", 1), ("_id", 1)]).limit(limit + 1))
    names = names_of(one["person"] for one in found)
    return [
        show_submission(one)
        | {"person": one["person"], "name": names.get(one["person"], "")}
        | {"position": (to_ms(one["handed_at"]), one["_id"])}
        for one in found
    ]
