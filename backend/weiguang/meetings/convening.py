"""Convening, changing and cancelling a meeting, and a branch's answer to an invitation. Each is one write."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import Conflict, NotFound, Unacceptable
from weiguang.media import blocks, service as media
from weiguang.meetings import telling
from weiguang.meetings.attendance import keep_point
from weiguang.meetings.models import Meeting
from weiguang.meetings.rules import CALLED_BY_NAME, LONGEST, whole_minute
from weiguang.meetings.service import STANDS, MeetingHeld, Stored, get_meeting, manage_meeting, must_stand
from weiguang.meetings.telling import CONVENE
from weiguang.participation.recording import fingerprint
from weiguang.people.service import members_of
from weiguang.storage.documents import insert_once

TRIES = 5
"""How often a change is made anew when somebody else changed the meeting meanwhile."""
TIMES = ("starts_at", "ends_at")


def convene(
    *, actor: Actor, client_id: str, branches: list[ObjectId], now: datetime, **content: Any
) -> tuple[Stored, bool]:
    """Convene a meeting of ``branches``, the first of which the actor must be able to convene for; return it, and new.

    The others that the actor may convene for take part at once, the rest are invited. A repeat answers the same.
    Raises `NotFound`, `Forbidden`, `Unacceptable`, `ClientIdReused`.
    """
    lines = {branch: load_tree().line(branch) for branch in branches}
    actor.must(CONVENE, lines[branches[0]])
    told = fingerprint(json.dumps({"branches": branches, **content}, default=str, sort_keys=True))
    made = new_meeting(
        branches=branches, accepted=[one for one in branches if actor.may(CONVENE, lines[one])], by=actor, **content
    )
    made |= {"created_by": actor.person, "created_at": now, "client_id": client_id, "fingerprint": told}
    _check(made)
    _show_materials(actor, made)
    made["telling"] = telling.convened(made, now)
    standing, new = insert_once(Meeting, made)
    keep_point(standing)
    return standing, new


def new_meeting(
    *, branches: list[ObjectId], accepted: list[ObjectId], by: Actor, chair: ObjectId | None = None, **content: Any
) -> Stored:
    """Build a stored meeting; without a chair, who convenes is one."""
    tree = load_tree()
    known: Stored = {
        "_id": ObjectId(),
        "branch": branches[0],
        "line": tree.line(branches[0]),
        "branches": branches,
        "accepted": accepted,
        "declined": [],
        "reach": tree.credited(branches),
        "called": [],
        "chair": chair or by.person,
        "recorder": None,
        "place": "",
        "link": "",
        "agenda": [],
        "materials": [],
        "revision": 1,
        "telling": [],
        "held_at": None,
        "signed_at": None,
        "cancelled_at": None,
        "cancel_note": "",
    }
    return known | _read(content)


def change_meeting(*, actor: Actor, meeting: ObjectId, changes: dict[str, Any], now: datetime) -> Stored:
    """Set what ``changes`` names; people are told when the time or the place is another one; a repeat changes nothing.

    Raises `NotFound`, `Forbidden`, `Unacceptable`, `MeetingHeld`, `MeetingCancelled`.
    """
    wanted = _read(changes)
    for _ in range(TRIES):
        standing = manage_meeting(actor, meeting)
        differing = {name: value for name, value in wanted.items() if standing[name] != value}
        if not differing:
            keep_point(standing)
            return standing
        after = standing | differing | {"revision": standing["revision"] + 1}
        _check(after)
        must_stand(standing)
        if "materials" in differing:
            _show_materials(actor, after)
        update: dict[str, Any] = {"$set": differing | {"revision": after["revision"]}}
        entry = telling.changed(standing, after, now)
        if entry:
            update["$push"] = {"telling": entry}
        query = {"_id": meeting, "revision": standing["revision"], **STANDS}
        changed = Meeting.collection().find_one_and_update(query, update, return_document=ReturnDocument.AFTER)
        if changed is not None:
            keep_point(changed)
            return changed
    raise Conflict


def cancel_meeting(*, actor: Actor, meeting: ObjectId, note: str, now: datetime) -> Stored:
    """Cancel; a repeat answers the same. Raises `NotFound`, `Forbidden`, `MeetingHeld`."""
    standing = manage_meeting(actor, meeting)
    update: dict[str, Any] = {"$set": {"cancelled_at": now, "cancel_note": note}, "$inc": {"revision": 1}}
    entries = telling.cancelled(standing, now)
    if entries:
        update["$push"] = {"telling": {"$each": entries}}
    query = {"_id": meeting, **STANDS}
    cancelled = Meeting.collection().find_one_and_update(query, update, return_document=ReturnDocument.AFTER)
    if cancelled is None:
        cancelled = get_meeting(meeting)
        if cancelled["held_at"]:
            raise MeetingHeld
    keep_point(cancelled)
    return cancelled


def answer_invitation(*, actor: Actor, meeting: ObjectId, branch: ObjectId, decision: str, now: datetime) -> Stored:
    """Accept or decline for a branch; a repeat answers the same, and an answer may be changed until it is held.

    Raises `NotFound`, `Forbidden`, `MeetingHeld`, `MeetingCancelled`, and `InvitesItself` for the convening branch.
    """
    standing = get_meeting(meeting)
    if branch not in standing["branches"]:
        raise NotFound
    actor.must(CONVENE, load_tree().line(branch))
    if branch == standing["branch"]:
        raise InvitesItself
    to, off = ("accepted", "declined") if decision == "accept" else ("declined", "accepted")
    if branch in standing[to]:
        return standing
    if decision == "accept":
        media.show(blocks.media_ids(standing["materials"]), [branch])
    update: dict[str, Any] = {"$addToSet": {to: branch}, "$pull": {off: branch}}
    entry = telling.accepted(standing, branch, now) if decision == "accept" else None
    if entry:
        update["$push"] = {"telling": entry}
    query = {"_id": meeting, to: {"$ne": branch}, **STANDS}
    answered = Meeting.collection().find_one_and_update(query, update, return_document=ReturnDocument.AFTER)
    if answered is None:
        answered = get_meeting(meeting)
        if branch not in answered[to]:
            must_stand(answered)
    keep_point(answered)
    return answered


class InvitesItself(Conflict):
    """The convening branch takes part; it may cancel."""

    code = "convening_branch"
    title = "这次会议是您的支部召开的；不开了请用“取消会议”"


def _read(content: dict[str, Any]) -> dict[str, Any]:
    cleaned = {"materials": blocks.clean(content["materials"])} if "materials" in content else {}
    return content | cleaned | {name: whole_minute(content[name]) for name in TIMES if name in content}


def _show_materials(actor: Actor, meeting: Stored) -> None:
    """Let the accepted branches read the files, before the meeting names them."""
    files = blocks.media_ids(meeting["materials"])
    media.must_be_usable(actor=actor, ids=files)
    media.show(files, meeting["accepted"])


def _check(meeting: Stored) -> None:
    """What a meeting cannot be, by field; raises `Unacceptable`."""
    faults = []
    if meeting["ends_at"] <= meeting["starts_at"]:
        faults.append({"field": "ends_at", "message": "结束时间要在开始时间之后"})
    elif meeting["ends_at"] - meeting["starts_at"] > LONGEST:
        faults.append({"field": "ends_at", "message": "一次会议最长 24 小时，请检查日期"})
    if not meeting["place"] and not meeting["link"]:
        faults.append({"field": "place", "message": "请填写地点；线上开会请填写会议链接"})
    if meeting["link"] and not _is_https(meeting["link"]):
        faults.append({"field": "link", "message": "会议链接要以 https:// 开头"})
    ids = [item["id"] for item in meeting["agenda"]]
    if len(set(ids)) < len(ids):
        faults.append({"field": "agenda", "message": "议程里有重复的项，请刷新后再改"})
    faults += _people_faults(meeting)
    if faults:
        raise Unacceptable(errors=faults)


def _is_https(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not any(letter.isspace() for letter in link)


def _people_faults(meeting: Stored) -> list[dict[str, str]]:
    """Chair, recorder and whoever is called by name are members of the meeting's branches, or look after them."""
    faults = []
    called = meeting["called"]
    if called and (meeting["kind"] not in CALLED_BY_NAME or len(meeting["branches"]) > 1):
        faults.append({"field": "called", "message": "只有一个支部的支委会、党小组会可以只通知一部分人"})
    asked = {"chair": [meeting["chair"]], "recorder": [meeting["recorder"]], "called": called}
    known = members_of({one for people in asked.values() for one in people if one})
    inside = load_tree().subtree(meeting["branches"])
    for field, people in asked.items():
        for one in people:
            if one is None or (field == "chair" and one == meeting.get("created_by")):
                continue
            homes = {known.get(one, {}).get("formal"), *known.get(one, {}).get("functional", [])}
            if homes.isdisjoint(inside):
                faults.append({"field": field, "message": "要选参加会议的支部里的党员"})
                break
    return faults
