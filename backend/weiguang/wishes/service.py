"""Reading wishes: the public shape, which never holds a beneficiary's identity, a claimant, or a message."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.participation.recording import person_key
from weiguang.storage.clock import from_ms, to_ms
from weiguang.storage.codes import is_code
from weiguang.storage.fresh import Fresh
from weiguang.wishes.identity import find_identity
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import PUBLISHED, SIMILAR_MOST, promised_day

_ITEM = ("serial", "fair", "item", "story", "group", "age_band", "district", "state", "by", "organisation", "invented")
_PUBLIC = dict.fromkeys(_ITEM, 1)


def new_wish(*, code: str, serial: int, fair: ObjectId, line: list[ObjectId], **more: Any) -> dict[str, Any]:
    """Build an open wish as it is stored; for imports and the demo.

    Raises ``ValueError`` for a text that would tell who the beneficiary is: such a wish is never published.
    """
    telling = find_identity(f"{more.get('item', '')}\n{more.get('story', '')}")
    if telling:
        raise ValueError(f"the text of wish {serial} would identify somebody: {telling}")
    empty = dict.fromkeys(("fair_title", "item", "story", "age_band", "district", "organisation", "deliver_hint"), "")
    known = {"_id": code, "serial": serial, "fair": fair, "line": line, "group": "困难老人", "by": None}
    life = {"invented": False, "state": "open", "claim": None, "returned": [], "ledger_due": [], "history": []}
    beside = dict.fromkeys(("hold", "card", "delivery", "step_at", "author"))
    return empty | known | life | beside | more


def list_wishes(
    *,
    fair: ObjectId | None,
    state: str | None,
    group: str | None,
    district: str | None,
    organisation: str | None,
    q: str | None,
    after: tuple[int, str] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` public wishes by serial. ``q`` is part of an item, a serial, or a code."""
    wanted = {"fair": fair, "state": state, "group": group, "district": district, "organisation": organisation}
    query: dict[str, Any] = {"state": {"$in": PUBLISHED}} | {name: value for name, value in wanted.items() if value}
    every: list[dict[str, Any]] = []
    if after:
        serial, code = after
        query["serial"] = {"$gte": serial}
        every.append({"$or": [{"serial": {"$gt": serial}}, {"_id": {"$gt": code}}]})
    if q:
        every.append({"$or": _matching(q)})
    if every:
        query["$and"] = every
    # Within a fair a serial is unique, so the fair's own index holds the order.
    order = [("serial", 1)] if fair else [("serial", 1), ("_id", 1)]
    found = Wish.collection().find(query, _PUBLIC).sort(order).limit(limit + 1)
    return [_shown(wish) for wish in found]


def _matching(q: str) -> list[dict[str, Any]]:
    """The text is data: it is escaped before it becomes a pattern."""
    ways: list[dict[str, Any]] = [{"item": {"$regex": re.escape(q), "$options": "i"}}]
    if re.fullmatch(r"[0-9]{1,9}", q):
        ways.append({"serial": int(q)})
    if is_code(q.upper()):
        ways.append({"_id": q.upper()})
    return ways


def get_wish(*, actor: Actor, wish: str) -> dict[str, Any]:
    """One wish; its claimant sees their claim, everybody else only that it is taken, and up to three like it."""
    shown = _PUBLIC | {
        "deliver_hint": 1,
        "claim.who": 1,
        "claim.number": 1,
        "claim.claimed_at": 1,
        "claim.promise_by": 1,
        "delivery.thanks": 1,
    }
    found = Wish.collection().find_one({"_id": wish, "state": {"$in": PUBLISHED}}, shown)
    if found is None:
        raise NotFound
    return _shown(found) | {
        "deliver_hint": found["deliver_hint"],
        "claim": _claim_for(actor, found),
        "similar": similar_to(found) if found["state"] != "open" else [],
    }


def _claim_for(actor: Actor, found: dict[str, Any]) -> dict[str, Any] | None:
    claim = found.get("claim")
    if not claim:
        return None
    if actor.person is None or claim.get("who") != person_key(actor.person):
        return {"mine": False}
    return {"mine": True, "number": claim["number"], "promise_by": promised_day(found)} | _thanks(found)


def _thanks(found: dict[str, Any]) -> dict[str, str]:
    """What the beneficiary says, once a second person has read it; for the claimant alone."""
    thanks = (found.get("delivery") or {}).get("thanks") or {}
    return {"thanks": thanks["text"]} if thanks.get("state") == "approved" else {}


def must_exist(wish: str) -> None:
    """Raise `NotFound` for an unknown code."""
    if Wish.collection().find_one({"_id": wish, "state": {"$in": PUBLISHED}}, {"_id": 1}) is None:
        raise NotFound


_alike: Fresh[tuple[ObjectId, str, str], list[dict[str, Any]]] = Fresh(seconds=1.0, most=500)
"""Open wishes alike, by fair and likeness: at a fair's opening thousands are told at once what remains."""


def similar_to(wish: dict[str, Any]) -> list[dict[str, Any]]:
    """Up to three other open wishes of the same fair: those of its group first, then those of its district.

    At most a second old; what is claimed in this process is forgotten at once.
    """
    found: dict[str, dict[str, Any]] = {}
    for likeness in ("group", "district"):
        for one in _open_alike(wish["fair"], likeness, wish[likeness]):
            if one["code"] != wish["_id"]:
                found.setdefault(one["code"], one)
        if len(found) >= SIMILAR_MOST:
            break
    return list(found.values())[:SIMILAR_MOST]


def _open_alike(fair: ObjectId, likeness: str, value: str) -> list[dict[str, Any]]:
    def read() -> list[dict[str, Any]]:
        query = {"fair": fair, "state": "open", likeness: value}
        return [_shown(one) for one in Wish.collection().find(query, _PUBLIC).sort("serial", 1).limit(SIMILAR_MOST + 1)]

    return _alike.get((fair, likeness, value), read)


def forget_similar(fair: ObjectId) -> None:
    """Read afresh what remains at a fair: call after a wish of it was taken."""
    _alike.forget(lambda key: key[0] == fair)


def list_claims(*, actor: Actor, after: tuple[int, str] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` claims of the actor's account, latest first; ``position`` is the cursor's."""
    if actor.person is None:
        return []
    query: dict[str, Any] = {"claim.who": person_key(actor.person)}
    if after:
        moment, code = from_ms(after[0]), after[1]
        earlier = [{"claim.claimed_at": {"$lt": moment}}, {"_id": {"$lt": code}}]
        query |= {"claim.claimed_at": {"$lte": moment}, "$or": earlier}
    order = [("claim.claimed_at", -1), ("_id", -1)]
    shown = {"item": 1, "by": 1, "state": 1, "claim.number": 1, "claim.claimed_at": 1, "claim.promise_by": 1}
    found = Wish.collection().find(query, shown).sort(order).limit(limit + 1)
    return [_claim_shown(wish, wish["claim"]["claimed_at"]) for wish in found]


def _claim_shown(wish: dict[str, Any], claimed_at: datetime) -> dict[str, Any]:
    return {
        "code": wish["_id"],
        "item": wish["item"],
        "number": wish["claim"]["number"],
        "claimed_at": claimed_at,
        "promise_by": promised_day(wish),
        "state": wish["state"],
        "position": (to_ms(claimed_at), wish["_id"]),
    }


def _shown(wish: dict[str, Any]) -> dict[str, Any]:
    return {"code": wish["_id"]} | {name: wish[name] for name in _ITEM}
