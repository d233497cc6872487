"""Who may have a certificate, what they still need, and issuing it.

A certificate is found by its person and term; its request is known by the term, or by the one it replaces, so that
issuing twice is once and one is replaced once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.checkins.hours.certificates.issuing import NameMissing, insert_numbered
from weiguang.checkins.hours.certificates.models import Certificate
from weiguang.errors import Conflict, NotFound
from weiguang.people.service import get_profile
from weiguang.school.assignments.service import assignments_of, passed_of
from weiguang.school.models import Enrolment
from weiguang.school.rules import complete, missing
from weiguang.school.service import Stored, is_trainee, manage_term
from weiguang.school.sessions.attendance import came_to
from weiguang.school.sessions.service import sessions_of
from weiguang.school.telling import entry
from weiguang.storage.clock import local_day

FINGERPRINT = "school"


class NotComplete(Conflict):
    """Something is missing still; ``missing`` says what."""

    code = "term_not_complete"
    title = "这位学员还没有学完，请看还缺什么"


class TermNotOver(Conflict):
    """The paper would certify days that are still to come."""

    code = "term_not_over"
    title = "到结业那天才能发证书；如果提前结业，请先把结业的日子改过来"


def progress_of(term: Stored, people: Iterable[ObjectId]) -> dict[ObjectId, dict[str, Any]]:
    """How many sessions each of these trainees attended, and what the certificate still asks for."""
    asked = list(people)
    present = came_to(sessions_of(term["_id"]))
    assignments = assignments_of(term["_id"])
    passed = passed_of(term["_id"], asked)
    attended = {person: sum(person in came for came in present.values()) for person in asked}
    return {
        person: {
            "attended": attended[person],
            "missing": missing(term["need_sessions"], attended[person], assignments, passed[person]),
        }
        for person in asked
    }


def certificates_of(term: ObjectId, people: Iterable[ObjectId]) -> dict[ObjectId, dict[str, Any]]:
    """The certificates of these trainees that stand, by person: code, number, name and day."""
    query = {"term": term, "person": {"$in": list(people)}}
    found = list(Certificate.collection().find(query).sort("issued_at", 1))
    replaced = {one["replaces"] for one in found if "replaces" in one}
    return {
        one["person"]: {
            "code": one["_id"],
            "number": one["number"],
            "name": one["name"],
            "issued_on": local_day(one["issued_at"]),
        }
        for one in found
        if one["_id"] not in replaced
    }


def issue(
    *, actor: Actor, term: ObjectId, person: ObjectId, replaces: str | None, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Issue a trainee's certificate, or one that replaces a wrong one; return what stands and whether it is new.

    Raises `NotFound`, `Forbidden`, `TermNotOver`, `NotComplete`, `NameMissing`, `AlreadyReplaced`.
    """
    found = manage_term(actor, term)
    if not is_trainee(person, term):
        raise NotFound("这一期没有这位学员")
    if local_day(now) < found["ends_on"]:
        raise TermNotOver
    progress = progress_of(found, [person])[person]
    if replaces is None:
        standing = certificates_of(term, [person]).get(person)
        if standing:
            _tell(found, person, now)
            return standing, False
        if not complete(progress["missing"]):
            raise NotComplete(extra={"missing": progress["missing"]})
    elif Certificate.collection().find_one({"_id": replaces, "term": term, "person": person}, {"_id": 1}) is None:
        raise NotFound("没有找到要换的证书")
    made = _content(found, person, progress["attended"]) | {"issued_at": now, "client": f"term:{term}"}
    if replaces is not None:
        made |= {"replaces": replaces, "client": f"replaces:{replaces}"}
    _, new = insert_numbered(made, local_day(now))
    _tell(found, person, now)
    return certificates_of(term, [person])[person], new


def _content(term: Stored, person: ObjectId, attended: int) -> dict[str, Any]:
    """Everything the paper says; of hours it says nothing."""
    name = get_profile(person).get("name", "").strip()
    if not name:
        raise NameMissing("证书上要写姓名，请让学员先到“我的”填好姓名")
    hours = {"lines": [], "rows": [], "machine_minutes": 0, "hand_minutes": 0}
    return hours | {
        "kind": "school",
        "term": term["_id"],
        "title": term["name"],
        "person": person,
        "name": name,
        "branch": term["branch"],
        "issuer": load_tree().get(term["branch"])["name"],
        "first": term["starts_on"],
        "last": term["ends_on"],
        "sessions": attended,
        "fingerprint": FINGERPRINT,
    }


def _tell(term: Stored, person: ObjectId, now: datetime) -> None:
    """Leave the word for the trainee.

    It has one key for each certificate that stands, so a repeat after a crash leaves it and another adds nothing.
    """
    code = certificates_of(term["_id"], [person])[person]["code"]
    words = {"title": "结业证书发下来了", "body": f"{term['name']}的结业证书可以打开、打印了。"}
    told = entry(term=term["_id"], now=now, person=person, **words) | {"key": f"school:certificate:{code}"}
    own = {"_id": f"{term['_id']}:{person}", "certified": {"$ne": code}}
    Enrolment.collection().update_one(own, {"$push": {"telling": told, "certified": code}})
