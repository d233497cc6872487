"""A beneficiary's thanks: written down by the team, read by a second person, then shown to the claimant alone."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict, Forbidden, NotFound
from weiguang.participation.recording import person_key
from weiguang.wishes import life
from weiguang.wishes.beneficiaries import refuse_naming
from weiguang.wishes.claiming import digest_client
from weiguang.wishes.delivery.sheets import find_stop
from weiguang.wishes.delivery.teams import find_team, is_member, must_plan
from weiguang.wishes.models import Wish


class ThanksWaiting(Conflict):
    """Thanks are there already: waiting for a second person, or approved."""

    code = "thanks_exist"
    title = "这个心愿已经有一段感谢话了，请等主办方看过"


class SecondPersonNeeded(Forbidden):
    """Whoever wrote the thanks does not approve them."""

    code = "second_person_needed"
    title = "自己写的感谢话，要请另一位工作人员来看"


class NothingToReview(Conflict):
    """The thanks were reviewed by somebody else, or replaced."""

    code = "nothing_to_review"
    title = "这段感谢话已经有人处理了，请刷新看看"


def propose_thanks(*, actor: Actor, wish: str, client_id: str, text: str, now: datetime) -> None:
    """Write the thanks down after the delivery; refused ones may be written anew.

    The same request again changes nothing, also after it was refused. Raises `NotFound`, `Unacceptable`,
    `ClientIdReused`, `ThanksWaiting`, `WishWrongState`.
    """
    found = find_stop(wish)
    if not is_member(actor, find_team(found["delivery"]["team"])) and not actor.may("wish.deliver", found["line"]):
        raise NotFound
    who = _key(actor)
    refuse_naming(wish=wish, text=text, field="text", by=who, now=now)
    thanks = {"client": client_id, "text": text, "state": "proposed", "by": who, "at": now}
    done = Wish.collection().update_one(
        {
            "_id": wish,
            "state": "delivered",
            "delivery.thanks.state": {"$in": [None, "refused"]},
            "delivery.thanks.client": {"$ne": client_id},
        },
        {
            "$set": {"delivery.thanks": thanks},
            "$push": {"history": life.onto_history(life.history_line("thanks", by=who, now=now))},
        },
    )
    if done.matched_count:
        return
    standing = find_stop(wish)
    earlier = standing["delivery"].get("thanks") or {}
    if earlier.get("client") == client_id:
        if earlier["text"] != text:
            raise ClientIdReused
        return
    if standing["state"] in ("delivered", "closed"):
        raise ThanksWaiting
    raise life.wrong_state(wish)


def review_thanks(*, actor: Actor, wish: str, client_id: str, decision: str, now: datetime) -> None:
    """Approve, which closes the wish, or refuse; ``client_id`` names the thanks that were read.

    The same decision again changes nothing. Raises `NotFound`, `Forbidden`, `SecondPersonNeeded`, `NothingToReview`.
    """
    found = find_stop(wish)
    actor.must("wish.deliver", found["line"])
    who, thanks = _key(actor), found["delivery"].get("thanks") or {}
    target = {"approve": "approved", "refuse": "refused"}[decision]
    if thanks.get("client") == client_id and thanks["state"] == target:
        return
    if thanks.get("by") == who:
        raise SecondPersonNeeded
    where = {
        "delivery.thanks.client": client_id,
        "delivery.thanks.state": "proposed",
        "delivery.thanks.by": {"$ne": who},
    }
    reviewed = {"delivery.thanks.state": target, "delivery.thanks.reviewed_by": who}
    if decision == "approve":
        try:
            life.move(
                wish=wish, act="close", by=who, now=now, where=where, change=reviewed | {"delivery.closed_at": now}
            )
        except life.WishWrongState:
            raise NothingToReview from None
        return
    line = life.history_line("thanks_refused", by=who, now=now)
    if (
        not Wish.collection()
        .update_one({"_id": wish} | where, {"$set": reviewed, "$push": {"history": life.onto_history(line)}})
        .matched_count
    ):
        raise NothingToReview


def list_thanks(*, actor: Actor, fair: ObjectId, after: tuple[int] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` thanks of a fair that wait for a second person, by serial; ``mine`` wrote the caller."""
    must_plan(actor, fair)
    query: dict[str, Any] = {"fair": fair, "state": "delivered", "delivery.thanks.state": "proposed"}
    if after:
        query["serial"] = {"$gt": after[0]}
    shown = {"serial": 1, "item": 1, "delivery.thanks": 1}
    found = Wish.collection().find(query, shown).sort("serial", 1).limit(limit + 1)
    return [_shown(wish, wish["delivery"]["thanks"], _key(actor)) for wish in found]


def read_thanks(*, wish: str, client_id: str) -> str | None:
    """The approved thanks, for whoever proves the claim by its client id; None while there are none.

    Raises `NotFound` for a wrong proof as for an unknown wish.
    """
    shown = {"claim.client": 1, "delivery.thanks": 1}
    found = Wish.collection().find_one({"_id": wish, "claim.client": {"$exists": True}}, shown)
    if found is None or not hmac.compare_digest(found["claim"]["client"], digest_client(client_id)):
        raise NotFound
    thanks = (found.get("delivery") or {}).get("thanks") or {}
    return str(thanks["text"]) if thanks.get("state") == "approved" else None


def _shown(wish: dict[str, Any], thanks: dict[str, Any], who: str) -> dict[str, Any]:
    return {
        "code": wish["_id"],
        "serial": wish["serial"],
        "item": wish["item"],
        "client_id": thanks["client"],
        "text": thanks["text"],
        "at": thanks["at"],
        "mine": thanks["by"] == who,
    }


def _key(actor: Actor) -> str:
    return person_key(actor.person) if actor.person else ""
