"""The scheduler of promises: every look at a wish is one conditional write that does the step and sets the next look.

The write filters on the very ``step_at`` that was read and on the claim, so of several workers one makes the step; a
worker killed before the write leaves the wish due, one killed after it has left nothing to do.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.wishes.life import SYSTEM, history_line, onto_history
from weiguang.wishes.models import Wish
from weiguang.wishes.promises.rules import look_at, telling_key
from weiguang.wishes.releasing import WishNotClaimed, reopen
from weiguang.wishes.rules import promised_day

WISHES_A_STEP = 200
_NEEDED = {"state": 1, "by": 1, "claim": 1, "step_at": 1}
_TOLD = ("who", "client", "number", "sealed", "name_masked", "phone_masked", "claimed_at")


def take_steps(now: datetime) -> int:
    """Look at the wishes that are due, longest first; return how many were moved on."""
    due = find_due(now)
    return sum(take_step(wish, now) for wish in due)


def find_due(now: datetime) -> list[dict[str, Any]]:
    """The wishes whose look is due, a bounded number of them."""
    query = {"step_at": {"$type": "date", "$lte": now}}  # `$type` lets the partial index answer
    return list(Wish.collection().find(query, _NEEDED).sort("step_at", 1).limit(WISHES_A_STEP))


def take_step(wish: dict[str, Any], now: datetime) -> bool:
    """Make the step that a wish is due for; False when somebody else moved it meanwhile, who then has moved it on."""
    if wish["state"] != "claimed":
        return _write(wish, {"state": wish["state"]}, {"$set": {"step_at": None}})
    look = look_at(promised_day(wish), wish["step_at"], now)
    if look.step == "lapse":
        return _keep(wish) if wish["claim"].get("confirmed") else _lapse(wish, now)
    change: dict[str, Any] = {"$set": {"step_at": look.next_at}}
    if look.step:
        named = look.step if look.step == "overdue" else f"{look.step}{look.days}"
        line = history_line(look.step, by=SYSTEM, now=now, note=f"{look.days:+d}")
        change["$push"] = {"telling": _entry(wish, look.step, named, now), "history": onto_history(line)}
    return _write(wish, _same_claim(wish), change)


def _keep(wish: dict[str, Any]) -> bool:
    """A confirmed promise does not lapse: it stands on the rescue list, and the scheduler is done with it."""
    return _write(wish, _same_claim(wish) | {"claim.confirmed": True}, {"$set": {"step_at": None}})


def _lapse(wish: dict[str, Any], now: datetime) -> bool:
    """The wish is open again, unless the claim was confirmed or put off since it was read."""
    entry = _entry(wish, "lapsed", "lapsed", now)
    entry["claim"] = {name: wish["claim"][name] for name in _TOLD}
    unmoved = {"step_at": wish["step_at"], "claim.confirmed": {"$ne": True}}
    try:
        reopen(wish, act="lapse", by=SYSTEM, now=now, where=unmoved, also={"telling": entry})
    except WishNotClaimed:
        return False
    return True


def _entry(wish: dict[str, Any], kind: str, step: str, now: datetime) -> dict[str, Any]:
    promised, claim = promised_day(wish), wish["claim"]
    key = telling_key(wish=wish["_id"], client=claim["client"], promised=promised, step=step)
    told = {"who": claim["who"], "client": claim["client"], "promised": promised}
    return {"key": key, "kind": kind, "at": now} | told


def _same_claim(wish: dict[str, Any]) -> dict[str, Any]:
    return {"state": "claimed", "claim.client": wish["claim"]["client"]}


def _write(wish: dict[str, Any], where: dict[str, Any], change: dict[str, Any]) -> bool:
    """The write that decides who made the step."""
    query = {"_id": wish["_id"], "step_at": wish["step_at"]} | where
    return bool(Wish.collection().update_one(query, change).matched_count)
