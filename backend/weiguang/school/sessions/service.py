"""The sessions of a term, as its people see them."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from weiguang.errors import NotFound
from weiguang.media import blocks
from weiguang.school.sessions.models import SchoolSession

Stored = dict[str, Any]
_OPEN = ("kind", "title", "lecturer", "place", "starts_at", "ends_at")


def get_session(session: ObjectId) -> Stored:
    """One session; raises `NotFound`."""
    found = SchoolSession.collection().find_one({"_id": session})
    if found is None:
        raise NotFound("没有找到这节课")
    return found


def sessions_of(term: ObjectId) -> list[Stored]:
    """The timetable, earliest first."""
    return list(SchoolSession.collection().find({"term": term}).sort([("starts_at", 1), ("_id", 1)]))


def show(session: Stored, *, inside: bool, came: bool = False) -> dict[str, Any]:
    """A session; the link and the materials are for those who are ``inside`` the term."""
    return {
        "id": session["_id"],
        "term": session["term"],
        **{name: session[name] for name in _OPEN},
        "link": session["link"] if inside else "",
        "materials": blocks.shown(session["materials"]) if inside else [],
        "cancelled": session["cancelled_at"] is not None,
        "came": came,
    }
