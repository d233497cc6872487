"""Reading minutes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.meetings.minutes.merging import is_unsettled
from weiguang.meetings.minutes.models import MinutesRevision
from weiguang.meetings.service import Stored, see_meeting, serves
from weiguang.meetings.telling import CONVENE
from weiguang.people.service import names_of

Entry = dict[str, Any]
Section = dict[str, str]
GENERAL = ""
PARTS = ("decision", "text")


def newest(meeting: Stored) -> Entry:
    """The newest entry; before anything was written, revision 0 with empty sections."""
    found = MinutesRevision.collection().find_one({"meeting": meeting["_id"]}, sort=[("revision", -1)])
    return found or entry_of(meeting, 0, version=1, state="none", sections=sections_of(meeting, {}))


def find_revision(meeting: Stored, revision: int) -> Entry | None:
    """One entry of the log; revision 0 is the empty beginning."""
    if revision == 0:
        return entry_of(meeting, 0, version=1, state="none", sections=sections_of(meeting, {}))
    return MinutesRevision.collection().find_one({"_id": f"{meeting['_id']}:{revision}"})


def entry_of(meeting: Stored, revision: int, **more: Any) -> Entry:
    """An entry under its natural key."""
    return {"_id": f"{meeting['_id']}:{revision}", "meeting": meeting["_id"], "revision": revision} | more


def sections_of(meeting: Stored, written: dict[str, Section]) -> list[Section]:
    """Every section in the order of the agenda, the general one last; what belongs to a removed item stays."""
    titles = {item["id"]: item["title"] for item in meeting["agenda"]}
    removed = {item: one["title"] for item, one in written.items() if item not in titles and item != GENERAL}
    return [
        {"item": item, "title": title} | {part: written.get(item, {}).get(part, "") for part in PARTS}
        for item, title in [*titles.items(), *removed.items(), (GENERAL, "")]
    ]


def by_item(entry: Entry) -> dict[str, Section]:
    """The sections of an entry by agenda item."""
    return {one["item"]: one for one in entry["sections"]}


def show_minutes(*, actor: Actor, meeting: ObjectId) -> dict[str, Any]:
    """The newest entry for who keeps the minutes, the newest signed one for others; raises `NotFound`."""
    found = see_meeting(actor, meeting)
    if serves(actor, found):
        return show(newest(found), found, actor)
    signed = MinutesRevision.collection().find_one(
        {"meeting": meeting, "state": "signed"}, sort=[("version", -1), ("revision", -1)]
    )
    nothing = entry_of(found, 0, version=1, state="none", sections=[])
    return show(signed or nothing, found, actor)


def list_versions(*, actor: Actor, meeting: ObjectId, after: int | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` signed versions, newest first; raises `NotFound`."""
    found = see_meeting(actor, meeting)
    query: dict[str, Any] = {"meeting": meeting, "state": "signed"} | ({"version": {"$lt": after}} if after else {})
    return [
        show(entry, found, actor)
        for entry in MinutesRevision.collection().find(query).sort("version", -1).limit(limit + 1)
    ]


def show(
    entry: Entry, meeting: Stored, actor: Actor, *, merged: Iterable[dict[str, Any]] = (), others: Iterable[str] = ()
) -> dict[str, Any]:
    """An entry as it is answered; ``merged`` and ``others`` say what a save was merged with, and whose it was."""
    by = entry.get("by")
    sections = sections_of(meeting, by_item(entry)) if entry["state"] == "open" else entry["sections"]
    return {
        "meeting": meeting["_id"],
        **{name: entry[name] for name in ("revision", "version", "state")},
        "sections": sections,
        "reason": entry.get("reason", ""),
        "saved_at": entry.get("at"),
        "saved_by": names_of([by]).get(by, "") if by else "",
        "unsettled": any(is_unsettled(one[part]) for one in sections for part in PARTS),
        "merged": list(merged),
        "others": list(others),
        "may_write": serves(actor, meeting),
        "may_sign": may_sign(actor, meeting),
    }


def may_sign(actor: Actor, meeting: Stored) -> bool:
    """Whether the actor is the chair, or may convene for one of the branches."""
    chairs = actor.person is not None and actor.person == meeting["chair"]
    return chairs or actor.may(CONVENE, load_tree().credited(meeting["accepted"]))
