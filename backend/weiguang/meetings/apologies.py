"""Saying that one cannot come, and why; taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, Forbidden, SignInRequired
from weiguang.meetings.models import Apology
from weiguang.meetings.service import MeetingCancelled, Stored, concerns, see_meeting
from weiguang.storage.documents import upserted
from weiguang.storage.vault import the_vault

PURPOSE = "meeting.apology"


class MeetingOver(Conflict):
    """An apology comes before the end."""

    code = "meeting_over"
    title = "会议已经结束，不能再请假了；有情况请直接告诉支部书记"


def apologise(*, actor: Actor, meeting: ObjectId, reason: str, now: datetime) -> dict[str, Any]:
    """Say why one cannot come, or say it differently; the first moment stays.

    Raises `NotFound`, `Forbidden` for somebody who is not called, `MeetingOver`, `MeetingCancelled`.
    """
    if actor.person is None:
        raise SignInRequired
    found = see_meeting(actor, meeting)
    if not concerns(actor, found):
        raise Forbidden("这次会议没有通知您，不用请假")
    _must_be_open(found, now)
    kept = Apology.collection().find_one_and_update(
        {"_id": f"{meeting}:{actor.person}"},
        {
            "$set": {"sealed": the_vault().seal(reason)},
            "$setOnInsert": {"meeting": meeting, "person": actor.person, "at": now},
        },
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return {"reason": reason, "at": upserted(kept)["at"]}


def withdraw(*, actor: Actor, meeting: ObjectId, now: datetime) -> None:
    """Take an apology back; a repeat changes nothing. Raises `NotFound`, `MeetingOver`, `MeetingCancelled`."""
    _must_be_open(see_meeting(actor, meeting), now)
    Apology.collection().delete_one({"_id": f"{meeting}:{actor.person}"})


def own_apology(*, actor: Actor, meeting: ObjectId, now: datetime) -> dict[str, Any] | None:
    """What the actor said, opened for themselves."""
    kept = Apology.collection().find_one({"_id": f"{meeting}:{actor.person}"})
    return {"reason": _opened(kept, actor, now), "at": kept["at"]} if kept else None


def excused_people(meeting: ObjectId) -> set[ObjectId]:
    """Who said that they cannot come."""
    return {one["person"] for one in Apology.collection().find({"meeting": meeting}, {"person": 1})}


def apologies_of(
    *, actor: Actor, meeting: ObjectId, people: Iterable[ObjectId], now: datetime
) -> dict[ObjectId, dict[str, Any]]:
    """What these people said, opened for their secretary; each leaves a line in the audit log."""
    keys = [f"{meeting}:{person}" for person in people]
    found = Apology.collection().find({"_id": {"$in": keys}})
    return {one["person"]: {"reason": _opened(one, actor, now), "at": one["at"]} for one in found}


def _opened(kept: dict[str, Any], actor: Actor, now: datetime) -> str:
    by, about = f"p:{actor.person}", f"apology:{kept['_id']}"
    return the_vault().open(kept["sealed"], purpose=PURPOSE, by=by, about=about, now=now)


def _must_be_open(meeting: Stored, now: datetime) -> None:
    if meeting["cancelled_at"]:
        raise MeetingCancelled
    if now > meeting["ends_at"]:
        raise MeetingOver
