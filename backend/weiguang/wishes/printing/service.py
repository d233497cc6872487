"""What stands on the paper, and the writes that make a card count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, NotFound
from weiguang.events.service import get_event
from weiguang.wishes.cards import tear_off_code
from weiguang.wishes.life import history_line, onto_history, wrong_state
from weiguang.wishes.models import Wish
from weiguang.wishes.printing.rules import (
    CARDS_MOST,
    KEPT_MOST,
    PRINTABLE,
    REPLACEABLE,
    WAITING,
    card_link,
    choose,
    wall_link,
)

_ROW = ("serial", "item", "group", "district", "organisation", "by", "invented")
_NEEDED = dict.fromkeys((*_ROW, "state"), 1)


class CardNotPrinted(Conflict):
    """There is no card yet that could be replaced."""

    code = "card_not_printed"
    title = "这个心愿还没有印过玫瑰卡，不用补印；请直接打印"


def describe_fair(*, actor: Actor, fair: ObjectId, base_url: str) -> dict[str, Any]:
    """What there is to print at a fair. Raises `NotFound`, `Forbidden`."""
    event = _fair(actor, fair)
    query = {"fair": fair, "state": {"$in": list(PRINTABLE)}}
    wishes = Wish.collection()
    ends = [next(iter(wishes.find(query, {"serial": 1}).sort("serial", way).limit(1)), None) for way in (1, -1)]
    return _heading(event) | {
        "wall": wall_link(base_url, str(fair)),
        "unprinted": wishes.count_documents({"fair": fair, "state": {"$in": list(WAITING)}, "card": None}),
        "printed": wishes.count_documents(query | {"card": {"$ne": None}}),
        "first": ends[0] and ends[0]["serial"],
        "last": ends[1] and ends[1]["serial"],
        **{f"{name}s": sorted(filter(None, wishes.distinct(name, query))) for name in ("district", "organisation")},
    }


def print_cards(
    *,
    actor: Actor,
    fair: ObjectId,
    client_id: str,
    codes: Sequence[str] | None,
    from_serial: int | None,
    to_serial: int | None,
    base_url: str,
    now: datetime,
) -> dict[str, Any]:
    """The chosen cards by serial, at most `CARDS_MOST`; ``left`` says how many more there are.

    Without codes and serials: every wish on the wall that has no card yet. ``skipped`` are chosen ones whose state
    allows no card. Raises `NotFound` (also for a code of another fair), `Forbidden`.
    """
    event = _fair(actor, fair)
    query = {"fair": fair} | choose(codes=codes, first=from_serial, last=to_serial, client_id=client_id)
    chosen = list(Wish.collection().find(query, _NEEDED).sort("serial", 1))
    if codes is not None and len(chosen) != len(set(codes)):
        raise NotFound("有的编号不在这场集市里，请核对后再印")
    printable = [wish["_id"] for wish in chosen if wish["state"] in PRINTABLE]
    going = printable[:CARDS_MOST]
    _mark_printed(going, client_id=client_id, by=f"p:{actor.person}", now=now)
    return _heading(event) | {
        "cards": _cards(going, base_url),
        "left": len(printable) - len(going),
        "skipped": [_skipped(wish) for wish in chosen if wish["state"] not in PRINTABLE],
    }


def _mark_printed(codes: list[str], *, client_id: str, by: str, now: datetime) -> None:
    """Two conditional writes: a card where there is none, then a line for those who had one from an earlier printing.

    Whoever prints the same wish at the same moment finds the card made, and both print the same code.
    """
    line = history_line("print", by=by, now=now)
    Wish.collection().update_many(
        {"_id": {"$in": codes}, "state": {"$in": list(PRINTABLE)}, "card": None},
        {
            "$set": {"card": {"version": 1, "printed_at": now, "prints": [client_id], "replaced": []}},
            "$push": {"history": onto_history(line)},
        },
    )
    Wish.collection().update_many(
        {"_id": {"$in": codes}, "card.version": {"$gte": 1}, "card.prints": {"$ne": client_id}},
        {"$push": {"card.prints": {"$each": [client_id], "$slice": -KEPT_MOST}, "history": onto_history(line)}},
    )


def replace_card(*, actor: Actor, wish: str, client_id: str, base_url: str, now: datetime) -> dict[str, Any]:
    """Print a lost card anew: its old tear-off code is void from now on; the same request again changes nothing.

    Raises `NotFound`, `Forbidden`, `CardNotPrinted`, `WishWrongState`.
    """
    found = Wish.collection().find_one({"_id": wish}, {"line": 1})
    if found is None:
        raise NotFound
    actor.must("wish.print", found["line"])
    replaced = Wish.collection().find_one_and_update(
        {
            "_id": wish,
            "state": {"$in": list(REPLACEABLE)},
            "card.version": {"$gte": 1},
            "card.replaced": {"$ne": client_id},
        },
        {
            "$inc": {"card.version": 1},
            "$set": {"card.printed_at": now},
            "$push": {
                "card.replaced": {"$each": [client_id], "$slice": -KEPT_MOST},
                "history": onto_history(history_line("replace_card", by=f"p:{actor.person}", now=now)),
            },
        },
        projection=_NEEDED | {"card": 1},
        return_document=ReturnDocument.AFTER,
    )
    return _card(replaced or _not_replaced(wish, client_id), base_url)


def _not_replaced(wish: str, client_id: str) -> dict[str, Any]:
    """The wish whose card this very request has replaced before; else says why it was refused."""
    found = Wish.collection().find_one({"_id": wish}, _NEEDED | {"card": 1}) or {}
    card = found.get("card") or {}
    if client_id in card.get("replaced", []):
        return found
    if found.get("state") in REPLACEABLE and not card:
        raise CardNotPrinted
    raise wrong_state(wish)


def list_claimable(*, actor: Actor, fair: ObjectId, after: tuple[int] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` rows of the paper claim list by serial. Raises `NotFound`, `Forbidden`."""
    _fair(actor, fair)
    query: dict[str, Any] = {"fair": fair, "state": {"$in": list(WAITING)}}
    if after:
        query["serial"] = {"$gt": after[0]}
    found = Wish.collection().find(query, _NEEDED).sort("serial", 1).limit(limit + 1)
    return [{"code": wish["_id"]} | {name: wish[name] for name in _ROW} for wish in found]


def _fair(actor: Actor, fair: ObjectId) -> dict[str, Any]:
    event = get_event(fair)
    if not event.get("fair"):
        raise NotFound
    actor.must("wish.print", event["line"])
    return event


def _heading(event: dict[str, Any]) -> dict[str, Any]:
    return {name: event.get(name, "") for name in ("title", "date", "host")} | {
        "venue": "、".join(event.get("venues", []))
    }


def _cards(codes: list[str], base_url: str) -> list[dict[str, Any]]:
    """Read after the writes: the version is the one that counts."""
    found = Wish.collection().find({"_id": {"$in": codes}, "card.version": {"$gte": 1}}, _NEEDED | {"card": 1})
    return [_card(wish, base_url) for wish in found.sort("serial", 1)]


def _card(wish: dict[str, Any], base_url: str) -> dict[str, Any]:
    version = wish["card"]["version"]
    return {
        "code": wish["_id"],
        **{name: wish[name] for name in _ROW},
        "version": version,
        "link": card_link(base_url, wish["_id"]),
        "tear_off": tear_off_code(wish["_id"], version),
    }


def _skipped(wish: dict[str, Any]) -> dict[str, Any]:
    return {"code": wish["_id"], "serial": wish["serial"], "state": wish["state"]}
