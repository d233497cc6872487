"""What a claimant, or staff on their behalf, does about a promise: ready, confirmed, another day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, Forbidden, NotFound, Unacceptable
from weiguang.participation.recording import person_key
from weiguang.storage.clock import local_day
from weiguang.wishes.claiming import digest_client
from weiguang.wishes.life import WishWrongState, history_line, move, onto_history, was_done, wrong_state
from weiguang.wishes.models import Wish
from weiguang.wishes.promises.rules import EXTENSION_DAYS, EXTENSIONS_MOST, STAFF_DAYS
from weiguang.wishes.receipts import client_of
from weiguang.wishes.releasing import ClaimNotYours
from weiguang.wishes.rules import PUBLISHED, next_step_at, promised_day

CONTACT = "claim.contact"
_NEEDED = {"state": 1, "line": 1, "by": 1, "claim": 1}


class PromiseExtendedEnough(Conflict):
    """A claimant moved the day as often as they may."""

    code = "promise_extended_enough"
    title = "日子已经改过两次了；还需要改，请联系主办方，办不到也可以退回"


class PromiseDayRefused(Unacceptable):
    """The new day is before what it moves, or too far away."""

    title = "这个日子不行，请换一个"


@dataclass(frozen=True)
class Proof:
    """What came with a request: the client id, and the token of a paper receipt with the ``address`` it came from."""

    client_id: str
    receipt: str | None = None
    address: str = ""


def find_wish(wish: str) -> dict[str, Any]:
    """A published wish with what a promise needs; raises `NotFound`."""
    found = Wish.collection().find_one({"_id": wish, "state": {"$in": PUBLISHED}}, _NEEDED)
    if found is None:
        raise NotFound
    return found


def make_ready(*, actor: Actor, wish: str, proof: Proof, now: datetime) -> dict[str, Any]:
    """The goods are ready. Raises `NotFound`, `WishWrongState`, `ClaimNotYours`; again is the same."""
    found = find_wish(wish)
    by, client = _who_acts(actor, found, proof, now)
    if found["state"] != "ready" and not (client and was_done(wish, client, act="ready")):
        try:
            # A claimant who has it ready means it: from now on the claim gives way to no card.
            change = {"step_at": None, "claim.confirmed": True, "claim.call": None}
            found = move(wish=wish, act="ready", by=by, now=now, where=_claim_of(found), change=change, client=client)
        except WishWrongState:
            found = find_wish(wish)
            if found["state"] != "ready":
                raise
    return show_promise(found)


def confirm(*, actor: Actor, wish: str, client_id: str, now: datetime) -> dict[str, Any]:
    """The promise stands: it gives way to no card and does not lapse. Raises `NotFound`, `Forbidden`, `WishWrongState`.

    For the signed-in claimant, and for staff who have asked them; what staff sent once confirms no later claim.
    """
    found = find_wish(wish)
    own = _is_own(actor, found)
    if not own and not actor.may(CONTACT, found["line"]):
        raise Forbidden
    if not found["claim"]:
        raise wrong_state(wish)
    client = "" if own else digest_client(client_id)
    if client and was_done(wish, client, act="confirm"):
        return show_promise(found)
    by = person_key(actor.person) if actor.person else ""
    line = history_line("confirm", by=by, now=now, client=client)
    Wish.collection().update_one(
        {"_id": wish, "state": "claimed", "claim.confirmed": {"$ne": True}} | _claim_of(found) | _once(client),
        {"$set": {"claim.confirmed": True, "claim.call": None}, "$push": {"history": onto_history(line)}},
    )
    found = find_wish(wish)
    if not (found["claim"] or {}).get("confirmed"):
        raise wrong_state(wish)
    return show_promise(found)


def move_day(*, actor: Actor, wish: str, proof: Proof, day: str, now: datetime) -> dict[str, Any]:
    """Promise another day; staff freely within 60 days, the claimant twice, by up to 14 days each; the same is no move.

    A late repeat of what staff sent does not set the day back; a claimant's cannot, for theirs only moves on. Raises
    `NotFound`, `WishWrongState`, `ClaimNotYours`, `PromiseDayRefused`, `PromiseExtendedEnough`, `ClientIdReused`.
    """
    found = find_wish(wish)
    by, client = _who_acts(actor, found, proof, now)
    staff = bool(client)
    if staff and was_done(wish, client, act="promise", note=day):
        return show_promise(found)
    if found["state"] != "claimed":
        raise wrong_state(wish)
    if day == promised_day(found) and not staff:
        return show_promise(found)
    moved = found["claim"].get("extended", 0)
    _check_day(day, promised=promised_day(found), today=local_day(now), staff=staff)
    if not staff and moved >= EXTENSIONS_MOST:
        raise PromiseExtendedEnough
    done = Wish.collection().update_one(
        # Exactly the promise that was read, so that of two moves at once one counts.
        {"_id": wish, "state": "claimed", "claim.promise_by": found["claim"].get("promise_by")}
        | _claim_of(found)
        | _once(client),
        {
            "$set": {
                "claim.promise_by": day,
                "claim.extended": moved + (not staff),
                "claim.call": None,
                "step_at": next_step_at(day, now),
            },
            "$push": {"history": onto_history(history_line("promise", by=by, now=now, note=day, client=client))},
        },
    )
    found = find_wish(wish)
    if not done.matched_count and (found["state"] != "claimed" or promised_day(found) != day):
        raise wrong_state(wish)
    return show_promise(found)


def show_promise(found: dict[str, Any]) -> dict[str, Any]:
    """How a promise stands, without whose it is."""
    claim = found["claim"]
    left = max(0, EXTENSIONS_MOST - claim.get("extended", 0)) if found["state"] == "claimed" else 0
    shown = {"code": found["_id"], "state": found["state"], "promise_by": promised_day(found)}
    return shown | {"confirmed": claim.get("confirmed", False), "extensions_left": left}


def _check_day(day: str, *, promised: str, today: str, staff: bool) -> None:
    earliest = today if staff else max(today, promised)
    most = STAFF_DAYS if staff else EXTENSION_DAYS
    latest = (date.fromisoformat(today if staff else earliest) + timedelta(days=most)).isoformat()
    if not earliest <= day <= latest:
        said = f"请选 {earliest} 到 {latest} 之间的一天"
        raise PromiseDayRefused(said, errors=[{"field": "day", "message": said}])


def _who_acts(actor: Actor, found: dict[str, Any], proof: Proof, now: datetime) -> tuple[str, str]:
    """Who moves this claim, for its history, and for staff the digest of their client id.

    Staff may act for any claim, so only the client id tells a repeat from a new act; a claimant's is the proof of one
    claim. Raises `ClaimNotYours`, `WishWrongState`.
    """
    claim = found["claim"]
    if not claim:
        raise wrong_state(found["_id"])
    client = digest_client(proof.client_id)
    if proof.receipt is not None:
        client = client_of(found["_id"], [claim["client"]], proof.receipt, address=proof.address, now=now)
    if _is_own(actor, found) or client == claim["client"]:
        return str(claim["who"]), ""
    if actor.person is not None and actor.may(CONTACT, found["line"]):
        return person_key(actor.person), digest_client(proof.client_id)
    raise ClaimNotYours


def _is_own(actor: Actor, found: dict[str, Any]) -> bool:
    return actor.person is not None and (found["claim"] or {}).get("who") == person_key(actor.person)


def _once(client: str) -> dict[str, Any]:
    return {"history.client": {"$ne": client}} if client else {}


def _claim_of(found: dict[str, Any]) -> dict[str, Any]:
    """The very claim that was read: it may have changed hands since."""
    return {"claim.client": (found["claim"] or {}).get("client")}
