"""Who came to a session: its check-in point, and the ledger's check-ins there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.checkins.service import ensure_point, find_point, forget_point
from weiguang.checkins.standing import standing_keys
from weiguang.people.service import names_of
from weiguang.school.models import Enrolment
from weiguang.school.rules import KINDS, point_rule
from weiguang.school.service import Stored, manage_term
from weiguang.school.sessions.service import get_session

NAME = "党校签到"
ANY_DAY = ":[0-9-]{10}"


def subject_of(session: ObjectId) -> str:
    """What the ledger says a check-in at a session was about; also the key of its point."""
    return f"session:{session}"


def keep_point(session: Stored) -> dict[str, Any]:
    """The session's point, in step with it.

    Anybody may read a point's title, so it is the kind. A crash between a change of the session and this is mended when
    the code is shown the next time.
    """
    point = ensure_point(
        subject_of(session["_id"]),
        kind="meeting",
        subject=subject_of(session["_id"]),
        title=f"党校{KINDS[session['kind']]}",
        name=NAME,
        branch=session["branch"],
        line=session["line"],
        roll=f"term:{session['term']}",
        rule=point_rule(session, off=session["cancelled_at"] is not None),
    )
    forget_point(point["_id"])
    return point


def show_point(*, actor: Actor, session: ObjectId) -> dict[str, Any]:
    """The code under which the screen and the desk of a session are found; raises `NotFound`, `Forbidden`."""
    found = get_session(session)
    manage_term(actor, found["term"])
    return {"point": keep_point(found)["_id"]}


def came(session: ObjectId) -> set[ObjectId]:
    """Everybody who checked in at a session, on whichever day it was."""
    point = find_point(subject_of(session))
    if point is None:
        return set()
    return {ObjectId(key.split(":")[2]) for key in standing_keys(f"checkin:{point['_id']}:", ANY_DAY)}


def came_to(sessions: Iterable[Stored]) -> dict[ObjectId, set[ObjectId]]:
    """Who came to each of these sessions that took place."""
    return {one["_id"]: came(one["_id"]) for one in sessions if one["cancelled_at"] is None}


def list_attendance(
    *, actor: Actor, session: ObjectId, after: ObjectId | None, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Up to ``limit + 1`` trainees of the session's term with whether they came, and how many of them all did.

    In the order of ids, which says nothing about anybody. Raises `NotFound`, `Forbidden`.
    """
    found = get_session(session)
    manage_term(actor, found["term"])
    query: dict[str, Any] = {"term": found["term"], "state": "approved"}
    present = came(found["_id"])
    total = Enrolment.collection().count_documents(query | {"person": {"$in": list(present)}})
    if after:
        query["_id"] = {"$gt": f"{found['term']}:{after}"}
    trainees = list(Enrolment.collection().find(query, {"person": 1}).sort("_id", 1).limit(limit + 1))
    names = names_of(one["person"] for one in trainees)
    people = [one["person"] for one in trainees]
    return [{"person": one, "name": names.get(one, ""), "came": one in present} for one in people], total
