"""A volunteer claims for somebody without a phone, and the receipt that their family opens later."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.wishes.claiming import Claimant, claim_wish
from weiguang.wishes.models import Wish
from weiguang.wishes.receipts import client_of, receipt_link
from weiguang.wishes.rules import PUBLISHED, STATE_WORDS, next_steps, promised_day

_SHOWN = {"item": 1, "by": 1, "deliver_hint": 1, "state": 1, "claim": 1, "returned": 1}


def help_claim(
    *, actor: Actor, wish: str, claimant: Claimant, base_url: str, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Claim for somebody who consented before a witness; needs ``claim.help`` over the wish.

    Returns the claim with the link of its receipt, and whether it is new. Raises what `claim_wish` raises.
    """
    found = Wish.collection().find_one({"_id": wish, "state": {"$in": PUBLISHED}}, {"line": 1})
    if found is None:
        raise NotFound
    actor.must("claim.help", found["line"])
    helped = replace(claimant, channel="helped", staffed=True)
    kept, new = claim_wish(actor=actor, wish=wish, claimant=helped, now=now)
    return _shown(kept) | {"receipt": receipt_link(base_url, wish, kept["claim"]["client"])}, new


def read_receipt(*, wish: str, token: str, address: str, now: datetime) -> dict[str, Any]:
    """What a paper receipt's link opens: the claim, or that it no longer stands. Raises `NotFound`, `TooMany`."""
    found = Wish.collection().find_one({"_id": wish, "state": {"$in": PUBLISHED}}, _SHOWN)
    if found is None:
        raise NotFound
    standing = (found.get("claim") or {}).get("client")
    clients = [*([standing] if standing else []), *found.get("returned", [])]
    stands = client_of(wish, clients, token, address=address, now=now) == standing
    known = {"code": wish, "item": found["item"], "stands": stands}
    if not stands:
        return known
    return known | _shown(found) | {"state": found["state"], "state_words": STATE_WORDS[found["state"]]}


def _shown(wish: dict[str, Any]) -> dict[str, Any]:
    claim, promised = wish["claim"], promised_day(wish)
    steps = next_steps(item=wish["item"], deliver_hint=wish["deliver_hint"], number=claim["number"], promised=promised)
    shown = {name: claim[name] for name in ("number", "claimed_at", "phone_masked", "name_masked")}
    return shown | {"code": wish["_id"], "item": wish["item"], "promise_by": promised, "next_steps": steps}
