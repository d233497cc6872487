"""Making and changing events."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.branches.tree import line_for
from weiguang.errors import Conflict
from weiguang.events.announcing import announcement
from weiguang.events.models import Event
from weiguang.events.rules import AFTER_PROGRAMME, date_text_of, fields_to_set, hosts_of, settled, tentative_of
from weiguang.events.service import get_event
from weiguang.participation.recording import fingerprint
from weiguang.storage.documents import insert_once

TRIES = 5
"""How often a change is made anew when somebody else changed the event meanwhile."""


class EventBusy(Conflict):
    """Somebody else changes the same event, again and again."""

    code = "event_busy"
    title = "有别人正在改这场活动，请稍等再试"


def create_event(
    *, actor: Actor, client_id: str, branch: ObjectId | None, now: datetime, **content: Any
) -> tuple[dict[str, Any], bool]:
    """Make an event of ``branch``, or of the first branch the actor manages events on; return it and whether it is new.

    A repeat answers the same. Raises `NotFound`, `Forbidden`, `ClientIdReused`.
    """
    line = line_for(actor, "event.manage", branch)
    made = new_event(line=line, **content) | {
        "client_id": client_id,
        "created_by": actor.person,
        "created_at": now,
        "fingerprint": fingerprint(json.dumps({"branch": branch, **content}, default=str, sort_keys=True)),
    }
    return insert_once(Event, made)


def new_event(*, line: list[ObjectId], title: str, date: str, **more: Any) -> dict[str, Any]:
    """Build a stored event from what is known about it; the rest is empty."""
    known = {
        "_id": ObjectId(),
        "seq": AFTER_PROGRAMME,
        "title": title,
        "year": int(date[:4]),
        "date": date,
        "date_text": date_text_of(date),
        "district": "",
        "host": "",
        "venues": [],
        "kind": "service",
        "services": [],
        "content": "",
        "programmes": [],
        "blocks": [],
        "stalls": [],
        "to_date": "",
        "starts": "",
        "ends": "",
        "cancelled": False,
        "cancel_note": "",
        "revision": 0,
        "fair": False,
        "source": "",
        "branch": line[0],
        "line": line,
    }
    made: dict[str, Any] = known | more | {"tentative": tentative_of(more.get("tentative", {}))}
    if not made["host"] and made.get("hosts"):
        made["host"] = "、".join(made["hosts"])
    return made | {"hosts": hosts_of(made)}


def change_event(*, actor: Actor, event: ObjectId, changes: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Set what ``changes`` names; a repeat changes nothing. Raises `NotFound`, `Forbidden`, `EventBusy`."""
    for _ in range(TRIES):
        standing = get_event(event)
        actor.must("event.manage", standing["line"])
        change = prepare_change(standing, settled(standing, fields_to_set(changes)), now)
        if change is None:
            return standing
        changed = Event.collection().find_one_and_update(*change, return_document=ReturnDocument.AFTER)
        if changed is not None:
            return changed
    raise EventBusy


def prepare_change(
    standing: dict[str, Any], wanted: dict[str, Any], now: datetime
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The filter and the update that set ``wanted`` (names may be dotted) on an event as it was read.

    None when nothing differs. The filter holds the revision that was read: two changes at once never mix, and what is
    told about a change is told about this very one, in the same write.
    """
    after, real = dict(standing), {}
    for name, value in wanted.items():
        outer, _, inner = name.partition(".")
        old = (standing.get(outer) or {}).get(inner) if inner else standing.get(outer)
        if old == value:
            continue
        real[name] = value
        after[outer] = {**(after.get(outer) or {}), inner: value} if inner else value
    if not real:
        return None
    revision = standing.get("revision")
    after["revision"] = (revision or 0) + 1
    update: dict[str, Any] = {"$set": real | {"revision": after["revision"], "changed_at": now}}
    entry = announcement(standing, after, now)
    if entry:
        update["$push"] = {"telling": entry}
    return {"_id": standing["_id"], "revision": revision}, update
