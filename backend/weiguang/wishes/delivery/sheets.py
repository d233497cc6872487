"""Run sheets: the stops of a team's day, what still has no stop, and the addresses, opened only on the day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, Forbidden, NotFound
from weiguang.participation.recording import person_key
from weiguang.storage.clock import local_day
from weiguang.storage.vault import the_vault
from weiguang.wishes.beneficiaries import open_beneficiary
from weiguang.wishes.delivery.rules import AUTOMATIC, DELIVERABLE, STOPS_MOST, is_today, receipt_code
from weiguang.wishes.delivery.teams import find_team, is_member, must_belong, must_plan, must_see
from weiguang.wishes.life import wrong_state
from weiguang.wishes.models import Wish

_ITEM = ("serial", "item", "group", "age_band", "district", "organisation", "state")
_STOP = ("team", "day", "seq", "state", "tries.outcome", "pictures", "receipt.kind", "thanks.state")
_SHOWN = dict.fromkeys(_ITEM, 1) | {f"delivery.{name}": 1 for name in _STOP} | {"claim.message": 1}
_ADDRESS = ("name", "phone", "address", "guardian")


class AddressNotToday(Forbidden):
    """The stop is for another day: addresses are opened only when they are needed."""

    code = "address_not_today"
    title = "地址只在配送当天能打开；日子有变，请主办方先改期"


class WishWithdrawn(Conflict):
    """The wish was withdrawn after its stop was planned."""

    code = "wish_withdrawn"
    title = "这个心愿已经撤下，不用再送；东西请交回主办方"


def read_sheet(
    *, actor: Actor, team: ObjectId, day: str | None, after: tuple[str, int, str] | None, limit: int, now: datetime
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` stops of a team's day (today, when none is named) by district. Raises `NotFound`."""
    found = must_see(actor, team)
    query: dict[str, Any] = {"delivery.team": found["_id"], "delivery.day": day or local_day(now)}
    if after:
        district, seq, code = after
        later = [{"delivery.seq": {"$gt": seq}}, {"delivery.seq": seq, "_id": {"$gt": code}}]
        query["$or"] = [{"district": {"$gt": district}}, {"district": district, "$or": later}]
    order = [("district", 1), ("delivery.seq", 1), ("_id", 1)]
    return [show_stop(wish) for wish in Wish.collection().find(query, _SHOWN).sort(order).limit(limit + 1)]


def list_unplanned(*, actor: Actor, fair: ObjectId, after: tuple[int] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` wishes to plan, by serial: prepared without a stop, or nobody was there."""
    must_plan(actor, fair)
    waiting = [{"delivery": None, "state": {"$in": AUTOMATIC}}, {"delivery.state": "absent"}]
    query: dict[str, Any] = {"fair": fair, "state": {"$in": DELIVERABLE}, "$or": waiting}
    if after:
        query["serial"] = {"$gt": after[0]}
    return [show_stop(wish) for wish in Wish.collection().find(query, _SHOWN).sort("serial", 1).limit(limit + 1)]


def list_days(*, actor: Actor, fair: ObjectId) -> list[dict[str, Any]]:
    """How far each run sheet of a fair is, the latest `STOPS_MOST`. Raises `NotFound`, `Forbidden`."""
    must_plan(actor, fair)
    counted = {
        name: {"$sum": {"$cond": [{"$eq": ["$delivery.state", name]}, 1, 0]}} for name in ("delivered", "absent")
    }
    pipeline: list[dict[str, Any]] = [
        {"$match": {"fair": fair, "delivery.team": {"$exists": True}, "state": {"$ne": "withdrawn"}}},
        {"$group": {"_id": {"team": "$delivery.team", "day": "$delivery.day"}, "stops": {"$sum": 1}, **counted}},
        {"$sort": {"_id.day": -1, "_id.team": 1}},
        {"$limit": STOPS_MOST},
    ]
    return [row.pop("_id") | row for row in Wish.collection().aggregate(pipeline)]


def show_stop(wish: dict[str, Any]) -> dict[str, Any]:
    """A stop as its team and planners see it: what, and in which district; never for whom."""
    stop = wish.get("delivery") or {}
    return {name: wish[name] for name in _ITEM} | {
        "code": wish["_id"],
        "stop": stop.get("state"),
        "seq": stop.get("seq", 0),
        "day": stop.get("day"),
        "tries": len(stop.get("tries", [])),
        "pictures": stop.get("pictures", []),
        "receipt": (stop.get("receipt") or {}).get("kind"),
        "thanks": (stop.get("thanks") or {}).get("state"),
        "message": (wish.get("claim") or {}).get("message", ""),
    }


def find_stop(wish: str) -> dict[str, Any]:
    """A wish that has a stop, with what marks need to know. Raises `NotFound`."""
    shown = {"state": 1, "line": 1, "delivery": 1}
    found = Wish.collection().find_one({"_id": wish, "delivery.team": {"$exists": True}}, shown)
    if found is None:
        raise NotFound("没有找到这一站：可能已经取消，或排给了别的队")
    return found


def open_address(*, actor: Actor, wish: str, now: datetime) -> dict[str, Any]:
    """Who and where, for a member of the stop's team, on the day. Every look is logged.

    Raises `NotFound` for everybody else, `AddressNotToday`, `WishWithdrawn`, `WishWrongState`.
    """
    found = find_stop(wish)
    if not is_member(actor, find_team(found["delivery"]["team"])):
        raise NotFound
    if not is_today(found["delivery"], now):
        raise AddressNotToday
    if found["state"] == "withdrawn":
        raise WishWithdrawn
    if found["state"] not in DELIVERABLE:
        raise wrong_state(wish)
    return _opened(actor, wish, now)


def open_addresses(*, actor: Actor, team: ObjectId, day: str, now: datetime) -> list[dict[str, Any]]:
    """The addresses of a team's stops of today, one by one, so that the day works without a network.

    Raises `NotFound` for who is no member, `AddressNotToday`.
    """
    must_belong(actor, team)
    if day != local_day(now):
        raise AddressNotToday
    query = {"delivery.team": team, "delivery.day": day, "state": {"$in": DELIVERABLE}}
    stops = Wish.collection().find(query, {"_id": 1}).sort([("district", 1), ("delivery.seq", 1)]).limit(STOPS_MOST)
    return [_opened(actor, stop["_id"], now) for stop in stops]


def show_receipt_code(*, actor: Actor, wish: str) -> str:
    """The digits for the beneficiary, to be handed over by the social worker. Raises `NotFound`, `Forbidden`."""
    found = find_stop(wish)
    actor.must("wish.deliver", found["line"])
    return receipt_code_of(wish)


def receipt_code_of(wish: str) -> str:
    """Derived like a tear-off code, so it is stored nowhere."""
    return receipt_code(the_vault().digest("receipt-code", wish))


def _opened(actor: Actor, wish: str, now: datetime) -> dict[str, Any]:
    """One look; a wish whose social worker left nobody's name answers empty fields."""
    who = person_key(actor.person) if actor.person else ""
    try:
        opened = open_beneficiary(wish=wish, purpose="delivery", by=who, now=now)
    except NotFound:
        opened = {}
    return {"code": wish} | {name: opened.get(name, "") for name in _ADDRESS}
