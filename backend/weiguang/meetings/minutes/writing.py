"""Saving minutes: what others saved meanwhile is merged, and one insert decides who was first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict
from weiguang.meetings.minutes.merging import merge
from weiguang.meetings.minutes.models import MinutesRevision
from weiguang.meetings.minutes.service import (
    PARTS,
    Entry,
    Section,
    by_item,
    entry_of,
    find_revision,
    newest,
    sections_of,
    show,
)
from weiguang.meetings.service import MeetingCancelled, Stored, must_serve
from weiguang.participation.recording import fingerprint
from weiguang.people.service import names_of

TRIES = 20
"""How often a save is merged anew when somebody else was faster."""
EMPTY = dict.fromkeys(PARTS, "")


class MinutesSigned(Conflict):
    """They are locked; a correction opens the next version."""

    code = "minutes_signed"
    title = "记录已经签字，不能再改；写错了请用“更正”，说明原因后再写"


class RevisionUnknown(Conflict):
    """The phone began from something that this meeting never had."""

    code = "minutes_revision_unknown"
    title = "这份记录的起点对不上，请复制您写的内容，刷新后再贴上"


def write(
    *, actor: Actor, meeting: ObjectId, client_id: str, base: int, sections: list[Section], now: datetime
) -> dict[str, Any]:
    """Save what somebody wrote from revision ``base`` on, merged with what others saved meanwhile.

    The same request again answers what stands now. Raises `NotFound`, `Forbidden`, `MeetingCancelled`, `MinutesSigned`,
    `RevisionUnknown`, `ClientIdReused`.
    """
    found = must_serve(actor, meeting)
    told = fingerprint(str(meeting), base, json.dumps(sections, sort_keys=True))
    sent = MinutesRevision.collection().find_one({"by": actor.person, "client_id": client_id})
    if sent is not None:
        if sent["fingerprint"] != told:
            raise ClientIdReused
        return _answer(newest(found), found, actor, sent["merged"], base)
    began = find_revision(found, base)
    if began is None:
        raise RevisionUnknown
    if found["cancelled_at"]:
        raise MeetingCancelled
    signature = {"by": actor.person, "at": now, "client_id": client_id, "fingerprint": told}
    for _ in range(TRIES):
        head = newest(found)
        if head["state"] == "signed":
            raise MinutesSigned
        written, merged = _merged(began, {one["item"]: one for one in sections}, head, found)
        if written == sections_of(found, by_item(head)):
            return _answer(head, found, actor, merged, base)
        entry = entry_of(
            found, head["revision"] + 1, version=head["version"], state="open", sections=written, merged=merged
        )
        if head.get("reason"):
            entry["reason"] = head["reason"]
        try:
            MinutesRevision.collection().insert_one(entry | signature)
            return _answer(entry | signature, found, actor, merged, base)
        except DuplicateKeyError:
            continue  # somebody saved, signed or corrected at that moment: merge with that
    raise Conflict


def _merged(
    began: Entry, mine: dict[str, Section], head: Entry, meeting: Stored
) -> tuple[list[Section], list[dict[str, Any]]]:
    """The sections brought together, and which of them both sides changed since ``began``."""
    base, theirs = by_item(began), by_item(head)
    known = {item["id"]: item["title"] for item in meeting["agenda"]}
    written: dict[str, Section] = {}
    merged: list[dict[str, Any]] = []
    for item in dict.fromkeys([*theirs, *(one for one in mine if one in known or one in theirs or one in base)]):
        was, there = base.get(item, EMPTY), theirs.get(item, EMPTY)
        title = known.get(item) or there.get("title", "") or was.get("title", "")
        written[item] = {"item": item, "title": title}
        for part in PARTS:
            own = mine.get(item, was)[part]
            outcome = merge(was[part], own, there[part])
            written[item][part] = outcome.text
            if there[part] != was[part] and there[part] != own:
                merged.append({"item": item, "title": title, "part": part, "both": outcome.both})
    return sections_of(meeting, written), merged


def _answer(entry: Entry, meeting: Stored, actor: Actor, merged: Iterable[dict[str, Any]], base: int) -> dict[str, Any]:
    """What stands, what was merged, and who else saved since ``base``."""
    since = {"meeting": meeting["_id"], "revision": {"$gt": base}, "by": {"$ne": actor.person}}
    others = names_of(MinutesRevision.collection().distinct("by", since))
    return show(entry, meeting, actor, merged=merged, others=sorted(others.values()))
