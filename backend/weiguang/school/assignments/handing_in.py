"""Handing in, and the teacher's answer. Each is one write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, NotFound, SignInRequired, Unacceptable
from weiguang.media import service as media
from weiguang.school.assignments.models import Submission
from weiguang.school.assignments.service import Stored, get_assignment
from weiguang.school.service import NotATrainee, is_trainee, manage_term
from weiguang.school.telling import entry

AFTER = ReturnDocument.AFTER
REMEMBERED = 20
"""How many requests of one trainee are remembered for an assignment, so that a late repeat changes nothing."""
TITLES = {"passed": "党校作业通过了", "revise": "党校作业请再改一改"}


class AssignmentPassed(Conflict):
    """It was accepted; nothing is handed in any more."""

    code = "assignment_passed"
    title = "这份作业已经通过，不用再交了"


class AssignmentWithdrawn(Conflict):
    """It is asked of nobody any more."""

    code = "assignment_withdrawn"
    title = "这份作业已经撤下，不用交了"


class SubmissionChanged(Conflict):
    """The trainee handed in again meanwhile."""

    code = "submission_changed"
    title = "学员刚刚又交了一次，请看过新的内容再写意见"


def hand_in(
    *, actor: Actor, assignment: ObjectId, client_id: str, text: str, files: list[str], now: datetime
) -> Stored:
    """Hand in, or hand in anew until it is passed; the same request again changes nothing.

    Raises `NotFound`, `NotATrainee`, `AssignmentWithdrawn`, `AssignmentPassed`, `Unacceptable`.
    """
    if actor.person is None:
        raise SignInRequired
    found = get_assignment(assignment)
    if not is_trainee(actor.person, found["term"]):
        raise NotATrainee
    if found["withdrawn"]:
        raise AssignmentWithdrawn
    if not text and not files:
        raise Unacceptable(errors=[{"field": "text", "message": "请写下内容，或者附上文件"}])
    media.must_be_usable(actor=actor, ids=files)
    own = f"{assignment}:{actor.person}"
    query = {"_id": own, "state": {"$ne": "passed"}, "sent": {"$ne": client_id}}
    written = {"text": text, "files": files, "state": "handed_in", "handed_at": now}
    begins: dict[str, Any] = {"assignment": assignment, "term": found["term"], "person": actor.person}
    begins |= {"feedback": "", "reviewed_at": None, "reviewed_by": None, "telling": []}
    update = {
        "$set": written,
        "$setOnInsert": begins,
        "$inc": {"version": 1},
        "$push": {"sent": {"$each": [client_id], "$slice": -REMEMBERED}},
    }
    try:
        kept = Submission.collection().find_one_and_update(query, update, upsert=True, return_document=AFTER)
    except DuplicateKeyError:  # sent before, or passed meanwhile
        kept = Submission.collection().find_one({"_id": own})
    if kept is None or client_id not in kept["sent"]:
        raise AssignmentPassed
    return kept


def review(
    *, actor: Actor, assignment: ObjectId, person: ObjectId, version: int, outcome: str, feedback: str, now: datetime
) -> Stored:
    """Answer the version that was read: passed, or please revise. A repeat answers the same, a new answer replaces it.

    Raises `NotFound`, `Forbidden`, `SubmissionChanged`, `Unacceptable` for a revision without a word.
    """
    term = get_assignment(assignment)["term"]
    manage_term(actor, term)
    if outcome == "revise" and not feedback:
        raise Unacceptable(errors=[{"field": "feedback", "message": "请写明要改什么"}])
    own, said = f"{assignment}:{person}", {"state": outcome, "feedback": feedback}
    by = {"reviewed_at": now, "reviewed_by": actor.person}
    told = entry(term=term, now=now, person=person, title=TITLES[outcome], body="老师写了意见，打开看一看。")
    kept = Submission.collection().find_one_and_update(
        {"_id": own, "version": version, "$nor": [said]},
        {"$set": said | by, "$push": {"telling": told}},
        return_document=AFTER,
    )
    standing = kept or Submission.collection().find_one({"_id": own})
    if standing is None:
        raise NotFound("这位学员还没有交这份作业")
    if standing["version"] != version or standing["state"] != outcome:
        raise SubmissionChanged
    return standing
