"""Claiming a wish: one conditional write decides who has it.

Whoever holds the tear-off code of the card also takes a wish from a remote claim that is still unconfirmed; the one who
loses it that way is kept in ``displaced``, for somebody to call.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict, NotFound
from weiguang.participation.recording import credit, fingerprint, person_key
from weiguang.storage.fresh import Fresh
from weiguang.storage.vault import mask_name, mask_phone, the_vault
from weiguang.wishes.cards import check_card_code
from weiguang.wishes.life import history_line, onto_history
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import PUBLISHED, claim_key, claim_number, release_key
from weiguang.wishes.service import forget_similar, similar_to

_KEPT = {"item": 1, "by": 1, "deliver_hint": 1, "state": 1, "claim": 1, "returned": 1, "hold": 1, "fair": 1}
_LIKENESS = {"fair": 1, "group": 1, "district": 1}
TRIES = 5


class WishAlreadyClaimed(Conflict):
    """Somebody else has it; ``similar`` shows open wishes like it."""

    code = "wish_already_claimed"
    title = "这个心愿刚被别人认领了"


class WishHeld(Conflict):
    """Somebody is filling in the claim card; ``similar`` shows open wishes like it."""

    code = "wish_held"
    title = "有人正在填写这个心愿的认领卡；十五分钟内没有填完，就会重新开放"


class ClaimGivenBack(Conflict):
    """A late repeat of a claim that was given back: it must not take the wish again."""

    code = "claim_given_back"
    title = "这次认领已经退回；想再认领，请重新打开这个心愿"


def digest_client(client_id: str) -> str:
    """How a client id is stored: it proves a claim, so it is never kept readable."""
    return the_vault().digest("claim-client", client_id)


@dataclass(frozen=True)
class Claimant:
    """Who claims, and how: the claim card as it was filled in.

    ``channel`` is one of `rules.CHANNELS`; ``staffed`` claims (helped, on paper, by list) are confirmed at once, and so
    are claims with the card's tear-off code. ``witness`` saw the claimant consent to a helped claim. ``claimed_at`` is
    the true time of a claim that was written on paper.
    """

    client_id: str
    name: str
    phone: str
    message: str = ""
    organisation: str = ""
    card_code: str | None = None
    channel: str = "remote"
    staffed: bool = False
    witness: str = ""
    claimed_at: datetime | None = None


def claim_wish(
    *, actor: Actor, wish: str, claimant: Claimant, now: datetime, promised: str | None = None
) -> tuple[dict[str, Any], bool]:
    """Claim an open wish; return it with its claim, and whether the claim is new.

    The same claimant again gets the same answer. ``promised`` is the promised day where it is not the wish's own.
    Raises `NotFound`, `WishAlreadyClaimed`, `WishHeld`, `ClientIdReused`, `ClaimGivenBack`, `CardCodeWrong`, `TooMany`.
    """
    if claimant.card_code:
        _check_card(wish, claimant, claimant.card_code, now)
    told = tell_claim(actor=actor, wish=wish, claimant=claimant, promised=promised, now=now)
    claim: dict[str, Any] | None = None
    for _ in range(TRIES):
        if claimant.card_code or not _gone.has(wish):
            claim = claim or told | seal_claimant(claimant)
            taken = take(wish, claim, now=now, carded=bool(claimant.card_code))
            _gone.keep(wish, True)
            if taken is not None:
                forget_similar(taken["fair"])
                return taken, True
        found = _standing(wish, told)
        if found["state"] != "open":
            return found, False
        if is_held(found, told["client"], now):
            raise WishHeld(extra={"similar": similar_to(found)})
        _gone.forget(lambda code: code == wish)
    raise WishAlreadyClaimed


_gone: Fresh[str, bool] = Fresh(seconds=60.0, most=2_000)
"""Wishes that somebody took, or could not take, a moment ago. Whoever comes next looks first, and only seals and writes
when the wish is open after all: at a fair's opening most come too late."""


def _check_card(wish: str, claimant: Claimant, code: str, now: datetime) -> None:
    """Raise `CardCodeWrong` unless the code counts, or this very claim stands: then its card may be replaced by now."""
    found = Wish.collection().find_one({"_id": wish, "state": {"$in": PUBLISHED}}, {"card": 1, "claim.client": 1})
    if found is None:
        raise NotFound
    if (found.get("claim") or {}).get("client") != digest_client(claimant.client_id):
        check_card_code(found, code, now)


def is_held(wish: dict[str, Any], client: str, now: datetime) -> bool:
    """Whether somebody else is filling in the claim card at this moment."""
    hold = wish.get("hold")
    return bool(hold and hold["until"] > now and hold["client"] != client)


def take(wish: str, claim: dict[str, Any], *, now: datetime, carded: bool = False) -> dict[str, Any] | None:
    """The write that decides: it matches for one claimant only, and leaves the ledger its entry.

    A tear-off code (``carded``) goes past a hold, and past a remote claim that is still unconfirmed. A claim on paper
    was there before the hold, so it goes past it too.
    """
    query: dict[str, Any] = {"_id": wish, "state": "open", "returned": {"$ne": claim["client"]}}
    if not carded and claim["channel"] != "paper":
        query["$or"] = free_for(claim["client"], now)
    try:
        taken = Wish.collection().find_one_and_update(
            query, _taking(wish, claim), projection=_KEPT, return_document=ReturnDocument.AFTER
        )
    except DuplicateKeyError:
        # The unique claim.client: this client id holds another wish.
        raise ClientIdReused from None
    return taken or (_displace_unconfirmed(wish, claim, now) if carded else None)


def free_for(client: str, now: datetime) -> list[dict[str, Any]]:
    """The ways in which a wish's hold does not stand in this client's way."""
    return [{"hold": None}, {"hold.until": {"$lte": now}}, {"hold.client": client}]


def _taking(wish: str, claim: dict[str, Any]) -> dict[str, Any]:
    """Claimed, with its lines for the ledger and the history; the scheduler looks at it soon."""
    lines = [history_line("claim", by=claim["who"], now=claim["claimed_at"], note=claim["channel"])]
    if "witness_sealed" in claim:
        lines.append(history_line("witness", by=claim["helper"], now=claim["claimed_at"], note="见证人在场，本人同意"))
    return {
        "$set": {"state": "claimed", "claim": claim, "hold": None, "step_at": claim["claimed_at"]},
        "$push": {"ledger_due": {"$each": [make_entry(wish, claim)]}, "history": onto_history(*lines)},
    }


def _displace_unconfirmed(wish: str, claim: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    """Take the wish from an unconfirmed remote claim; None when there is none to take."""
    unconfirmed = {"claim.confirmed": {"$ne": True}}
    found = Wish.collection().find_one({"_id": wish, "state": "claimed"} | unconfirmed, {"claim": 1})
    if found is None or found["claim"]["client"] == claim["client"] or is_same_claimant(found["claim"], claim):
        return None
    return displace(wish, found["claim"], claim, now=now, where=unconfirmed)


def displace(
    wish: str, loser: dict[str, Any], claim: dict[str, Any], *, now: datetime, where: dict[str, Any] | None = None
) -> dict[str, Any] | None:
    """Take the wish from exactly this claim, which becomes something to do: somebody calls its claimant.

    None when the claim no longer stands, or is past being claimed (ready, delivered), or when the one that takes was
    given back itself: a late repeat. Raises `ClientIdReused`.
    """
    taking = _taking(wish, claim)
    push = taking["$push"]
    push["ledger_due"]["$each"].insert(0, make_correction(wish, loser, now))
    push["history"]["$each"].insert(0, history_line("displace", by=loser["who"], now=now))
    push["displaced"] = loser | {"todo": ObjectId(), "displaced_at": now}
    push["returned"] = loser["client"]
    taking["$set"]["delivery"] = None
    query = {"_id": wish, "state": "claimed", "claim.client": loser["client"]} | (where or {})
    query["returned"] = {"$ne": claim["client"]}
    try:
        return Wish.collection().find_one_and_update(
            query, taking, projection=_KEPT, return_document=ReturnDocument.AFTER
        )
    except DuplicateKeyError:
        raise ClientIdReused from None


def _standing(wish: str, claim: dict[str, Any]) -> dict[str, Any]:
    """The wish that the claim did not take: returned when it is the same claimant's, or open again."""
    either = [{"_id": wish, "state": {"$in": PUBLISHED}}, {"claim.client": claim["client"]}]
    rows = {row["_id"]: row for row in Wish.collection().find({"$or": either}, _KEPT | _LIKENESS)}
    found = rows.pop(wish, None)
    if found is None:
        raise NotFound
    held = found.get("claim") or {}
    if held.get("client") == claim["client"]:
        if held["fingerprint"] != claim["fingerprint"]:
            raise ClientIdReused
        return found
    if rows:  # the client id holds another wish
        raise ClientIdReused
    if held and is_same_claimant(held, claim):
        return found
    if claim["client"] in found.get("returned", []):
        raise ClaimGivenBack
    if found["state"] == "open":
        return found
    raise WishAlreadyClaimed(_kind_words(found["state"]), extra={"similar": similar_to(found)})


def is_same_claimant(held: dict[str, Any], claim: dict[str, Any]) -> bool:
    """Whether both are one claimant's: the person's own, or without an account the same phone and name.

    Staff who take a claim down may be told that a person has it already; somebody without an account may not.
    """
    if held.get("who", "").startswith("p:") and "helper" not in claim:
        return bool(held["who"] == claim["who"])
    return bool(held.get("identity") == claim["identity"])


def _kind_words(state: str) -> str:
    if state == "withdrawn":
        return "这个心愿已经撤下，谢谢您的心意。下面这些心愿还在等人认领。"
    return "这个心愿已经有人认领了，谢谢您的心意。下面这些心愿还在等人认领，您看看？"


def seal_claimant(claimant: Claimant) -> dict[str, Any]:
    """What of a claim only the vault opens: it and what is told of it make the claim as it is stored."""
    vault = the_vault()
    return {
        "sealed": vault.seal(json.dumps({"name": claimant.name, "phone": claimant.phone}, ensure_ascii=False)),
        **({"witness_sealed": vault.seal(claimant.witness)} if claimant.witness else {}),
    }


def tell_claim(*, actor: Actor, wish: str, claimant: Claimant, promised: str | None, now: datetime) -> dict[str, Any]:
    """A claim but for what only the vault opens: enough to compare it with the one that stands."""
    vault, phone, name = the_vault(), claimant.phone, claimant.name
    client, identity = digest_client(claimant.client_id), vault.digest("claimant-identity", f"{phone}\0{name}")
    own = actor.person is not None and not claimant.staffed
    branches, credited = credit(actor=actor if own else None, host=None)
    channel = "card" if claimant.card_code and not claimant.staffed else claimant.channel
    return {
        "who": person_key(actor.person) if actor.person and own else "c:" + vault.digest("claimant", phone),
        "client": client,
        "identity": identity,
        # Without an organisation as it was before there were any, so that a repeat from then is known.
        "fingerprint": fingerprint(wish, identity, claimant.message, *filter(None, [claimant.organisation])),
        "number": claim_number(vault.digest("claim-number", f"{wish}\0{client}")),
        "name_masked": mask_name(name),
        "phone_masked": mask_phone(phone),
        "message": claimant.message,
        "organisation": claimant.organisation,
        "channel": channel,
        "confirmed": claimant.staffed or channel == "card",
        "branches": branches,
        "credited": credited,
        "claimed_at": claimant.claimed_at or now,
        **({"promise_by": promised} if promised else {}),
        **({"received_at": now} if claimant.claimed_at else {}),
        **({"helper": person_key(actor.person)} if actor.person and claimant.staffed else {}),
    }


def make_entry(wish: str, claim: dict[str, Any]) -> dict[str, Any]:
    """What the ledger will hold; the worker fills in the host's branches for a claimant who has none."""
    return {
        "key": claim_key(wish, claim["client"], claim["claimed_at"]),
        "quantity": 1,
        "who": claim["who"],
        "branches": claim["branches"],
        "credited": claim["credited"],
        "occurred_at": claim["claimed_at"],
        "received_at": claim.get("received_at", claim["claimed_at"]),
    }


def make_correction(wish: str, claim: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The claim's entry with the opposite quantity, on the claim's own day, so that every day nets to zero."""
    entry = make_entry(wish, claim)
    return entry | {
        "key": release_key(entry["key"]),
        "corrects": entry["key"],
        "quantity": -entry["quantity"],
        "received_at": now,
    }
