"""Giving a claim back, and an organiser's release of one: the wish is open again and the ledger is corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, Forbidden, NotFound
from weiguang.participation.recording import person_key
from weiguang.wishes.claiming import digest_client, make_correction
from weiguang.wishes.life import history_line, onto_history
from weiguang.wishes.models import Wish
from weiguang.wishes.receipts import client_of
from weiguang.wishes.rules import ACTS

RETURNED_KEPT = 50
REOPENED_FROM = ACTS["give_back"][0]


class ClaimNotYours(Forbidden):
    """Neither the account nor the client id is the claim's."""

    code = "claim_not_yours"
    title = "这个心愿不是您认领的，或者换了手机；请用认领时的手机打开，或联系主办方"


class WishNotClaimed(Conflict):
    """There is no claim that could be given back."""

    code = "wish_not_claimed"
    title = "这个心愿现在没有可以退回的认领"


def give_back(
    *, actor: Actor, wish: str, client_id: str | None, now: datetime, receipt: str | None = None, address: str = ""
) -> None:
    """Give one's own claim back, proved by the account, the claim's client id, or the token of its paper ``receipt``.

    Raises `NotFound`, `WishNotClaimed`, `ClaimNotYours`, `TooMany` for wrong receipts from one ``address``.
    """
    found = _found(wish)
    claim = found.get("claim") or {}
    proved = digest_client(client_id) if client_id is not None else None
    if receipt is not None:
        clients = [*found.get("returned", []), *([claim["client"]] if claim else [])]
        proved = client_of(wish, clients, receipt, address=address, now=now)
    if proved is not None and proved in found.get("returned", []):
        return  # a repeat, perhaps late: that claim is given back, and what stands now is another one
    claim = _claimed(found).get("claim") or {}
    by_person = actor.person is not None and claim.get("who") == person_key(actor.person)
    if not by_person and (proved is None or claim.get("client") != proved):
        raise ClaimNotYours
    try:
        reopen(found, act="give_back", by=claim["who"], now=now)
    except WishNotClaimed:
        if proved is None or proved not in _found(wish).get("returned", []):
            raise  # else the same request, sent twice at once, was faster


def release_wish(*, actor: Actor, wish: str, client_id: str, now: datetime) -> None:
    """Open a claimed wish again on the claimant's behalf; needs ``wish.release`` over the wish.

    Raises `NotFound`, `Forbidden`, `WishNotClaimed`.
    """
    found = _found(wish)
    actor.must("wish.release", found["line"])
    if client_id in found.get("released", []):
        return
    try:
        reopen(_claimed(found), act="release", by=f"p:{actor.person}", now=now, release=client_id)
    except WishNotClaimed:
        if client_id not in _found(wish).get("released", []):
            raise  # else the same request, sent twice at once, was faster


def _found(wish: str) -> dict[str, Any]:
    found = Wish.collection().find_one({"_id": wish}, {"state": 1, "claim": 1, "returned": 1, "line": 1, "released": 1})
    if found is None:
        raise NotFound
    return found


def _claimed(found: dict[str, Any]) -> dict[str, Any]:
    if found["state"] not in REOPENED_FROM:
        raise WishNotClaimed
    return found


def reopen(
    found: dict[str, Any],
    *,
    act: str,
    by: str,
    now: datetime,
    release: str | None = None,
    note: str = "",
    where: dict[str, Any] | None = None,
    also: dict[str, Any] | None = None,
) -> None:
    """One conditional write on exactly this claim: of two who give it back at once, one does.

    ``found`` needs ``_id`` and ``claim``; a delivery planned for it goes. ``where`` narrows the write further and
    ``also`` pushes to other lists. Raises `WishNotClaimed`.
    """
    claim = found.get("claim") or {}
    push: dict[str, Any] = {"history": onto_history(history_line(act, by=by, now=now, note=note))} | (also or {})
    if claim.get("client"):
        push["ledger_due"] = make_correction(found["_id"], claim, now)
        push["returned"] = {"$each": [claim["client"]], "$slice": -RETURNED_KEPT}
    if release:
        push["released"] = {"$each": [release], "$slice": -RETURNED_KEPT}
    done = Wish.collection().update_one(
        {"_id": found["_id"], "state": {"$in": list(ACTS[act][0])}, "claim.client": claim.get("client")}
        | (where or {}),
        {"$set": {"state": "open", "claim": None, "step_at": None, "delivery": None}, "$push": push},
    )
    if not done.matched_count:
        raise WishNotClaimed
