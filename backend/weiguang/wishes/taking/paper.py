"""Paper lists keyed in afterwards: every row with its true time, and no row that loses in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict, DomainError, NotFound
from weiguang.events.service import get_fair
from weiguang.offline import UnreadableRow
from weiguang.storage.vault import the_vault
from weiguang.wishes.claiming import Claimant, WishAlreadyClaimed, claim_wish, seal_claimant, tell_claim
from weiguang.wishes.taking.finding import find_wishes
from weiguang.wishes.taking.models import ClaimConflict
from weiguang.wishes.taking.rules import believable, find_typed, promised_on_paper

STORED = "已登记"
DUPLICATE = "这一行早就登记过了"
CONFLICTING = "这个心愿已经有别人认领，已放进“认领冲突”，请主办方联系两边"
NO_SUCH_WISH = "这场集市里没有这个编号的心愿，请对着纸质名单再看看"


class PaperTimeOutOfRange(Conflict):
    """The time on the row lies in the future, or long before the fair."""

    code = "paper_time_out_of_range"
    title = "这一行的时间不对：不能晚于现在，也不能比集市早太多"


@dataclass(frozen=True)
class PaperRow:
    """One row of a paper list as it was keyed in; ``wish`` is a code or a serial."""

    client_id: str
    wish: str
    name: str
    phone: str
    claimed_at: datetime


def key_in(
    *, actor: Actor, fair: ObjectId, rows: Sequence[PaperRow | UnreadableRow], now: datetime
) -> list[dict[str, Any]]:
    """Claim by paper; one answer per row, in order. Needs ``claim.help`` over the fair. Raises `NotFound`."""
    event = get_fair(fair)
    actor.must("claim.help", event["line"])
    wishes = find_wishes(fair, [row.wish for row in rows if isinstance(row, PaperRow)])
    return [{"client_id": row.client_id} | _answer(actor, event, row, wishes, now) for row in rows]


def _answer(
    actor: Actor, event: dict[str, Any], row: PaperRow | UnreadableRow, wishes: list[dict[str, Any]], now: datetime
) -> dict[str, Any]:
    if isinstance(row, UnreadableRow):
        return {"state": "refused", "code": "validation_failed", "message": row.message}
    wish = find_typed(row.wish, wishes)
    if wish is None:
        return {"state": "refused", "code": NotFound.code, "message": NO_SUCH_WISH}
    about = {"wish": wish["_id"], "item": wish["item"]}
    try:
        if not believable(row.claimed_at, event["date"], now):
            raise PaperTimeOutOfRange
        return about | _claim(actor, event["_id"], wish["_id"], wish["by"], row, now)
    except DomainError as refused:
        return about | {"state": "refused", "code": refused.code, "message": refused.detail}


def _claim(actor: Actor, fair: ObjectId, wish: str, by: str | None, row: PaperRow, now: datetime) -> dict[str, Any]:
    """Claim, or leave a conflict for somebody to decide; a row that left one before is answered so again."""
    claimant = Claimant(
        client_id=row.client_id,
        name=row.name,
        phone=row.phone,
        channel="paper",
        staffed=True,
        claimed_at=min(row.claimed_at, now),
    )
    promised = promised_on_paper(by, row.claimed_at, now)
    told = tell_claim(actor=actor, wish=wish, claimant=claimant, promised=promised, now=now)
    key = conflict_key(wish, told["client"])
    earlier = ClaimConflict.collection().find_one({"_id": key}, {"claim.fingerprint": 1})
    if earlier is None:
        try:
            _, new = claim_wish(actor=actor, wish=wish, claimant=claimant, promised=promised, now=now)
        except WishAlreadyClaimed:
            earlier = _leave_conflict(key, fair, wish, told | seal_claimant(claimant), now)
        else:
            return {"state": "stored" if new else "duplicate", "message": STORED if new else DUPLICATE}
    if earlier["claim"]["fingerprint"] != told["fingerprint"]:
        raise ClientIdReused
    return {"state": "conflict", "code": WishAlreadyClaimed.code, "message": CONFLICTING}


def conflict_key(wish: str, client: str) -> ObjectId:
    """The natural key of a conflict, which tells nothing about either."""
    return ObjectId(the_vault().digest("claim-conflict", f"{wish}\0{client}")[:24])


def _leave_conflict(key: ObjectId, fair: ObjectId, wish: str, claim: dict[str, Any], now: datetime) -> dict[str, Any]:
    made = {"_id": key, "fair": fair, "wish": wish, "claim": claim, "state": "open", "decision": None, "at": now}
    try:
        ClaimConflict.collection().insert_one(made)
    except DuplicateKeyError:  # the same row, sent twice at once
        return ClaimConflict.collection().find_one({"_id": key}) or made
    return made
