"""Applying for a term, withdrawing, and the committee's decisions. Each is one write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, Forbidden, NotFound, SignInRequired, Unacceptable
from weiguang.school.models import Enrolment
from weiguang.school.rules import free_seat, state_of
from weiguang.school.service import Stored, TermCancelled, enrolment_of, get_term, manage_term, may_apply, see_term
from weiguang.school.telling import entry

AFTER = ReturnDocument.AFTER


class EnrolmentClosed(Conflict):
    """Outside the enrolment period."""

    code = "enrolment_closed"
    title = "现在不是报名时间，请看这一期的报名起止时间"


class TermOver(Conflict):
    """What is over stays as it was."""

    code = "term_over"
    title = "这一期已经结束，不能再退出了"


class TermFull(Conflict):
    """Every seat is taken."""

    code = "term_full"
    title = "这一期的名额已经满了。可以先增加名额，或者写明原因不通过"


class EnrolmentWithdrawn(Conflict):
    """Its person does not want to come any more."""

    code = "enrolment_withdrawn"
    title = "本人已经取消报名，不用再审核了"


def apply(*, actor: Actor, term: ObjectId, note: str, now: datetime) -> Stored:
    """Apply, or say it differently while nobody has approved it; a repeat answers the same.

    Raises `NotFound`, `Forbidden` for who is no member below the term's branch, `EnrolmentClosed`, `TermCancelled`.
    """
    if actor.person is None:
        raise SignInRequired
    found = see_term(actor, term)
    standing = enrolment_of(actor.person, term)
    if standing and (standing["state"] == "approved" or (standing["state"], standing["note"]) == ("pending", note)):
        return standing
    if not may_apply(actor, found):
        raise Forbidden("这一期面向本级党组织所属支部的党员，请先加入支部")
    _must_be_open(found, now)
    asked = {"note": note, "state": "pending", "reason": "", "applied_at": now, "decided_at": None, "decided_by": None}
    begins = {"term": term, "person": actor.person, "telling": []}
    query = {"_id": f"{term}:{actor.person}", "state": {"$ne": "approved"}}
    try:
        kept = Enrolment.collection().find_one_and_update(
            query, {"$set": asked, "$setOnInsert": begins}, upsert=True, return_document=AFTER
        )
    except DuplicateKeyError:  # approved in this very moment, or sent twice at once
        kept = enrolment_of(actor.person, term)
    return kept or {}


def withdraw(*, actor: Actor, term: ObjectId, now: datetime) -> None:
    """Withdraw an application, or give the seat back; a repeat changes nothing. Raises `NotFound`, `TermOver`."""
    found = see_term(actor, term)
    if state_of(found, now) == "over":
        raise TermOver
    Enrolment.collection().update_one(
        {"_id": f"{term}:{actor.person}", "state": {"$in": ["pending", "approved"]}},
        {"$set": {"state": "withdrawn"}, "$unset": {"seat": ""}},
    )


def decide(*, actor: Actor, term: ObjectId, person: ObjectId, decision: str, reason: str, now: datetime) -> Stored:
    """Approve or refuse; the other decision may follow, a repeat answers the same.

    Raises `NotFound`, `Forbidden`, `TermFull`, `TermCancelled`, `EnrolmentWithdrawn`, `Unacceptable` without a reason.
    """
    if decision == "refuse" and not reason:
        raise Unacceptable(errors=[{"field": "reason", "message": "请写明没有通过的原因，本人会看到"}])
    found = manage_term(actor, term)
    if found["cancelled_at"]:
        raise TermCancelled
    by = {"decided_at": now, "decided_by": actor.person}
    return _approve(found, person, by) if decision == "approve" else _refuse(found, person, reason, by)


def _approve(term: Stored, person: ObjectId, by: Stored) -> Stored:
    """Give the lowest free seat.

    Two who take one seat at once meet at the unique index; the second looks for another, and finds the term full.
    """
    words = {"title": "党校报名通过了", "body": f"您已经是{term['name']}的学员，打开可以看课程表。"}
    while True:
        standing = _standing(term, person)
        if standing["state"] == "approved":
            return standing
        seat = free_seat(_seats(term["_id"]), get_term(term["_id"])["capacity"])
        if seat is None:
            raise TermFull
        told = entry(term=term["_id"], now=by["decided_at"], person=person, **words)
        given = {"state": "approved", "reason": "", "seat": seat, **by}
        try:
            kept = Enrolment.collection().find_one_and_update(
                {"_id": standing["_id"], "state": standing["state"]},
                {"$set": given, "$push": {"telling": told}},
                return_document=AFTER,
            )
        except DuplicateKeyError:
            continue
        if kept is not None:
            return kept


def _refuse(term: Stored, person: ObjectId, reason: str, by: Stored) -> Stored:
    words = {"title": "党校报名没有通过", "body": f"您报名的{term['name']}没有通过，打开可以看原因。"}
    standing = _standing(term, person)
    while (standing["state"], standing["reason"]) != ("refused", reason):
        told = entry(term=term["_id"], now=by["decided_at"], person=person, **words)
        kept = Enrolment.collection().find_one_and_update(
            {"_id": standing["_id"], "state": standing["state"], "reason": standing["reason"]},
            {"$set": {"state": "refused", "reason": reason, **by}, "$unset": {"seat": ""}, "$push": {"telling": told}},
            return_document=AFTER,
        )
        standing = kept or _standing(term, person)
    return standing


def on_roll(term: ObjectId, people: Iterable[ObjectId]) -> set[ObjectId]:
    """Which of these people are trainees of a term now."""
    keys = [f"{term}:{person}" for person in people]
    found = Enrolment.collection().find({"_id": {"$in": keys}, "state": "approved"}, {"person": 1})
    return {one["person"] for one in found}


def _standing(term: Stored, person: ObjectId) -> Stored:
    standing = enrolment_of(person, term["_id"])
    if standing is None:
        raise NotFound("没有找到这份报名")
    if standing["state"] == "withdrawn":
        raise EnrolmentWithdrawn
    return standing


def _seats(term: ObjectId) -> set[int]:
    found = Enrolment.collection().find({"term": term, "seat": {"$exists": True}}, {"seat": 1, "_id": 0})
    return {one["seat"] for one in found}


def _must_be_open(term: Stored, now: datetime) -> None:
    state = state_of(term, now)
    if state == "cancelled":
        raise TermCancelled
    if state != "enrolling":
        raise EnrolmentClosed
