"""Check-in points and scans."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from support.api import client_id
from weiguang.branches.models import Branch
from weiguang.checkins.rules import proof_of, slot_at
from weiguang.checkins.service import ensure_event_point
from weiguang.events.models import Event


def make_point(branch: ObjectId, title: str = "公益集市") -> dict[str, Any]:
    """The stored point of a fresh event of ``branch``."""
    line = Branch.collection().find_one({"_id": branch})["line"]
    event = {"_id": ObjectId(), "title": title, "date": "2023-06-28", "branch": branch, "line": line}
    Event.collection().insert_one(event)
    return ensure_event_point(event)


def scan(point: dict[str, Any], at: datetime, *, shown: datetime | None = None, clock: timedelta = timedelta(0)) -> Any:
    """A scan made at ``at`` of the code shown then (or at ``shown``), by a phone whose clock is off by ``clock``."""
    return {
        "point": point["_id"],
        "proof": proof_of(point["secret"], slot_at(shown or at)),
        "scanned_at": (at + clock).isoformat(),
    }


def queued(body: dict[str, Any]) -> dict[str, Any]:
    """The scan as a row of an offline queue."""
    return {"client_id": client_id(), **body}
