"""An organisation claims many wishes by list; each row is a claim of its own, so one taken wish spoils no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.access.limits import hit
from weiguang.events.service import get_fair
from weiguang.storage.vault import the_vault
from weiguang.wishes.claiming import Claimant, ClaimGivenBack, WishAlreadyClaimed, WishHeld, claim_wish, digest_client
from weiguang.wishes.rules import promised_day
from weiguang.wishes.taking.finding import find_wishes
from weiguang.wishes.taking.rules import client_for, find_typed

LISTS_PER_ADDRESS, LISTS_PER_PHONE, WINDOW_S = 60, 10, 3600


def claim_list(
    *, actor: Actor, fair: ObjectId, claimant: Claimant, codes: list[str], address: str, now: datetime
) -> list[dict[str, Any]]:
    """Claim every wish of a list; one answer per row, in order.

    Staff with ``claim.help`` over the fair claim past the limits, and confirmed at once. Raises `NotFound`, `TooMany`,
    `ClientIdReused`.
    """
    staffed = actor.may("claim.help", get_fair(fair)["line"])
    if not staffed:
        phone = the_vault().digest("claimant", claimant.phone)
        hit(name="lists", key=address, most=LISTS_PER_ADDRESS, window_s=WINDOW_S, now=now)
        hit(name="list-phone", key=phone, most=LISTS_PER_PHONE, window_s=WINDOW_S, now=now)
    claimant = replace(claimant, channel="organisation", staffed=staffed)
    wishes, seen, answers = find_wishes(fair, codes), set[str](), []
    for typed in codes:
        found = find_typed(typed, wishes)
        answers.append({"typed": typed} | _answer(actor, found["_id"] if found else None, claimant, seen, now))
    return answers


def _answer(actor: Actor, wish: str | None, claimant: Claimant, seen: set[str], now: datetime) -> dict[str, Any]:
    if wish is None:
        return {"state": "unknown"}
    own = replace(claimant, client_id=client_for(claimant.client_id, wish))
    twice = wish in seen
    seen.add(wish)
    try:
        kept, _ = claim_wish(actor=actor, wish=wish, claimant=own, now=now)
    except WishAlreadyClaimed as refused:
        return {"state": "taken", "code": wish, "similar": refused.extra["similar"]}
    except WishHeld as refused:
        return {"state": "held", "code": wish, "similar": refused.extra["similar"]}
    except ClaimGivenBack:
        return {"state": "given_back", "code": wish}
    claim = kept["claim"]
    fresh = not twice and claim["client"] == digest_client(own.client_id)
    return {
        **({"state": "claimed", "client_id": own.client_id} if fresh else {"state": "already_yours"}),
        "code": wish,
        "item": kept["item"],
        "number": claim["number"],
        "promise_by": promised_day(kept),
    }
