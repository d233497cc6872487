"""Making and changing centres."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.branches.tree import line_for
from weiguang.checkins.centres.models import Centre
from weiguang.checkins.centres.opening import faults_of
from weiguang.checkins.centres.service import LEVELS, ensure_centre_point, get_centre
from weiguang.errors import NotFound, Unacceptable
from weiguang.participation.recording import fingerprint
from weiguang.storage.documents import insert_once

OFFICE_HOURS = [[{"from": "08:30", "to": "17:30"}]] * 5 + [[], []]
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
LAST = 1_000_000
WITHIN = 1_000
"""A town's centres stand within a thousand of its own place in the directory; a new one comes last of them."""


class CentreAbove(Unacceptable):
    """A centre must hang on one of the level above."""

    code = "centre_above"
    title = "乡镇的中心要属于市级中心，村和社区的中心要属于乡镇的中心"


def create_centre(
    *, actor: Actor, client_id: str, branch: ObjectId | None, now: datetime, **content: Any
) -> tuple[dict[str, Any], bool]:
    """Make a centre of ``branch``, or of the first branch the actor manages centres on; return it and whether new.

    A repeat answers the same. Raises `NotFound`, `Forbidden`, `CentreAbove`, `Unacceptable`, `ClientIdReused`.
    """
    line = line_for(actor, "centre.manage", branch)
    _check(content)
    made = new_centre(line=line, **content) | {
        "client_id": client_id,
        "created_by": actor.person,
        "created_at": now,
        "fingerprint": fingerprint(json.dumps({"branch": branch, **content}, default=str, sort_keys=True)),
    }
    return insert_once(Centre, made)


def new_centre(*, line: list[ObjectId], name: str, level: str, parent: ObjectId | None, **more: Any) -> dict[str, Any]:
    """Build a stored centre from what is known about it; it is open in office hours unless told otherwise."""
    own, above = ObjectId(), _above(level, parent)
    known = {
        "_id": own,
        "name": name,
        "level": level,
        "parent": parent,
        "path": [own, *above["path"]],
        "seq": above["seq"] + WITHIN - 1 if level == LEVELS[-1] else LAST,
        "district": "",
        "address": "",
        "phone": "",
        "about": "",
        "services": [],
        "weekly": OFFICE_HOURS,
        "exceptions": [],
        "branch": line[0],
        "line": line,
        "invented": False,
    }
    return known | more


def change_centre(*, actor: Actor, centre: ObjectId, changes: dict[str, Any]) -> dict[str, Any]:
    """Set what ``changes`` names; a repeat changes nothing.

    Raises `NotFound`, `Unacceptable`, and `Forbidden` unless ``centre.manage`` reaches the centre.
    """
    standing = get_centre(centre)
    actor.must("centre.manage", standing["line"])
    _check(standing | changes)
    if not changes:
        return standing
    changed = Centre.collection().find_one_and_update(
        {"_id": centre}, {"$set": changes}, return_document=ReturnDocument.AFTER
    )
    if changed is None:
        raise NotFound
    ensure_centre_point(changed)  # the point's name follows; a crash before it is mended by the next edit or printing
    return changed


def _check(content: dict[str, Any]) -> None:
    faults = faults_of(content.get("weekly", ()), content.get("exceptions", ()))
    if _MOBILE.search(re.sub(r"[\s\-]", "", content.get("phone", ""))):
        faults.append({"field": "phone", "message": "请填写中心的办公电话，不要填个人手机号"})
    if faults:
        raise Unacceptable(errors=faults)


def _above(level: str, parent: ObjectId | None) -> dict[str, Any]:
    """The centre above, which must be one level up; above the city's centre there is none."""
    if level == LEVELS[0] and parent is None:
        return {"path": [], "seq": 0}
    above = Centre.collection().find_one({"_id": parent}, {"path": 1, "level": 1, "seq": 1}) if parent else None
    if above is None or above["level"] != LEVELS[LEVELS.index(level) - 1]:
        raise CentreAbove
    return above
