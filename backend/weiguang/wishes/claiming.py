"""Claiming a wish: one conditional write decides who has it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict, NotFound
from weiguang.participation.recording import credit, fingerprint, person_key
from weiguang.storage.vault import mask_name, mask_phone, the_vault
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import claim_key, claim_number
from weiguang.wishes.service import similar_to

_KEPT = {"item": 1, "by": 1, "deliver_hint": 1, "state": 1, "claim": 1, "returned": 1}


class WishAlreadyClaimed(Conflict):
    """Somebody else has it; ``similar`` shows open wishes like it."""

    code = "wish_already_claimed"
    title = "这个心愿刚被别人认领了"


class ClaimGivenBack(Conflict):
    """A late repeat of a claim that was given back: it must not take the wish again."""

    code = "claim_given_back"
    title = "这次认领已经退回；想再认领，请重新打开这个心愿"


def digest_client(client_id: str) -> str:
    """How a client id is stored: it proves a claim, so it is never kept readable."""
    return the_vault().digest("claim-client", client_id)


def claim_wish(
    *, actor: Actor, wish: str, client_id: str, name: str, phone: str, message: str, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Claim an open wish; return it with its claim, and whether the claim is new.

    The same claimant again gets the same answer. Raises `NotFound`, `WishAlreadyClaimed`, `ClientIdReused`,
    `ClaimGivenBack`.
    """
    claim = _make_claim(
        actor=actor, wish=wish, client=digest_client(client_id), name=name, phone=phone, message=message, now=now
    )
    taken = _take(wish, claim)
    if taken is not None:
        return taken, True
    found = _standing(wish, claim)
    if found["state"] == "open":  # given back between the two: try again
        return claim_wish(actor=actor, wish=wish, client_id=client_id, name=name, phone=phone, message=message, now=now)
    return found, False


def _take(wish: str, claim: dict[str, Any]) -> dict[str, Any] | None:
    """The write that decides: it matches for one claimant only, and leaves the ledger its entry."""
    try:
        return Wish.collection().find_one_and_update(
            {"_id": wish, "state": "open", "returned": {"$ne": claim["client"]}},
            {"$set": {"state": "claimed", "claim": claim}, "$push": {"ledger_due": make_entry(wish, claim)}},
            projection=_KEPT,
            return_document=ReturnDocument.AFTER,
        )
    except DuplicateKeyError:
        # The unique claim.client: this client id holds another wish.
        raise ClientIdReused from None


def _standing(wish: str, claim: dict[str, Any]) -> dict[str, Any]:
    """The wish that the claim did not take: returned when it is the same claimant's, or open again."""
    found = Wish.collection().find_one({"_id": wish}, _KEPT | {"fair": 1, "group": 1, "district": 1})
    if found is None:
        raise NotFound
    held = found.get("claim") or {}
    if held.get("client") == claim["client"]:
        if held["fingerprint"] != claim["fingerprint"]:
            raise ClientIdReused
        return found
    if Wish.collection().find_one({"claim.client": claim["client"]}, {"_id": 1}):
        raise ClientIdReused
    if held and is_same_claimant(held, claim):
        return found
    if claim["client"] in found.get("returned", []):
        raise ClaimGivenBack
    if found["state"] == "open":
        return found
    raise WishAlreadyClaimed(_kind_words(found["state"]), extra={"similar": similar_to(found)})


def is_same_claimant(held: dict[str, Any], claim: dict[str, Any]) -> bool:
    """Whether both are one claimant's: the person's own, or without an account the same phone and name."""
    if held.get("who", "").startswith("p:"):
        return bool(held["who"] == claim["who"])
    return bool(held.get("identity") == claim["identity"])


def _kind_words(state: str) -> str:
    if state == "withdrawn":
        return "这个心愿已经撤下，谢谢您的心意。下面这些心愿还在等人认领。"
    return "这个心愿已经有人认领了，谢谢您的心意。下面这些心愿还在等人认领，您看看？"


def _make_claim(
    *, actor: Actor, wish: str, client: str, name: str, phone: str, message: str, now: datetime
) -> dict[str, Any]:
    vault = the_vault()
    identity = vault.digest("claimant-identity", f"{phone}\0{name}")
    branches, credited = credit(actor=actor, host=None)
    return {
        "who": person_key(actor.person) if actor.person else "c:" + vault.digest("claimant", phone),
        "client": client,
        "identity": identity,
        "fingerprint": fingerprint(wish, identity, message),
        "number": claim_number(vault.digest("claim-number", f"{wish}\0{client}")),
        "sealed": vault.seal(json.dumps({"name": name, "phone": phone}, ensure_ascii=False)),
        "name_masked": mask_name(name),
        "phone_masked": mask_phone(phone),
        "message": message,
        "branches": branches,
        "credited": credited,
        "claimed_at": now,
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
        "received_at": claim["claimed_at"],
    }
