"""Making and changing terms. Each is one write."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.branches.tree import line_for
from weiguang.errors import Conflict, Unacceptable
from weiguang.participation.recording import fingerprint
from weiguang.school.models import Term
from weiguang.school.service import MANAGE, Stored, manage_term
from weiguang.school.telling import entry
from weiguang.storage.documents import insert_once

TRIES = 5


def make_term(
    *, actor: Actor, client_id: str, branch: ObjectId | None, now: datetime, **content: Any
) -> tuple[Stored, bool]:
    """Make a term of ``branch``, or of the first branch the actor may; return it and whether it is new.

    A repeat answers the same. Raises `NotFound`, `Forbidden`, `Unacceptable`, `ClientIdReused`.
    """
    line = line_for(actor, MANAGE, branch)
    made = new_term(line=line, **content) | {
        "created_by": actor.person,
        "created_at": now,
        "client_id": client_id,
        "fingerprint": fingerprint(json.dumps([branch, content], default=str, sort_keys=True)),
    }
    _check(made)
    return insert_once(Term, made)


def new_term(*, line: list[ObjectId], **content: Any) -> Stored:
    """Build a stored term."""
    standing: Stored = {"_id": ObjectId(), "branch": line[0], "line": line}
    return standing | {"cancelled_at": None, "revision": 1, "telling": [], **content}


def change_term(*, actor: Actor, term: ObjectId, changes: dict[str, Any], now: datetime) -> Stored:
    """Set what ``changes`` names; trainees are told when it is called off. A repeat changes nothing.

    Raises `NotFound`, `Forbidden`, `Unacceptable`.
    """
    for _ in range(TRIES):
        standing = manage_term(actor, term)
        wanted = {name: value for name, value in changes.items() if name != "cancelled"}
        if changes.get("cancelled", bool(standing["cancelled_at"])) != bool(standing["cancelled_at"]):
            wanted["cancelled_at"] = now if changes["cancelled"] else None
        differing = {name: value for name, value in wanted.items() if standing[name] != value}
        if not differing:
            return standing
        _check(standing | differing)
        update: dict[str, Any] = {"$set": differing, "$inc": {"revision": 1}}
        if "cancelled_at" in differing:
            update["$push"] = {"telling": _called_off(standing, bool(differing["cancelled_at"]), now)}
        query = {"_id": term, "revision": standing["revision"]}
        changed = Term.collection().find_one_and_update(query, update, return_document=ReturnDocument.AFTER)
        if changed is not None:
            return changed
    raise Conflict


def _called_off(term: Stored, off: bool, now: datetime) -> dict[str, Any]:
    what = "取消了" if off else "照常举办"
    return entry(term=term["_id"], now=now, title=f"党校这一期{what}", body=f"{term['name']}{what}。")


def _check(term: Stored) -> None:
    """What a term cannot be, by field; raises `Unacceptable`."""
    faults = []
    if term["ends_on"] < term["starts_on"]:
        faults.append({"field": "ends_on", "message": "结束的日子要在开始之后"})
    if term["enrol_until"] <= term["enrol_from"]:
        faults.append({"field": "enrol_until", "message": "报名截止要在报名开始之后"})
    if faults:
        raise Unacceptable(errors=faults)
