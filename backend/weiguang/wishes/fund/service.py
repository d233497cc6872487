"""Reading the sale fund: its sums, its entries page by page, and what everybody may know of it."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.events.service import get_fair
from weiguang.storage.pictures import read_picture
from weiguang.wishes.fund.models import Fund
from weiguang.wishes.models import Wish

PERMISSION = "fund.record"
_NOTHING: dict[str, Any] = {"received_fen": 0, "allocated_fen": 0, "sales": [], "allocations": []}


def reach_fund(actor: Actor, fair: ObjectId) -> dict[str, Any]:
    """The fair whose fund the actor may keep. Raises `NotFound`, `Forbidden`."""
    event = get_fair(fair)
    actor.must(PERMISSION, event["line"])
    return event


def reach_entry(actor: Actor, kind: str, entry: ObjectId) -> tuple[ObjectId, dict[str, Any]]:
    """The fair and the entry (``sales`` or ``allocations``) with this id. Raises `NotFound`, `Forbidden`."""
    fund = Fund.collection().find_one({f"{kind}.id": entry}, {kind: {"$elemMatch": {"id": entry}}})
    if fund is None:
        raise NotFound
    reach_fund(actor, fund["_id"])
    return fund["_id"], fund[kind][0]


def read_sums(fair: ObjectId) -> dict[str, Any]:
    """What came in, what is allocated, what is free, and what still waits for its evidence."""
    sums = {"received_fen": 1, "allocated_fen": 1, "sales.state": 1, "sales.fen": 1, "allocations.state": 1}
    fund = Fund.collection().find_one({"_id": fair}, sums) or _NOTHING
    pending = [sale["fen"] for sale in fund["sales"] if sale["state"] == "pending"]
    return {
        "received_fen": fund["received_fen"],
        "allocated_fen": fund["allocated_fen"],
        "free_fen": fund["received_fen"] - fund["allocated_fen"],
        "pending_fen": sum(pending),
        "pending_sales": len(pending),
        "wishes_funded": sum(one["state"] == "settled" for one in fund["allocations"]),
    }


def get_fund(*, actor: Actor, fair: ObjectId) -> dict[str, Any]:
    """The sums, for whoever keeps the fund, with the source of the last sale, to be offered again."""
    reach_fund(actor, fair)
    last = list_sales(fair=fair, before=None, limit=0)
    source = {name: last[0][name] for name in ("organisation", "filing_number")} if last else None
    return read_sums(fair) | {"source": source}


def get_summary(*, fair: ObjectId) -> dict[str, Any]:
    """What everybody may know: sums, and who raised the money under which filing number."""
    get_fair(fair)
    sums = read_sums(fair)
    shown = {name: sums[name] for name in ("received_fen", "allocated_fen", "wishes_funded")}
    return shown | {"sources": list_sources(fair)}


def list_sources(fair: ObjectId) -> list[dict[str, str]]:
    """The organisations of the booked sales with their filing numbers, each once."""
    kept = {"sales.organisation": 1, "sales.filing_number": 1, "sales.state": 1}
    fund = Fund.collection().find_one({"_id": fair}, kept) or _NOTHING
    booked = [sale for sale in fund["sales"] if sale["state"] == "booked"]
    pairs = sorted({(sale["organisation"], sale["filing_number"]) for sale in booked})
    return [{"organisation": organisation, "filing_number": number} for organisation, number in pairs]


def _slice(fair: ObjectId, kind: str, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` entries, latest first; ``position`` is the place in a list that only grows."""
    pipeline: list[dict[str, Any]] = [{"$match": {"_id": fair}}, {"$project": {"size": {"$size": f"${kind}"}}}]
    size = next((row["size"] for row in Fund.collection().aggregate(pipeline)), 0)
    end = size if before is None else max(0, min(before, size))
    start = max(0, end - limit - 1)
    if start == end:
        return []
    cut = Fund.collection().find_one({"_id": fair}, {kind: {"$slice": [start, end - start]}, "_id": 1}) or _NOTHING
    rows = [entry | {"position": start + place} for place, entry in enumerate(cut[kind])]
    return rows[::-1]


def list_sales(*, fair: ObjectId, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` sales as they are shown, latest first."""
    return [show_sale(sale) | {"position": sale["position"]} for sale in _slice(fair, "sales", before, limit)]


def list_allocations(*, fair: ObjectId, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` allocations with the wish of each, latest first."""
    rows = _slice(fair, "allocations", before, limit)
    shown = {"serial": 1, "item": 1, "state": 1}
    found = Wish.collection().find({"_id": {"$in": [row["wish"] for row in rows]}}, shown)
    wishes = {wish["_id"]: {"code": wish["_id"]} | {name: wish[name] for name in shown} for wish in found}
    return [show_allocation(row) | {"wish": wishes[row["wish"]], "position": row["position"]} for row in rows]


def read_evidence(*, actor: Actor, sale: ObjectId) -> bytes:
    """The photo of a sale's evidence. Raises `NotFound`, `Forbidden`."""
    _, found = reach_entry(actor, "sales", sale)
    if not found["evidence"]:
        raise NotFound
    return read_picture(picture=found["evidence"], about=f"sale:{sale}")


_SALE = ("id", "stall", "fen", "organisation", "filing_number", "sold_at", "note", "state", "corrected_fen", "at")


def show_sale(sale: dict[str, Any]) -> dict[str, Any]:
    """A sale as it is shown to whoever keeps the fund."""
    corrections = [{name: one[name] for name in ("fen", "reason", "at")} for one in sale["corrections"]]
    return {name: sale[name] for name in _SALE} | {"corrections": corrections, "evidence": bool(sale["evidence"])}


def show_allocation(allocation: dict[str, Any]) -> dict[str, Any]:
    """An allocation as it is shown; the wish is its code."""
    return {name: allocation[name] for name in ("id", "wish", "fen", "state", "at")}
