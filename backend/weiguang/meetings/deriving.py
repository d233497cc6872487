"""The ledger row of a meeting that was held and whose minutes are signed."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from weiguang.branches.tree import load_tree
from weiguang.meetings.attendance import subject_of
from weiguang.meetings.minutes.models import MinutesRevision
from weiguang.meetings.models import Meeting
from weiguang.meetings.rules import KINDS
from weiguang.participation.recording import make_row, record_all
from weiguang.participation.rules import EVERYWHERE


def derive(signed: dict[str, Any]) -> None:
    """Write the row that a signature owes, note it at the meeting, then forget that it is owed.

    The row's natural key makes twice once, so the request that signed and the worker may both do it, and the signature
    of a correction adds nothing.
    """
    if not signed.get("due"):
        return
    meeting = Meeting.collection().find_one({"_id": signed["meeting"]})
    if meeting is not None:
        record_all([session_row(meeting, signed)])
        _note(meeting["_id"], signed)
    MinutesRevision.collection().update_one({"_id": signed["_id"], "due": True}, {"$unset": {"due": ""}})


def session_row(meeting: dict[str, Any], signed: dict[str, Any]) -> dict[str, Any]:
    """One session of every accepted branch and of all above them, each once; its title is the kind, for all to read."""
    subject = subject_of(meeting["_id"])
    credited = load_tree().credited(meeting["accepted"])
    return make_row(
        subject,
        kind="meeting",
        measure="sessions",
        who=None,
        source="minutes",
        subject=subject,
        title=KINDS[meeting["kind"]],
        branches=[str(branch) for branch in meeting["accepted"]],
        credited=[EVERYWHERE, *map(str, credited)],
        occurred_at=meeting["starts_at"],
        received_at=signed["at"],
    )


def _note(meeting: ObjectId, signed: dict[str, Any]) -> None:
    Meeting.collection().update_one({"_id": meeting, "signed_at": None}, {"$set": {"signed_at": signed["at"]}})
