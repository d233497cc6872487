"""Taking a wish down: one write on exactly the claim or allocation that stood."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, NotFound, Unacceptable
from weiguang.wishes.beneficiaries import refuse_naming
from weiguang.wishes.claiming import make_correction
from weiguang.wishes.fund.allocating import follow, leaving
from weiguang.wishes.life import WishWrongState, move
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import ACTS
from weiguang.wishes.telling import make_farewell

TRIES = 5
_NEEDED = {"state": 1, "line": 1, "fair": 1, "by": 1, "claim": 1, "funded": 1, "withdrawn": 1}


def withdraw_wish(*, actor: Actor, wish: str, client_id: str, reason: str, note: str, now: datetime) -> None:
    """Take a wish down; the same request again changes nothing. Needs ``wish.release`` over the wish.

    Raises `NotFound`, `Forbidden`, `ClientIdReused`, `Unacceptable` for a note that is missing or tells who, and
    `WishWrongState` for what was delivered or is withdrawn already.
    """
    why = {"reason": reason, "note": note, "client": client_id, "by": f"p:{actor.person}", "at": now}
    for left in reversed(range(TRIES)):
        found = Wish.collection().find_one({"_id": wish}, _NEEDED)
        if found is None:
            raise NotFound
        actor.must("wish.release", found["line"])
        if _is_done(found.get("withdrawn") or {}, why):
            break
        check_note(why, wish, now)
        try:
            _withdraw(found, why, now)
            break
        except WishWrongState as refused:
            # Claimed, given back or funded between the two: look again.
            if not left or refused.extra["state"] not in ACTS["withdraw"][0]:
                raise
    follow(wish, now)


def check_note(why: dict[str, Any], wish: str, now: datetime) -> None:
    """Raise `Unacceptable` unless the note says enough, and nothing about who it is."""
    refuse_naming(wish=wish, text=why["note"], field="note", by=why["by"], now=now)
    if why["reason"] == "other" and not why["note"]:
        raise Unacceptable(errors=[{"field": "note", "message": "请写一句说明"}])


def _is_done(standing: dict[str, Any], why: dict[str, Any]) -> bool:
    """Whether the wish was withdrawn by this very request."""
    if standing.get("client") != why["client"]:
        return False
    if (standing["reason"], standing["note"]) != (why["reason"], why["note"]):
        raise ClientIdReused
    return True


def _withdraw(found: dict[str, Any], why: dict[str, Any], now: datetime) -> None:
    claim, funded = found.get("claim") or {}, found.get("funded") or {}
    push: dict[str, Any] = {}
    if claim.get("client"):
        push["ledger_due"] = make_correction(found["_id"], claim, now)
        push["returned"] = claim["client"]
        push["telling"] = make_farewell(found, kind="withdrawn", now=now)
    if funded:
        push |= leaving(found["fair"], {"id": funded["allocation"], "fen": funded["fen"]})
    gone = dict.fromkeys(("claim", "hold", "funded", "delivery", "step_at"))
    move(
        wish=found["_id"],
        act="withdraw",
        by=why["by"],
        now=now,
        where={"claim.client": claim.get("client"), "funded.allocation": funded.get("allocation")},
        change=gone | {"withdrawn": why | {"ended_at": now}},
        push=push,
        note=why["reason"],
    )
