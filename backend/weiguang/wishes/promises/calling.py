"""Calling a claimant: opening the telephone for a purpose, and keeping how the call went."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.access.limits import hit, refuse_past
from weiguang.errors import ClientIdReused, Conflict, NotFound
from weiguang.storage.vault import the_vault
from weiguang.wishes.identity import refuse_telling
from weiguang.wishes.life import history_line, onto_history
from weiguang.wishes.models import Wish
from weiguang.wishes.promises.keeping import CONTACT
from weiguang.wishes.releasing import WishNotClaimed, reopen
from weiguang.wishes.rules import PUBLISHED, SETTLED_FORGET

PURPOSES = ("remind", "confirm", "deliver", "sorry")
OUTCOMES = ("will_bring", "cannot", "no_answer")
OPENED_MOST, OPENED_WINDOW_S = 60, 3600
_NEEDED = {"state": 1, "line": 1, "claim": 1, "displaced": 1, "released": 1}

Claim = dict[str, Any]


class NobodyToCall(Conflict):
    """The wish has no claimant, or not this one any more."""

    code = "nobody_to_call"
    title = "这个心愿现在没有要联系的认领人；请刷新看看"


def open_contact(
    *, actor: Actor, wish: str, client_id: str, purpose: str, number: str | None, now: datetime
) -> dict[str, str]:
    """The claimant's name and phone, for one of `PURPOSES`; every opening is in the audit log.

    ``number`` says which claimant, where it is not the one whose claim stands. The same client id again opens the same
    and counts once towards the limit. Raises `NotFound`, `Forbidden`, `NobodyToCall`, `ClientIdReused`, `TooMany`.
    """
    claim = _whom(_found(actor, wish), number)
    by = f"p:{actor.person}"
    limit: dict[str, Any] = {"name": "contact", "key": str(actor.person), "most": OPENED_MOST}
    refuse_past(**limit, window_s=OPENED_WINDOW_S, now=now)
    line = history_line("contact", by=by, now=now, note=purpose) | {"client": client_id, "number": claim["number"]}
    new = Wish.collection().update_one(
        {"_id": wish, "history.client": {"$ne": client_id}}, {"$push": {"history": onto_history(line)}}
    )
    if new.matched_count:
        hit(**limit, window_s=OPENED_WINDOW_S, now=now)
    elif not _is_opened(wish, line):
        raise ClientIdReused
    told = _open(claim, wish, purpose=purpose, by=by, now=now)
    return {name: told[name] for name in ("name", "phone")}


def _open(claim: Claim, wish: str, *, purpose: str, by: str, now: datetime) -> dict[str, str]:
    opened = the_vault().open(claim["sealed"], purpose=f"claimant.{purpose}", by=by, about=f"wish:{wish}", now=now)
    told: dict[str, str] = json.loads(opened)
    return told


def note_call(
    *, actor: Actor, wish: str, client_id: str, outcome: str, note: str, number: str | None, now: datetime
) -> None:
    """Keep how a call went; ``outcome`` is one of `OUTCOMES`. The same client id again changes nothing.

    Who brings it has confirmed; who cannot gives the claim back; after no answer the try is counted. A displaced
    claimant who was reached is settled. Raises `NotFound`, `Forbidden`, `NobodyToCall`, `ClientIdReused`, and
    `Unacceptable` for a note that would say who somebody is: it stays with the wish.
    """
    found = _found(actor, wish)
    if _is_noted(wish, client_id, outcome):
        return
    claim, by = _whom(found, number), f"p:{actor.person}"
    tried = {"at": now, "by": by, "outcome": outcome, "client": client_id}
    if note:
        told = _open(claim, wish, purpose="note", by=by, now=now)
        refuse_telling(note, field="note", names=[told["name"]])
        tried["note"] = note
    try:
        if claim is not found["claim"]:
            _note_displaced(wish, claim, tried)
        elif outcome == "cannot":
            where = {"released": {"$ne": client_id}}
            reopen(found, act="release", by=by, now=now, release=client_id, note=outcome, where=where)
        else:
            _note_standing(wish, claim, tried)
    except (NobodyToCall, WishNotClaimed):
        if not _is_noted(wish, client_id, outcome):
            raise NobodyToCall from None  # else the same request, sent twice at once, was faster


def _note_standing(wish: str, claim: Claim, tried: dict[str, Any]) -> None:
    reached = tried["outcome"] == "will_bring"
    change = {"$set": {"claim.confirmed": True, "claim.call": None}} if reached else {}
    here = {"state": {"$in": ["claimed", "ready"]}, "claim.client": claim["client"]}
    _write(wish, here, change | {"$push": {"claim.calls": tried}}, tried)


def _note_displaced(wish: str, claim: Claim, tried: dict[str, Any]) -> None:
    """Whoever was reached is settled; after no answer the claimant stays to be called."""
    change: dict[str, Any] = {"$push": {"displaced.$.calls": tried}}
    if tried["outcome"] != "no_answer":
        change["$set"] = {"displaced.$.settled": {name: tried[name] for name in ("at", "by", "client")}}
        change["$set"]["displaced.$.settled"]["choice"] = "called"
        change["$unset"] = dict.fromkeys(SETTLED_FORGET, 1)
    _write(wish, {"displaced": {"$elemMatch": {"client": claim["client"], "settled": None}}}, change, tried)


def _write(wish: str, where: dict[str, Any], change: dict[str, Any], tried: dict[str, Any]) -> None:
    """One conditional write with the call's line in the history, which keeps a repeat from counting again."""
    line = history_line("called", by=tried["by"], now=tried["at"], note=tried["outcome"])
    change["$push"]["history"] = onto_history(line | {"client": tried["client"]})
    query = {"_id": wish, "history.client": {"$ne": tried["client"]}} | where
    if not Wish.collection().update_one(query, change).matched_count:
        raise NobodyToCall


def _is_opened(wish: str, line: dict[str, Any]) -> bool:
    """Whether this line's client id opened the same for the same purpose before."""
    same = {name: line[name] for name in ("act", "note", "client", "number")}
    return Wish.collection().find_one({"_id": wish, "history": {"$elemMatch": same}}, {"_id": 1}) is not None


def _is_noted(wish: str, client_id: str, outcome: str) -> bool:
    """Whether this call is kept already; raises `ClientIdReused` when the client id did something else."""
    kept = {"history": {"$elemMatch": {"client": client_id}}, "released": 1}
    found = Wish.collection().find_one({"_id": wish}, kept) or {}
    earlier = [(line["act"], line["note"]) for line in found.get("history", [])]
    earlier += [("called", "cannot")] if client_id in found.get("released", []) else []
    if earlier and ("called", outcome) not in earlier:
        raise ClientIdReused
    return bool(earlier)


def _whom(found: dict[str, Any], number: str | None) -> Claim:
    """The claim that stands, or the displaced one with this number. Raises `NobodyToCall`."""
    standing: Claim | None = found.get("claim")
    if standing and "sealed" in standing and number in (None, standing["number"]):
        return standing  # a while after the feedback nobody opens it any more
    waiting = (claim for claim in found.get("displaced", []) if not claim.get("settled"))
    claim: Claim | None = next((claim for claim in waiting if number == claim["number"]), None)
    if claim is None:
        raise NobodyToCall
    return claim


def _found(actor: Actor, wish: str) -> dict[str, Any]:
    found: dict[str, Any] | None = Wish.collection().find_one({"_id": wish, "state": {"$in": PUBLISHED}}, _NEEDED)
    if found is None:
        raise NotFound
    actor.must(CONTACT, found["line"])
    return found
