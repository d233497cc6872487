"""Deriving the ledger's rows of claims from the wishes themselves."""

from __future__ import annotations

from typing import Any

from pymongo.collection import Collection
from pymongo.read_concern import ReadConcern

from weiguang.participation.recording import make_row, record_all
from weiguang.participation.rules import EVERYWHERE
from weiguang.wishes.models import Wish
from weiguang.work.worker import Worker

WISHES_A_STEP = 200


def run_deriving(_: Worker) -> int:
    """Write the ledger rows that wishes owe; return how many.

    The rows are written first and the entries removed after: a crash between leaves entries whose rows stand already,
    and the rows' natural keys make twice once. So any number of workers may do this at the same time.
    """
    done = 0
    for wish in _owing().find({"ledger_due.key": {"$exists": True}}, _NEEDED).limit(WISHES_A_STEP):
        due = wish["ledger_due"]
        record_all([_make_row(wish, entry) for entry in due])
        keys = [entry["key"] for entry in due]
        Wish.collection().update_one({"_id": wish["_id"]}, {"$pull": {"ledger_due": {"key": {"$in": keys}}}})
        done += len(due)
    return done


_NEEDED = {"item": 1, "line": 1, "ledger_due": 1}


def _owing() -> Collection[dict[str, Any]]:
    """The wishes as the majority holds them: a claim that could still be rolled back is not counted."""
    return Wish.collection().with_options(read_concern=ReadConcern("majority"))


def _make_row(wish: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """A claim counts for the claimant's own branches, or for the host's when the claimant has none."""
    line = [str(branch) for branch in wish["line"]]
    corrects = {"corrects": entry["corrects"]} if "corrects" in entry else {}
    return make_row(
        entry["key"],
        kind="claim",
        who=entry["who"],
        source="claim",
        subject=f"wish:{wish['_id']}",
        title=wish["item"],
        branches=entry["branches"] or line[:1],
        credited=entry["credited"] if entry["branches"] else [EVERYWHERE, *line],
        occurred_at=entry["occurred_at"],
        received_at=entry["received_at"],
        quantity=entry["quantity"],
        **corrects,
    )
