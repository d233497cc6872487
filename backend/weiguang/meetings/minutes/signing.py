"""Signing minutes, and opening a correction of signed ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, Forbidden
from weiguang.meetings.deriving import derive
from weiguang.meetings.minutes.merging import is_unsettled
from weiguang.meetings.minutes.models import MinutesRevision
from weiguang.meetings.minutes.service import PARTS, Entry, by_item, entry_of, may_sign, newest, sections_of, show
from weiguang.meetings.models import Meeting
from weiguang.meetings.service import MeetingCancelled, Stored, must_serve


class MinutesMovedOn(Conflict):
    """What was read is not what stands."""

    code = "minutes_moved_on"
    title = "刚刚有人改过记录，请看过新的内容再签字"


class MinutesUnsettled(Conflict):
    """Two wordings are left to choose from."""

    code = "minutes_unsettled"
    title = "记录里还有“不同写法”没有选定，请先选定再签字"


class MinutesEmpty(Conflict):
    """Nothing is written."""

    code = "minutes_empty"
    title = "记录还是空的，请先写会议记录"


class MeetingNotBegun(Conflict):
    """It has not begun."""

    code = "meeting_not_begun"
    title = "会议还没有开始，开过以后再签字"


def sign(*, actor: Actor, meeting: ObjectId, revision: int, now: datetime) -> dict[str, Any]:
    """Sign the revision that was read; a repeat answers the same.

    Raises `NotFound`, `Forbidden`, `MinutesMovedOn`, `MinutesUnsettled`, `MinutesEmpty`, `MeetingNotBegun`,
    `MeetingCancelled`.
    """
    found = must_serve(actor, meeting)
    if not may_sign(actor, found):
        raise Forbidden("由主持人或支部书记签字")
    head = newest(found)
    if head["state"] == "signed" and head["revision"] in (revision, revision + 1):
        derive(head)
        return show(head, found, actor)
    if head["revision"] != revision:
        raise MinutesMovedOn
    _must_be_ready(head, found)
    _hold(found, now)
    signed = entry_of(found, revision + 1, version=head["version"], state="signed", by=actor.person, at=now, due=True)
    signed |= {"sections": sections_of(found, by_item(head)), "merged": [], "reason": head.get("reason", "")}
    try:
        MinutesRevision.collection().insert_one(signed)
    except DuplicateKeyError:  # somebody saved or signed at that moment
        raise MinutesMovedOn from None
    derive(signed)
    return show(signed, found, actor)


def correct(*, actor: Actor, meeting: ObjectId, version: int, reason: str, now: datetime) -> dict[str, Any]:
    """Open ``version`` of signed minutes, with a reason that stays with it; a repeat answers the same.

    Raises `NotFound`, `Forbidden`, `MinutesMovedOn` unless the version before it is the signed one.
    """
    found = must_serve(actor, meeting)
    if not may_sign(actor, found):
        raise Forbidden("由主持人或支部书记发起更正")
    head = newest(found)
    if head["version"] == version and head.get("reason") == reason:
        return show(head, found, actor)
    if head["state"] != "signed" or head["version"] != version - 1:
        raise MinutesMovedOn
    opened = entry_of(found, head["revision"] + 1, version=version, state="open", by=actor.person, at=now)
    opened |= {"sections": head["sections"], "merged": [], "reason": reason}
    try:
        MinutesRevision.collection().insert_one(opened)
    except DuplicateKeyError:
        raise MinutesMovedOn from None
    return show(opened, found, actor)


def _must_be_ready(head: Entry, meeting: Stored) -> None:
    texts = [one[part] for one in head["sections"] for part in PARTS]
    if not any(text.strip() for text in texts):
        raise MinutesEmpty
    if any(map(is_unsettled, texts)):
        raise MinutesUnsettled
    if meeting["cancelled_at"]:
        raise MeetingCancelled


def _hold(meeting: Stored, now: datetime) -> None:
    """Mark the meeting held, so that it is neither moved nor cancelled under a signature; a repeat changes nothing."""
    query = {"_id": meeting["_id"], "cancelled_at": None, "starts_at": {"$lte": now}}
    held = Meeting.collection().update_one(query, [{"$set": {"held_at": {"$ifNull": ["$held_at", now]}}}])
    if not held.matched_count:
        raise (
            MeetingCancelled
            if Meeting.collection().count_documents({"_id": meeting["_id"], "cancelled_at": {"$ne": None}})
            else MeetingNotBegun
        )
