"""One term as its page shows it, and the committee's list of enrolments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.people.service import members_of
from weiguang.school.assignments import service as assignments
from weiguang.school.certifying import certificates_of, progress_of
from weiguang.school.models import Enrolment
from weiguang.school.rules import state_of
from weiguang.school.service import (
    Stored,
    counts_of,
    enrolment_of,
    manage_term,
    manages,
    may_apply,
    see_term,
    show_item,
)
from weiguang.school.sessions import service as sessions
from weiguang.school.sessions.attendance import came_to


def show_term(*, actor: Actor, term: ObjectId, now: datetime) -> dict[str, Any]:
    """Everything the page of a term says; raises `NotFound`."""
    return show(see_term(actor, term), actor=actor, now=now)


def show(term: Stored, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """A stored term as the actor sees it: assignments, links and materials are for trainees and for who manages it."""
    enrolment = enrolment_of(actor.person, term["_id"])
    trainee = enrolment is not None and enrolment["state"] == "approved"
    manage = manages(actor, term)
    inside = trainee or manage
    timetable = sessions.sessions_of(term["_id"])
    came = {key for key, people in came_to(timetable).items() if actor.person in people} if trainee else set()
    return show_item(term, counts_of([term["_id"]]), now) | {
        "description": term["description"],
        "need_sessions": term["need_sessions"],
        "may": {
            "manage": manage,
            "apply": may_apply(actor, term) and state_of(term, now) == "enrolling" and not trainee,
        },
        "mine": _mine(term, enrolment, actor) if enrolment else None,
        "sessions": [sessions.show(one, inside=inside, came=one["_id"] in came) for one in timetable],
        "assignments": _assignments(term, actor, manage=manage) if inside else [],
    }


def _mine(term: Stored, enrolment: Stored, actor: Actor) -> dict[str, Any]:
    """How the actor stands: what became of the application, and what the certificate still asks for."""
    shown = show_enrolment(enrolment) | {"attended": 0, "missing": None, "certificate": None}
    if enrolment["state"] == "approved" and actor.person:
        shown |= progress_of(term, [actor.person])[actor.person]
    if actor.person:
        shown["certificate"] = certificates_of(term["_id"], [actor.person]).get(actor.person)
    return shown


def show_enrolment(enrolment: Stored) -> dict[str, Any]:
    """How an application stands."""
    return {name: enrolment[name] for name in ("note", "state", "reason", "applied_at", "decided_at")}


def _assignments(term: Stored, actor: Actor, *, manage: bool) -> list[dict[str, Any]]:
    own = assignments.submissions_of(term["_id"], actor.person)
    waiting = assignments.waiting_of(term["_id"]) if manage else {}
    return [
        {
            **{name: one[name] for name in ("title", "due_at")},
            "id": one["_id"],
            "my_state": own[one["_id"]]["state"] if one["_id"] in own else None,
            "waiting": waiting.get(one["_id"], 0),
        }
        for one in assignments.assignments_of(term["_id"])
    ]


def list_enrolments(*, actor: Actor, term: ObjectId, state: str, after: str | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` enrolments of a term; of trainees with what they still need, and their certificate.

    In the order of keys, which says nothing about anybody. Raises `NotFound`, `Forbidden`.
    """
    found = manage_term(actor, term)
    query: dict[str, Any] = {"term": term, "state": state} | ({"_id": {"$gt": after}} if after else {})
    listed = list(Enrolment.collection().find(query).sort("_id", 1).limit(limit + 1))
    ids = [one["person"] for one in listed]
    people = members_of(ids)
    progress = progress_of(found, ids) if state == "approved" else {}
    certificates = certificates_of(term, ids)
    nothing = {"attended": 0, "missing": None}
    return [
        show_enrolment(one)
        | {
            "key": one["_id"],
            "person": one["person"],
            "name": people.get(one["person"], {}).get("name", ""),
            "branches": _branch_names(people.get(one["person"], {})),
            "certificate": certificates.get(one["person"]),
        }
        | progress.get(one["person"], nothing)
        for one in listed
    ]


def _branch_names(person: Stored) -> list[str]:
    """The branches of somebody, the formal one first."""
    own = [person.get("formal"), *person.get("functional", [])]
    return [load_tree().by_id[branch]["name"] for branch in own if branch in load_tree().by_id]
