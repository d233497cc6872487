"""Allocating the fund to wishes: reserved in the fund, then the wish, then settled; and the way back.

Of two who allocate at once, the fund's one conditional write lets through what it can cover. An allocation that is
released is first made known to the wish (``released``), so that a slow hand cannot fund the wish with it afterwards.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict, NotFound
from weiguang.wishes.claiming import WishHeld
from weiguang.wishes.fund.models import Fund
from weiguang.wishes.fund.recording import FundFull
from weiguang.wishes.fund.rules import ALLOCATIONS_MOST, STANDING, yuan
from weiguang.wishes.fund.service import reach_entry, reach_fund, show_allocation
from weiguang.wishes.life import WishWrongState, move
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import PUBLISHED
from weiguang.wishes.service import similar_to


class FundShort(Conflict):
    """The fund does not cover it; ``free_fen`` is what it has."""

    code = "fund_short"
    title = "善款不够，没有拨付"


class AllocationReleased(Conflict):
    """A late repeat of an allocation that was given back or came to nothing."""

    code = "allocation_released"
    title = "这笔拨付没有成功，或已经撤回；要再拨付，请重新填写"


def allocate(
    *, actor: Actor, fair: ObjectId, client_id: str, wish: str, fen: int, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Cover an open wish of the fair; return the allocation and whether it is new.

    Raises `NotFound`, `Forbidden`, `FundShort`, `FundFull`, `WishWrongState`, `WishHeld`, `ClientIdReused`,
    `AllocationReleased`.
    """
    reach_fund(actor, fair)
    if Wish.collection().find_one({"_id": wish, "fair": fair, "state": {"$in": PUBLISHED}}, {"_id": 1}) is None:
        raise NotFound
    made = {"id": ObjectId(), "client": client_id, "wish": wish, "fen": fen, "state": "reserved"}
    made |= {"by": f"p:{actor.person}", "at": now}
    kept = reserve(fair, made)
    if kept["state"] == "reserved":
        settle(fair, kept, now)
    return show_allocation(kept) | {"state": "settled"}, kept["id"] == made["id"]


def fund_wish(*, actor: Actor, wish: str, client_id: str, fen: int, now: datetime) -> tuple[dict[str, Any], bool]:
    """Cover an open wish from the fund of its fair, as `allocate` does."""
    found = Wish.collection().find_one({"_id": wish, "state": {"$in": PUBLISHED}}, {"fair": 1})
    if found is None:
        raise NotFound
    return allocate(actor=actor, fair=found["fair"], client_id=client_id, wish=wish, fen=fen, now=now)


def reserve(fair: ObjectId, made: dict[str, Any]) -> dict[str, Any]:
    """The write that decides: it never lets more out than came in. Returns the allocation of this client id."""
    enough = {"$gte": [{"$subtract": ["$received_fen", "$allocated_fen"]}, made["fen"]]}
    done = Fund.collection().update_one(
        {
            "_id": fair,
            "allocations.client": {"$ne": made["client"]},
            f"allocations.{ALLOCATIONS_MOST - 1}": {"$exists": False},
            "$expr": enough,
        },
        {"$inc": {"allocated_fen": made["fen"]}, "$push": {"allocations": made}},
    )
    return made if done.matched_count else _reserved_before(fair, made)


def _reserved_before(fair: ObjectId, made: dict[str, Any]) -> dict[str, Any]:
    same = {"allocations": {"$elemMatch": {"client": made["client"]}}, "received_fen": 1, "allocated_fen": 1}
    fund = Fund.collection().find_one({"_id": fair}, same) or {"received_fen": 0, "allocated_fen": 0}
    if fund.get("allocations"):
        kept: dict[str, Any] = fund["allocations"][0]
        if (kept["wish"], kept["fen"]) != (made["wish"], made["fen"]):
            raise ClientIdReused
        if kept["state"] == "released":
            raise AllocationReleased
        return kept
    free = fund["received_fen"] - fund["allocated_fen"]
    if free >= made["fen"]:
        raise FundFull
    raise FundShort(f"善款还剩 {yuan(free)} 元，不够这次拨付", extra={"free_fen": free})


def settle(fair: ObjectId, allocation: dict[str, Any], now: datetime) -> None:
    """Make the wish funded by this reservation, or release it and say why the wish cannot be.

    Raises `WishWrongState`, `WishHeld`. Doing it twice, or by two at once, is doing it once.
    """
    wish, key = allocation["wish"], allocation["id"]
    try:
        move(
            wish=wish,
            act="fund",
            by=allocation["by"],
            now=now,
            where={"released": {"$ne": str(key)}, "$or": [{"hold": None}, {"hold.until": {"$lte": now}}]},
            change={"funded": {"allocation": key, "fen": allocation["fen"], "at": now}, "hold": None},
        )
    except WishWrongState as refused:
        if abandon(fair, allocation, now):
            raise (_held(wish) if refused.extra["state"] == "open" else refused) from None
    _change(fair, key, ("reserved",), {"$set": {"allocations.$.state": "settled"}})


def _held(wish: str) -> WishHeld:
    """Somebody is filling in the claim card; what remains can be covered instead."""
    found = Wish.collection().find_one({"_id": wish}, {"fair": 1, "group": 1, "district": 1})
    return WishHeld(extra={"similar": similar_to(found) if found else []})


def abandon(fair: ObjectId, allocation: dict[str, Any], now: datetime) -> bool:
    """Release an allocation that its wish does not use; False when the wish does use it."""
    key = allocation["id"]
    fenced = Wish.collection().update_one(
        {"_id": allocation["wish"], "funded.allocation": {"$ne": key}}, {"$addToSet": {"released": str(key)}}
    )
    if fenced.matched_count:
        _release(fair, key, allocation["fen"], now)
    return bool(fenced.matched_count)


def give_back(*, actor: Actor, allocation: ObjectId, now: datetime) -> None:
    """Give an allocation back: the wish is open again and the fund has the money again; twice is once.

    Raises `NotFound`, `Forbidden`, and `WishWrongState` when the wish was delivered.
    """
    fair, found = reach_entry(actor, "allocations", allocation)
    if found["state"] == "released":
        return
    try:
        move(
            wish=found["wish"],
            act="unfund",
            by=f"p:{actor.person}",
            now=now,
            where={"funded.allocation": allocation},
            change={"funded": None, "delivery": None, "step_at": None},
            push=leaving(fair, found),
        )
    except WishWrongState:
        if not abandon(fair, found, now):
            raise
    follow(found["wish"], now)


def leaving(fair: ObjectId, allocation: dict[str, Any]) -> dict[str, Any]:
    """What a write pushes that takes a wish from its funding: the fund's to-do, and the fence."""
    due = {"fair": fair, "allocation": allocation["id"], "fen": allocation["fen"]}
    return {"fund_due": due, "released": str(allocation["id"])}


def follow(wish: str, now: datetime) -> int:
    """Release in the fund what a wish no longer uses; return how many. The worker does it after a crash."""
    due = (Wish.collection().find_one({"_id": wish}, {"fund_due": 1}) or {}).get("fund_due", [])
    for one in due:
        _release(one["fair"], one["allocation"], one["fen"], now)
        Wish.collection().update_one({"_id": wish}, {"$pull": {"fund_due": {"allocation": one["allocation"]}}})
    return len(due)


def _release(fair: ObjectId, key: ObjectId, fen: int, now: datetime) -> None:
    done = {"allocations.$.state": "released", "allocations.$.released_at": now}
    _change(fair, key, STANDING, {"$set": done, "$inc": {"allocated_fen": -fen}})


def _change(fair: ObjectId, key: ObjectId, states: tuple[str, ...], update: dict[str, Any]) -> None:
    """Change one allocation while it is in one of these states."""
    one = {"$elemMatch": {"id": key, "state": {"$in": list(states)}}}
    Fund.collection().update_one({"_id": fair, "allocations": one}, update)
