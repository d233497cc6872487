"""Recording sales: each entry and the sum it changes are one write."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict, Unacceptable
from weiguang.participation.recording import fingerprint
from weiguang.storage.pictures import store_picture
from weiguang.wishes.fund.models import Fund
from weiguang.wishes.fund.rules import AHEAD, CORRECTIONS_MOST, SALES_MOST, yuan
from weiguang.wishes.fund.service import reach_entry, reach_fund, show_sale


class FundFull(Conflict):
    """One fair's ledger holds no more entries."""

    code = "fund_full"
    title = "这个集市的账目已经记满，请把零散的收入合并成一笔再记"


class SaleNotPending(Conflict):
    """It is booked or voided: neither another photo nor voiding it is possible."""

    code = "sale_not_pending"
    title = "这笔收入已经入账或作废，不能再改；金额记错了，请用“更正”"


class SaleNotBooked(Conflict):
    """Only what counts can be corrected."""

    code = "sale_not_booked"
    title = "这笔收入还没有入账，不用更正；记错了请作废重记"


class CorrectionTooLarge(Conflict):
    """More than is left of the sale, or more than the fund has free."""

    code = "correction_too_large"
    title = "更正的金额太大了"


@dataclass(frozen=True)
class Sale:
    """What a stall raised, as it was recorded."""

    stall: str
    fen: int
    organisation: str
    filing_number: str
    sold_at: datetime
    note: str = ""


def open_fund(fair: ObjectId) -> None:
    """Make sure that the fair has a fund; a repeat changes nothing."""
    empty = {"received_fen": 0, "allocated_fen": 0, "sales": [], "allocations": []}
    Fund.collection().update_one({"_id": fair}, {"$setOnInsert": empty}, upsert=True)


def record_sale(
    *, actor: Actor, fair: ObjectId, client_id: str, sale: Sale, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Record a pending sale; return it and whether it is new. Raises `Unacceptable`, `ClientIdReused`, `FundFull`."""
    reach_fund(actor, fair)
    if sale.sold_at > now + AHEAD:
        raise Unacceptable(errors=[{"field": "sold_at", "message": "义卖时间还没有到"}])
    open_fund(fair)
    made = _entry(client_id, actor, now) | asdict(sale)
    made |= {"fingerprint": fingerprint(*asdict(sale).values()), "state": "pending", "evidence": None}
    made |= {"corrected_fen": 0, "corrections": []}
    done = Fund.collection().update_one(
        {"_id": fair, "sales.client": {"$ne": client_id}, f"sales.{SALES_MOST - 1}": {"$exists": False}},
        {"$push": {"sales": made}},
    )
    if done.matched_count:
        return show_sale(made), True
    kept = _one(fair, {"client": client_id})
    if kept is None:
        raise FundFull
    if kept["fingerprint"] != made["fingerprint"]:
        raise ClientIdReused
    return show_sale(kept), False


def add_evidence(*, actor: Actor, sale: ObjectId, data: bytes, now: datetime) -> dict[str, Any]:
    """Store the photo and book the sale: from this write on it counts. Raises `PictureUnreadable`, `SaleNotPending`.

    The photo is stored first: one that nothing refers to harms less than a sale without one.
    """
    fair, found = reach_entry(actor, "sales", sale)
    if found["state"] == "voided":
        raise SaleNotPending
    picture = store_picture(data=data, about=f"sale:{sale}", by=f"p:{actor.person}", now=now)
    Fund.collection().update_one(
        {"_id": fair, "sales": {"$elemMatch": {"id": sale, "state": "pending"}}},
        {"$set": {"sales.$.state": "booked", "sales.$.evidence": picture}, "$inc": {"received_fen": found["fen"]}},
    )
    kept = _one(fair, {"id": sale})
    if kept is None or kept["evidence"] != picture:
        raise SaleNotPending
    return show_sale(kept)


def void_sale(*, actor: Actor, sale: ObjectId) -> None:
    """Void a sale that was recorded by mistake and does not count yet; voiding it twice is the same."""
    fair, _ = reach_entry(actor, "sales", sale)
    done = Fund.collection().update_one(
        {"_id": fair, "sales": {"$elemMatch": {"id": sale, "state": {"$in": ["pending", "voided"]}}}},
        {"$set": {"sales.$.state": "voided"}},
    )
    if not done.matched_count:
        raise SaleNotPending


def correct_sale(
    *, actor: Actor, sale: ObjectId, client_id: str, fen: int, reason: str, now: datetime
) -> dict[str, Any]:
    """Take ``fen`` off a booked sale by a counter entry, never below what is allocated.

    Raises `SaleNotBooked`, `CorrectionTooLarge`, `ClientIdReused`, `FundFull`.
    """
    fair, found = reach_entry(actor, "sales", sale)
    this = {
        "id": sale,
        "state": "booked",
        "corrected_fen": {"$lte": found["fen"] - fen},
        "corrections.client": {"$ne": client_id},
        f"corrections.{CORRECTIONS_MOST - 1}": {"$exists": False},
    }
    line = _entry(client_id, actor, now) | {"fen": fen, "reason": reason}
    covered = {"$gte": [{"$subtract": ["$received_fen", fen]}, "$allocated_fen"]}
    Fund.collection().update_one(
        {"_id": fair, "sales": {"$elemMatch": this}, "$expr": covered},
        {
            "$push": {"sales.$.corrections": line},
            "$inc": {"sales.$.corrected_fen": fen, "received_fen": -fen},
        },
    )
    return show_sale(_corrected(fair, sale, line))


def _corrected(fair: ObjectId, sale: ObjectId, line: dict[str, Any]) -> dict[str, Any]:
    """The sale with its correction, or why it has none."""
    kept = _one(fair, {"id": sale}) or {}
    same = [one for one in kept["corrections"] if one["client"] == line["client"]]
    if same:
        if (same[0]["fen"], same[0]["reason"]) != (line["fen"], line["reason"]):
            raise ClientIdReused
        return kept
    if kept["state"] != "booked":
        raise SaleNotBooked
    if len(kept["corrections"]) >= CORRECTIONS_MOST:
        raise FundFull("这笔收入更正的次数太多了，请联系管理员")
    left = kept["fen"] - kept["corrected_fen"]
    if line["fen"] > left:
        raise CorrectionTooLarge(f"这笔收入现在是 {yuan(left)} 元，更正不能超过它")
    raise CorrectionTooLarge("更正以后，善款就不够已经拨付的了；请先撤回一笔拨付")


def _entry(client_id: str, actor: Actor, now: datetime) -> dict[str, Any]:
    return {"id": ObjectId(), "client": client_id, "by": f"p:{actor.person}", "at": now}


def _one(fair: ObjectId, which: dict[str, Any]) -> dict[str, Any] | None:
    found = Fund.collection().find_one({"_id": fair, "sales": {"$elemMatch": which}}, {"sales": {"$elemMatch": which}})
    return found["sales"][0] if found else None
