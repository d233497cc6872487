"""The scheduler of promises: every look at a wish is one conditional write that does the step and sets the next look.

The write filters on the very ``step_at`` that was read and on the claim, so of several workers one makes the step; a
worker killed before the write leaves the wish due, one killed after it has left nothing to do.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.wishes.life import SYSTEM, history_line, onto_history
from weiguang.wishes.models import Wish
from weiguang.wishes.promises.rules import look_at
from weiguang.wishes.releasing import WishNotClaimed, reopen
from weiguang.wishes.rules import promised_day
from weiguang.wishes.telling import make_farewell, make_telling

WISHES_A_STEP = 200
OVER = ("overdue", "lapse")
"""Steps after the promised day."""
_NEEDED = {"state": 1, "by": 1, "claim": 1, "step_at": 1, "delivery.team": 1}


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
    if look.step in OVER and wish.get("delivery"):
        return _leave_to_team(wish)
    if look.step == "lapse":
        return _keep(wish) if wish["claim"].get("confirmed") else _lapse(wish, now)
    change: dict[str, Any] = {"$set": {"step_at": look.next_at}}
    if look.step:
        named = look.step if look.step == "overdue" else f"{look.step}{look.days}"
        line = history_line(look.step, by=SYSTEM, now=now, note=f"{look.days:+d}")
        telling = make_telling(wish, kind=look.step, step=named, now=now)
        change["$push"] = {"telling": telling, "history": onto_history(line)}
    return _write(wish, _same_claim(wish), change)


def _keep(wish: dict[str, Any]) -> bool:
    """A confirmed promise does not lapse: it stands on the rescue list, and the scheduler is done with it."""
    return _write(wish, _same_claim(wish) | {"claim.confirmed": True}, {"$set": {"step_at": None}})


def _leave_to_team(wish: dict[str, Any]) -> bool:
    """Once its day is over, a claim with a delivery planned is no longer asked about and does not lapse.

    Whoever planned the stop knows of the goods; opening the wish would throw the stop away, and have a second person
    buy what the team brings. The claim is not confirmed by that, for its claimant has not spoken: from now on the wish
    stands on the rescue list, for a person to decide.
    """
    return _write(wish, _same_claim(wish) | {"delivery.team": wish["delivery"]["team"]}, {"$set": {"step_at": None}})


def _lapse(wish: dict[str, Any], now: datetime) -> bool:
    """The wish is open again, unless the claim was confirmed, put off, or given a stop since it was read."""
    unmoved = {"step_at": wish["step_at"], "claim.confirmed": {"$ne": True}, "delivery": None}
    farewell = make_farewell(wish, kind="lapsed", now=now)
    try:
        reopen(wish, act="lapse", by=SYSTEM, now=now, where=unmoved, also={"telling": farewell})
    except WishNotClaimed:
        return False
    return True


def _same_claim(wish: dict[str, Any]) -> dict[str, Any]:
    return {"state": "claimed", "claim.client": wish["claim"]["client"]}


def _write(wish: dict[str, Any], where: dict[str, Any], change: dict[str, Any]) -> bool:
    """The write that decides who made the step."""
    query = {"_id": wish["_id"], "step_at": wish["step_at"]} | where
    return bool(Wish.collection().update_one(query, change).matched_count)
