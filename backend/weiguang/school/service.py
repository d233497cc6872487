"""Finding terms, who sees and manages them, and how they are shown in lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import Conflict, NotFound
from weiguang.school.models import Enrolment, Term
from weiguang.school.rules import state_of

MANAGE = "school.manage"
Stored = dict[str, Any]
After = tuple[str, ObjectId]
_ITEM = ("name", "place", "starts_on", "ends_on", "enrol_from", "enrol_until", "capacity")


class NotATrainee(NotFound):
    """What only the trainees of a term see."""

    title = "只有这一期的学员可以看，报名通过以后再来"


class TermCancelled(Conflict):
    """It does not take place."""

    code = "term_cancelled"
    title = "这一期已经取消"


def get_term(term: ObjectId) -> Stored:
    """One term; raises `NotFound`."""
    found = Term.collection().find_one({"_id": term})
    if found is None:
        raise NotFound("没有找到这一期")
    return found


def see_term(actor: Actor, term: ObjectId) -> Stored:
    """One term that the actor may know of: they may apply, did so, or manage it. Raises `NotFound`."""
    found = get_term(term)
    if not (may_apply(actor, found) or manages(actor, found) or enrolment_of(actor.person, term)):
        raise NotFound("没有找到这一期")
    return found


def manage_term(actor: Actor, term: ObjectId) -> Stored:
    """One term that the actor manages; raises `NotFound`, `Forbidden`."""
    found = get_term(term)
    actor.must(MANAGE, found["line"])
    return found


def may_apply(actor: Actor, term: Stored) -> bool:
    """Whether the actor is a member in or below the term's branch."""
    return term["branch"] in load_tree().credited(actor.memberships)


def manages(actor: Actor, term: Stored) -> bool:
    """Whether the actor's role reaches the term."""
    return actor.may(MANAGE, term["line"])


def enrolment_of(person: ObjectId | None, term: ObjectId) -> Stored | None:
    """Somebody's enrolment in a term."""
    return Enrolment.collection().find_one({"_id": f"{term}:{person}"}) if person else None


def is_trainee(person: ObjectId | None, term: ObjectId) -> bool:
    """Whether somebody was admitted to a term."""
    found = enrolment_of(person, term)
    return found is not None and found["state"] == "approved"


def must_be_inside(actor: Actor, term: ObjectId) -> Stored:
    """One term whose trainee or manager the actor is; raises `NotFound`, `NotATrainee`."""
    found = see_term(actor, term)
    if not (manages(actor, found) or is_trainee(actor.person, term)):
        raise NotATrainee
    return found


def list_terms(*, actor: Actor, after: After | None, limit: int) -> list[Stored]:
    """Up to ``limit + 1`` terms that the actor may apply to, the latest first."""
    return _page({"branch": {"$in": load_tree().credited(actor.memberships)}}, after, limit)


def list_managed(*, actor: Actor, after: After | None, limit: int) -> list[Stored]:
    """The same of the terms that the actor's role reaches."""
    return _page({"line": {"$in": actor.scope(MANAGE)}}, after, limit)


def _page(query: Stored, after: After | None, limit: int) -> list[Stored]:
    if after:
        day, key = after
        query["$or"] = [{"starts_on": {"$lt": day}}, {"starts_on": day, "_id": {"$lt": key}}]
    return list(Term.collection().find(query).sort([("starts_on", -1), ("_id", -1)]).limit(limit + 1))


def position_of(term: Stored) -> After:
    """Where a term stands in a list."""
    return term["starts_on"], term["_id"]


def show_items(terms: Iterable[Stored], *, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Terms as a list shows them, with how the actor stands; two reads for all."""
    listed = list(terms)
    counts = counts_of(term["_id"] for term in listed)
    keys = [f"{term['_id']}:{actor.person}" for term in listed]
    mine = {one["term"]: one["state"] for one in Enrolment.collection().find({"_id": {"$in": keys}})}
    return [show_item(term, counts, now) | {"my_state": mine.get(term["_id"])} for term in listed]


def show_item(term: Stored, counts: dict[ObjectId, dict[str, int]], now: datetime) -> dict[str, Any]:
    """What every view of a term says."""
    counted = counts.get(term["_id"], {})
    return {
        "id": term["_id"],
        **{name: term[name] for name in _ITEM},
        "branch": {"id": term["branch"], "name": load_tree().by_id.get(term["branch"], {}).get("name", "")},
        "state": state_of(term, now),
        "trainees": counted.get("approved", 0),
        "pending": counted.get("pending", 0),
    }


def counts_of(terms: Iterable[ObjectId]) -> dict[ObjectId, dict[str, int]]:
    """How many enrolments of each state these terms have."""
    found = Enrolment.collection().aggregate(
        [
            {"$match": {"term": {"$in": list(terms)}}},
            {"$group": {"_id": {"term": "$term", "state": "$state"}, "count": {"$sum": 1}}},
        ]
    )
    counts: dict[ObjectId, dict[str, int]] = {}
    for row in found:
        counts.setdefault(row["_id"]["term"], {})[row["_id"]["state"]] = row["count"]
    return counts
