"""A year of one branch's meetings, kind by month, held against what the Party's rules ask: help, never a score."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.meetings.models import Meeting
from weiguang.meetings.rules import KINDS, RHYTHM, gaps_of, months_of
from weiguang.meetings.telling import CONVENE
from weiguang.storage.clock import SHANGHAI


def show_year(*, actor: Actor, branch: ObjectId, year: int | None, now: datetime) -> dict[str, Any]:
    """The table of a year (the running one) and what is not recorded yet; raises `NotFound`, `Forbidden`."""
    tree = load_tree()
    actor.must(CONVENE, tree.line(branch))
    shown = year or now.astimezone(SHANGHAI).year
    begins, ends = (datetime(one, 1, 1, tzinfo=SHANGHAI) for one in (shown, shown + 1))
    query = {"accepted": branch, "starts_at": {"$gte": begins, "$lt": ends}}
    fields = dict.fromkeys(("kind", "starts_at", "ends_at", "signed_at", "cancelled_at"), 1)
    table = months_of(Meeting.collection().find(query, fields), now)
    return {
        "branch": {"id": branch, "name": tree.get(branch)["name"]},
        "year": shown,
        "rows": [{"kind": kind, "every": RHYTHM[kind], "months": table[kind]} for kind in KINDS],
        "gaps": gaps_of(table, shown, now),
    }
