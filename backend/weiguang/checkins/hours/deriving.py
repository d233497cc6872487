"""The ledger row of an approved change, derived from the change itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.checkins.hours.models import HourChange
from weiguang.checkins.hours.rules import HAND
from weiguang.participation.hours import HOURS
from weiguang.participation.recording import credit, find_act, make_row, person_key, record_all
from weiguang.people.service import get_profile
from weiguang.storage.clock import SHANGHAI

Change = dict[str, Any]


def derive(change: Change) -> None:
    """Write the row that an approved change owes, then forget that it does.

    The row's natural key makes twice once, so the request that approved and the worker may both do it. A correction
    gives its key back: the same row may be corrected again, by what counts there then.
    """
    if not change.get("due"):
        return
    record_all([_corrected(change) if change["kind"] == "corrected" else _added(change)])
    done = {"due": ""} | ({"key": ""} if change["kind"] == "corrected" else {})
    HourChange.collection().update_one({"_id": change["_id"], "due": True}, {"$unset": done})


def _added(change: Change) -> dict[str, Any]:
    profile = get_profile(change["person"])
    volunteer = Actor(
        person=change["person"], formal=profile.get("formal"), functional=tuple(profile.get("functional", []))
    )
    branches, credited = credit(actor=volunteer, host=change["branch"])
    year, month, day = map(int, change["day"].split("-"))
    return make_row(
        f"{HAND}:{change['key']}",
        kind="service",
        measure=HOURS,
        quantity=change["minutes"],
        who=person_key(change["person"]),
        source=HAND,
        subject=change["subject"],
        title=change["title"],
        branches=branches,
        credited=credited,
        occurred_at=datetime(year, month, day, 12, tzinfo=SHANGHAI),
        received_at=change["decided_at"],
        host=change["branch"],
    )


def _corrected(change: Change) -> dict[str, Any]:
    """What the correction adds or takes off. Nothing else touches the row meanwhile, so ``was`` still counts there."""
    row = find_act(change["row"]) or {}
    return correcting_row(
        row,
        f"corrected:{change['_id']}",
        source=HAND,
        quantity=change["minutes"] - change["was"],
        received_at=change["decided_at"],
    )


def correcting_row(
    row: dict[str, Any], key: str, *, source: str, quantity: int, received_at: datetime, **more: Any
) -> dict[str, Any]:
    """A row that refers to ``row``: the same person, day, branches and subject, another quantity."""
    same = ("kind", "measure", "who", "subject", "title", "branches", "credited", "occurred_at")
    said = {name: row[name] for name in same}
    return make_row(key, source=source, quantity=quantity, received_at=received_at, corrects=row["_id"], **said, **more)
