"""Check-ins of demo people, as a phone at the door leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.participation.recording import credit, make_row, person_key
from weiguang.storage.clock import local_day


def check_in_row(point: Mapping[str, Any], person: ObjectId, member: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The ledger row of somebody who scanned the screen at ``at``; ``member`` has ``formal`` and ``functional``."""
    own = Actor(person=person, formal=member.get("formal"), functional=tuple(member.get("functional", [])))
    branches, credited = credit(actor=own, host=point["branch"])
    return make_row(
        f"checkin:{point['_id']}:{person}:{local_day(at)}",
        kind="check_in",
        who=person_key(person),
        source="self_scan",
        subject=point["subject"],
        title=point["title"],
        branches=branches,
        credited=credited,
        occurred_at=at,
        received_at=at,
        point=point["_id"],
        host=point["branch"],
    )
