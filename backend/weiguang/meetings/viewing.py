"""One meeting as its page shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.media import blocks
from weiguang.meetings.apologies import own_apology
from weiguang.meetings.attendance import came_at, figures
from weiguang.meetings.service import Stored, concerns, people_named, see_meeting, serves, show_item
from weiguang.meetings.telling import CONVENE, invited_of


def show_meeting(*, actor: Actor, meeting: ObjectId, now: datetime) -> dict[str, Any]:
    """Everything the page of a meeting says; raises `NotFound`."""
    return show(see_meeting(actor, meeting), actor=actor, now=now)


def show(meeting: Stored, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """A stored meeting as the actor sees it: what concerns everybody, themselves, and what they may do."""
    tree = load_tree()
    answers = invited_of(meeting) + meeting["declined"]
    return (
        show_item(meeting, now)
        | {name: meeting[name] for name in ("link", "agenda", "cancel_note")}
        | people_named(meeting)
        | {
            "materials": blocks.shown(meeting["materials"]),
            "called_by_name": bool(meeting["called"]),
            "figures": figures(meeting),
            "mine": {
                "called": concerns(actor, meeting),
                "apology": own_apology(actor=actor, meeting=meeting["_id"], now=now),
                "came_at": came_at(actor.person, meeting["_id"]),
            },
            "may": {
                "manage": actor.may(CONVENE, meeting["line"]),
                "attendance": actor.may(CONVENE, tree.credited(meeting["accepted"])),
                "minutes": serves(actor, meeting),
                "answer": [one for one in answers if actor.may(CONVENE, tree.line(one))],
            },
        }
    )
