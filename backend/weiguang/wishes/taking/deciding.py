"""Deciding a conflict: the decision is written first, then carried out, and the worker finishes what a crash left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict, DomainError, NotFound
from weiguang.events.service import get_fair
from weiguang.wishes.claiming import displace, is_same_claimant, take
from weiguang.wishes.identity import refuse_telling
from weiguang.wishes.life import wrong_state
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import SETTLED_FORGET
from weiguang.wishes.taking.models import ClaimConflict
from weiguang.wishes.taking.rules import promised_on_paper

DECISIONS = ("keep", "give_to_paper", "offered_other", "called")
"""Who has it keeps it; the one on paper gets it; the one who lost was offered another wish, or was called."""
TRIES = 5


class ClaimConflictSettled(Conflict):
    """Somebody else decided this one before."""

    code = "claim_conflict_settled"
    title = "这一条刚才已经有人处理了，刷新看看"


class DecisionUnfit(Conflict):
    """A claim that gave way can only be answered by calling its claimant."""

    code = "decision_unfit"
    title = "这一条是让出心愿的人，请打电话说明，或帮他另选一个心愿"


def resolve_conflict(
    *, actor: Actor, fair: ObjectId, todo: ObjectId, client_id: str, decision: str, note: str, now: datetime
) -> None:
    """Decide one thing to do; needs ``wish.release`` over the fair. The same request again changes nothing.

    Raises `NotFound`, `ClaimConflictSettled`, `ClientIdReused`, `DecisionUnfit`, `Unacceptable` for a note that tells
    who, and `WishWrongState` for a wish that is ready or delivered and so cannot change hands.
    """
    actor.must("wish.release", get_fair(fair)["line"])
    refuse_telling(note, field="note")
    made = {"choice": decision, "client": client_id, "by": f"p:{actor.person}", "note": note, "at": now}
    conflict = ClaimConflict.collection().find_one_and_update(
        {"_id": todo, "fair": fair, "state": "open"},
        {"$set": {"state": "deciding", "decision": made}},
        return_document=ReturnDocument.AFTER,
    ) or ClaimConflict.collection().find_one({"_id": todo, "fair": fair})
    if conflict is None:
        _settle_displaced(fair, todo, made)
    elif not conflict["decision"] or conflict["decision"]["client"] != client_id:
        raise ClaimConflictSettled  # or somebody else's decision could not be carried out, a moment ago
    elif conflict["decision"]["choice"] != decision:
        raise ClientIdReused
    elif conflict["state"] == "deciding":
        carry_out(conflict, now=now)


def carry_out(conflict: dict[str, Any], *, now: datetime) -> None:
    """Do what was decided. Doing it twice is the same; what cannot be done opens the conflict again."""
    mine = {"_id": conflict["_id"], "state": "deciding", "decision.client": conflict["decision"]["client"]}
    try:
        if conflict["decision"]["choice"] == "give_to_paper":
            _give(conflict["wish"], conflict["claim"], now)
    except DomainError:
        ClaimConflict.collection().update_one(mine, {"$set": {"state": "open", "decision": None}})
        raise
    ClaimConflict.collection().update_one(mine, {"$set": {"state": "resolved"}, "$unset": {"claim.sealed": 1}})


def _give(wish: str, claim: dict[str, Any], now: datetime) -> None:
    """The wish to the one on paper: past the claim that stands, or straight when it is open again.

    Given once is given: whoever gave it back since does not get it again by a repeat.
    """
    claim = claim | {"received_at": now} | _promise(wish, claim, now)
    for _ in range(TRIES):
        if take(wish, claim, now=now):
            return
        found = Wish.collection().find_one({"_id": wish}, {"state": 1, "claim": 1, "returned": 1})
        standing = (found or {}).get("claim") or {}
        if standing.get("client") == claim["client"] or is_same_claimant(standing, claim):
            return
        if claim["client"] in (found or {}).get("returned", []):
            return
        if not found or found["state"] not in ("claimed", "open"):
            break
        if standing and displace(wish, standing, claim, now=now):
            return
    raise wrong_state(wish)


def _promise(wish: str, claim: dict[str, Any], now: datetime) -> dict[str, str]:
    """The promised day, where the decision comes after the one that was on paper."""
    found = Wish.collection().find_one({"_id": wish}, {"by": 1}) or {}
    promised = promised_on_paper(found.get("by"), claim["claimed_at"], now)
    return {"promise_by": promised} if promised else {}


def _settle_displaced(fair: ObjectId, todo: ObjectId, made: dict[str, Any]) -> None:
    """Note that somebody called: one conditional write on the wish that the claim gave way on."""
    of_this = {"fair": fair, "displaced.todo": todo}
    if Wish.collection().find_one(of_this, {"_id": 1}) is None:
        raise NotFound
    if made["choice"] not in ("offered_other", "called"):
        raise DecisionUnfit
    unsettled = {"fair": fair, "displaced": {"$elemMatch": {"todo": todo, "settled": None}}}
    settling = {"$set": {"displaced.$.settled": made}, "$unset": dict.fromkeys(SETTLED_FORGET, 1)}
    if Wish.collection().update_one(unsettled, settling).matched_count:
        return
    mine = {"displaced": {"$elemMatch": {"todo": todo, "settled.client": made["client"]}}}
    found = Wish.collection().find_one({"fair": fair} | mine, {"displaced.$": 1})
    if found is None:
        raise ClaimConflictSettled
    if found["displaced"][0]["settled"]["choice"] != made["choice"]:
        raise ClientIdReused
