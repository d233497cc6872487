"""Declaring oneself to a branch, and the branch's decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.branches.models import Application
from weiguang.branches.tree import load_tree
from weiguang.errors import ClientIdReused, Conflict, NotFound
from weiguang.people.models import Person
from weiguang.storage.documents import upserted


class BranchNotJoinable(Conflict):
    """A committee has branches, not members."""

    code = "branch_not_joinable"
    title = "党委不能直接加入，请选择具体的支部"


class AlreadyMember(Conflict):
    """Nothing to apply for."""

    code = "already_member"
    title = "您已经是这个支部的成员"


class FormalBranchAlreadySet(Conflict):
    """One formal affiliation at a time (一方隶属)."""

    code = "formal_branch_already_set"
    title = "每人只能隶属一个正式支部；可以再加入功能型网络支部"


class ApplicationAlreadyDecided(Conflict):
    """Somebody decided the other way first."""

    code = "application_already_decided"
    title = "这份申请已经处理过了"


def apply_to_branch(
    *, actor: Actor, branch: ObjectId, client_id: str, statement: str, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Declare oneself (亮身份); return the application and whether it is new.

    A repeat answers the same. After a refusal a new declaration opens the application again. Raises `NotFound`,
    `BranchNotJoinable`, `AlreadyMember`, `FormalBranchAlreadySet`, `ClientIdReused`.
    """
    kind = load_tree().get(branch)["kind"]
    if kind == "committee":
        raise BranchNotJoinable
    if branch in actor.memberships:
        return _already_in(branch, actor, client_id, statement), False
    if kind == "formal" and actor.formal:
        raise FormalBranchAlreadySet
    key = f"{branch}:{actor.person}"
    declared = {
        "branch": branch,
        "person": actor.person,
        "statement": statement,
        "state": "pending",
        "client_id": client_id,
        "submitted_at": now,
    }
    try:
        # Matches nothing while an application is pending or approved, so the upsert then collides on _id.
        kept = Application.collection().find_one_and_update(
            {"_id": key, "state": "refused", "client_id": {"$ne": client_id}},
            {"$set": declared, "$unset": {"decided_at": "", "decided_by": "", "reason": ""}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return upserted(kept), True
    except DuplicateKeyError:
        return _repeated(key, client_id, statement), False


def _already_in(branch: ObjectId, actor: Actor, client_id: str, statement: str) -> dict[str, Any]:
    found = Application.collection().find_one({"_id": f"{branch}:{actor.person}", "state": "approved"})
    if found is None:
        raise AlreadyMember
    return _repeated(found["_id"], client_id, statement)


def _repeated(key: str, client_id: str, statement: str) -> dict[str, Any]:
    found = Application.collection().find_one({"_id": key})
    if found is None or (found["client_id"] == client_id and found["statement"] != statement):
        raise ClientIdReused
    return found


def decide_application(
    *, actor: Actor, branch: ObjectId, person: ObjectId, approve: bool, reason: str, now: datetime
) -> dict[str, Any]:
    """Approve or refuse; deciding the same way twice answers the same.

    The application is decided first, by one conditional write, so of two secretaries one prevails; approving again
    finishes an admission that a crash cut short. Raises `NotFound`, `Forbidden`, `ApplicationAlreadyDecided`,
    `FormalBranchAlreadySet`.
    """
    tree = load_tree()
    actor.must("branch.approve", tree.line(branch))
    key, state = f"{branch}:{person}", "approved" if approve else "refused"
    found = Application.collection().find_one({"_id": key})
    if found is None:
        raise NotFound
    decided = Application.collection().find_one_and_update(
        {"_id": key, "state": {"$in": ["pending", state]}},
        [{"$set": _decision(state, reason, actor, now)}],
        return_document=ReturnDocument.AFTER,
    )
    if decided is None:
        raise ApplicationAlreadyDecided
    if approve:
        _admit_or_reopen(key, person, branch, formal=tree.get(branch)["kind"] == "formal", now=now)
    return decided


def _decision(state: str, reason: str, actor: Actor, now: datetime) -> dict[str, Any]:
    """As an aggregation update, so that a repeat keeps the first reason, moment and decider."""
    first = {"$eq": ["$state", "pending"]}
    told = {"reason": reason, "decided_at": now, "decided_by": actor.person}
    kept = {name: {"$cond": [first, {"$literal": value}, f"${name}"]} for name, value in told.items()}
    return {"state": state, **kept}


def _admit_or_reopen(key: str, person: ObjectId, branch: ObjectId, *, formal: bool, now: datetime) -> None:
    """Admit; when another formal branch was faster, the application waits again."""
    try:
        _admit(person, branch, formal=formal, now=now)
    except FormalBranchAlreadySet:
        Application.collection().update_one({"_id": key, "state": "approved"}, {"$set": {"state": "pending"}})
        raise


def _admit(person: ObjectId, branch: ObjectId, *, formal: bool, now: datetime) -> None:
    """Make the person a member; the filter holds "one formal branch" even when two secretaries approve at once."""
    joined = {"branch": branch, "since": now}
    if not formal:
        Person.collection().update_one(
            {"_id": person, "functional": {"$ne": branch}}, {"$push": {"functional": branch, "joined": joined}}
        )
        return
    admitted = Person.collection().update_one(
        {"_id": person, "formal": None}, {"$set": {"formal": branch}, "$push": {"joined": joined}}
    )
    if not admitted.matched_count and not Person.collection().count_documents({"_id": person, "formal": branch}):
        raise FormalBranchAlreadySet
