"""Making and changing sessions. Each is one write; the check-in point follows."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, Unacceptable
from weiguang.media import blocks, service as media
from weiguang.participation.recording import fingerprint
from weiguang.school.rules import LONGEST, moment_words
from weiguang.school.service import Stored, manage_term
from weiguang.school.sessions.attendance import keep_point
from weiguang.school.sessions.models import SchoolSession
from weiguang.school.sessions.service import get_session
from weiguang.school.telling import Entry, entry
from weiguang.storage.documents import insert_once

TRIES = 5
SESSIONS_MOST = 200


class TooManySessions(Conflict):
    """A timetable somebody can read."""

    code = "too_many_sessions"
    title = f"一期最多 {SESSIONS_MOST} 节课"


def make_session(*, actor: Actor, term: ObjectId, client_id: str, now: datetime, **content: Any) -> tuple[Stored, bool]:
    """Put a session onto the timetable; return it and whether it is new. A repeat answers the same.

    Raises `NotFound`, `Forbidden`, `Unacceptable`, `TooManySessions`, `ClientIdReused`.
    """
    found = manage_term(actor, term)
    if SchoolSession.collection().count_documents({"term": term}) >= SESSIONS_MOST:
        raise TooManySessions
    told = fingerprint(json.dumps([term, content], default=str, sort_keys=True))
    made = new_session(term=found, **content)
    made |= {"created_by": actor.person, "created_at": now, "client_id": client_id, "fingerprint": told}
    _check(made)
    _show_materials(actor, made)
    standing, new = insert_once(SchoolSession, made)
    keep_point(standing)
    return standing, new


def new_session(*, term: Stored, **content: Any) -> Stored:
    """Build a stored session."""
    known = {name: term[name] for name in ("branch", "line")} | {"_id": ObjectId(), "term": term["_id"]}
    return known | {"cancelled_at": None, "revision": 1, "telling": []} | _read(content)


def change_session(*, actor: Actor, session: ObjectId, changes: dict[str, Any], now: datetime) -> Stored:
    """Set what ``changes`` names; a repeat changes nothing. Raises `NotFound`, `Forbidden`, `Unacceptable`."""
    for _ in range(TRIES):
        standing = get_session(session)
        manage_term(actor, standing["term"])
        differing = {name: value for name, value in _wanted(standing, changes, now).items() if standing[name] != value}
        if not differing:
            keep_point(standing)
            return standing
        after = standing | differing
        _check(after)
        if "materials" in differing:
            _show_materials(actor, after)
        update: dict[str, Any] = {"$set": differing, "$inc": {"revision": 1}}
        told = _told(standing, after, now)
        if told:
            update["$push"] = {"telling": told}
        query = {"_id": session, "revision": standing["revision"]}
        changed = SchoolSession.collection().find_one_and_update(query, update, return_document=ReturnDocument.AFTER)
        if changed is not None:
            keep_point(changed)
            return changed
    raise Conflict


def _wanted(standing: Stored, changes: dict[str, Any], now: datetime) -> dict[str, Any]:
    wanted = _read({name: value for name, value in changes.items() if name != "cancelled"})
    if changes.get("cancelled", bool(standing["cancelled_at"])) != bool(standing["cancelled_at"]):
        wanted["cancelled_at"] = now if changes["cancelled"] else None
    return wanted


def _told(before: Stored, after: Stored, now: datetime) -> Entry | None:
    """What trainees are told; nothing about what is over, or where time and place stay."""
    if max(before["ends_at"], after["ends_at"]) < now:
        return None
    when = f"时间：{moment_words(after['starts_at'])}，地点：{after['place'] or '线上'}。"
    if bool(before["cancelled_at"]) != bool(after["cancelled_at"]):
        title = "党校一节课取消了" if after["cancelled_at"] else "党校一节课照常上"
    elif all(before[name] == after[name] for name in ("starts_at", "ends_at", "place", "link")):
        return None
    else:
        title = "党校一节课的时间或地点有变化"
    return entry(term=after["term"], now=now, title=title, body=f"{when}打开看课程表。")


def _read(content: dict[str, Any]) -> dict[str, Any]:
    times = ("starts_at", "ends_at")
    read = {name: content[name].replace(second=0, microsecond=0) for name in times if name in content}
    if "materials" in content:
        read["materials"] = blocks.clean(content["materials"])
    return content | read


def _show_materials(actor: Actor, session: Stored) -> None:
    """Let the members below the branch read the files, before the session names them."""
    files = blocks.media_ids(session["materials"])
    media.must_be_usable(actor=actor, ids=files)
    media.show(files, [session["branch"]])


def _check(session: Stored) -> None:
    """What a session cannot be, by field; raises `Unacceptable`."""
    faults = []
    if session["ends_at"] <= session["starts_at"]:
        faults.append({"field": "ends_at", "message": "结束时间要在开始时间之后"})
    elif session["ends_at"] - session["starts_at"] > LONGEST:
        faults.append({"field": "ends_at", "message": "一节课最长 3 天，请检查日期"})
    if not session["place"] and not session["link"]:
        faults.append({"field": "place", "message": "请填写地点；线上上课请填写链接"})
    if session["link"] and not _is_https(session["link"]):
        faults.append({"field": "link", "message": "链接要以 https:// 开头"})
    if faults:
        raise Unacceptable(errors=faults)


def _is_https(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not any(letter.isspace() for letter in link)
