"""Making and changing events."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import ClientIdReused, Forbidden, NotFound
from weiguang.events.models import Event
from weiguang.events.rules import AFTER_PROGRAMME, date_text_of, fields_to_set, tentative_of
from weiguang.events.service import get_event
from weiguang.participation.recording import fingerprint


def create_event(
    *, actor: Actor, client_id: str, branch: ObjectId | None, now: datetime, **content: Any
) -> tuple[dict[str, Any], bool]:
    """Make an event of ``branch``, or of the first branch the actor manages events on; return it and whether it is new.

    A repeat answers the same. Raises `NotFound`, `Forbidden`, `ClientIdReused`.
    """
    line = _hosting_line(actor, branch)
    print_of_body = fingerprint(json.dumps({"branch": branch, **content}, default=str, sort_keys=True))
    made = new_event(line=line, **content) | {
        "client_id": client_id,
        "created_by": actor.person,
        "created_at": now,
        "fingerprint": print_of_body,
    }
    try:
        Event.collection().insert_one(made)
        return made, True
    except DuplicateKeyError:
        # The unique (created_by, client_id) let an earlier try win.
        found = Event.collection().find_one({"created_by": actor.person, "client_id": client_id})
    if found is None or found["fingerprint"] != print_of_body:
        raise ClientIdReused
    return found, False


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
        "fair": False,
        "source": "",
        "branch": line[0],
        "line": line,
    }
    return known | more | {"tentative": tentative_of(more.get("tentative", {}))}


def change_event(*, actor: Actor, event: ObjectId, changes: dict[str, Any]) -> dict[str, Any]:
    """Set what ``changes`` names; a repeat changes nothing. Raises `NotFound`, `Forbidden`."""
    standing = get_event(event)
    actor.must("event.manage", standing["line"])
    wanted = fields_to_set(changes)
    if not wanted:
        return standing
    changed = Event.collection().find_one_and_update(
        {"_id": event}, {"$set": wanted}, return_document=ReturnDocument.AFTER
    )
    if changed is None:
        raise NotFound
    return changed


def _hosting_line(actor: Actor, branch: ObjectId | None) -> list[ObjectId]:
    scope = actor.scope("event.manage")
    if not scope:
        raise Forbidden
    line = load_tree().line(branch or scope[0])
    actor.must("event.manage", line)
    return line
