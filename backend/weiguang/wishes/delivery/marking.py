"""Marking a stop: delivered, nobody there, or another day; also late, from a phone that was offline.

A phone speaks of the run sheet that it had. When the planner gave the stop another day or team meanwhile, a delivery
still is one: the stop is put back to where it was made. That nobody was there, or that the team chose another day, is
kept as a try and leaves the planner's new plan as it stands.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.access.limits import hit, refuse_past
from weiguang.errors import ClientIdReused, Conflict, Forbidden, NotFound, Unacceptable
from weiguang.offline import UnreadableRow, answer_each
from weiguang.participation.recording import fingerprint, person_key
from weiguang.storage.clock import corrected, local_day
from weiguang.storage.vault import the_vault
from weiguang.wishes import life
from weiguang.wishes.delivery.rules import (
    DELIVERABLE,
    PLACES_KEPT,
    TRIES_KEPT,
    believable,
    is_due,
    is_signature,
)
from weiguang.wishes.delivery.sheets import WishWithdrawn, find_stop, receipt_code_of
from weiguang.wishes.delivery.teams import teams_of
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import DELIVERED

STORED = {"delivered": "已记下：送达了", "absent": "已记下：没有人在", "rescheduled": "已记下：改了日子"}
DUPLICATE = "这一站已经送达，不用再记"
AGAIN = "这一次已经记过了"
MOVED = "已记下；这一站后来另排了日子，以新的安排为准"
CODE_WRONG_MOST = 10
CODE_WINDOW_S = 3600
TRIES = 5


class MarkTimeOutOfRange(Conflict):
    """The mark lies too far back, or in the future, even by the corrected clock."""

    code = "mark_time_out_of_range"
    title = "手机记下的时间不对，请检查手机时间，再记一次"


class StopNotToday(Forbidden):
    """The stop's day has not come."""

    code = "stop_not_today"
    title = "这一站还没到日子；提前送了，请主办方先改日子再记"


class ReceiptCodeWrong(Conflict):
    """The digits are not this wish's."""

    code = "receipt_code_wrong"
    title = "收货码不对，请对方再看一下；没有码也可以签字"


@dataclass(frozen=True)
class Mark:
    """One tap at one stop. ``receipt`` is None or has ``kind`` and ``value``; ``day`` is the new one."""

    client_id: str
    wish: str
    outcome: str
    at: datetime
    sent_at: datetime | None = None
    day: str | None = None
    receipt: dict[str, str] | None = None


def mark_stop(*, actor: Actor, mark: Mark, now: datetime) -> dict[str, Any]:
    """Mark a stop; the same mark again, or one after the delivery, is answered as a duplicate.

    Raises `NotFound`, `WishWithdrawn`, `StopNotToday`, `MarkTimeOutOfRange`, `ReceiptCodeWrong`, `ClientIdReused`,
    `Unacceptable`.
    """
    moment, _ = corrected(mark.at, mark.sent_at, now)
    line = _try_of(actor, mark, moment)
    for _ in range(TRIES):
        found = find_stop(mark.wish)
        if _is_written(found, line):
            return _answer(mark, "duplicate", AGAIN)
        place = _place_of(actor, found, moment)
        standing = _standing(found, line)
        if standing:
            return _answer(mark, "duplicate", standing)
        _check(mark, place, moment, now)
        with suppress(life.WishWrongState):  # marked or moved by somebody between the two: look again
            return _answer(mark, "stored", _write(mark, found, place, line))
    raise life.wrong_state(mark.wish)


def mark_all(*, actor: Actor, rows: list[dict[str, Any] | UnreadableRow], now: datetime) -> list[dict[str, Any]]:
    """Mark an offline queue: one answer per row, in order; no row spoils another."""
    return answer_each(rows, lambda row: mark_stop(actor=actor, mark=Mark(**row), now=now))


def _answer(mark: Mark, state: str, message: str) -> dict[str, Any]:
    return {"state": state, "wish": mark.wish, "outcome": mark.outcome, "message": message}


def _is_written(found: dict[str, Any], line: dict[str, Any]) -> bool:
    """Whether the same person made the same mark before; also when the stop is another team's by now."""
    return any(
        all(earlier[name] == line[name] for name in ("client", "fingerprint", "by"))
        for earlier in found["delivery"].get("tries", [])
    )


def _standing(found: dict[str, Any], line: dict[str, Any]) -> str:
    """Why this mark needs no writing: it is written, or the stop is delivered; empty when it does."""
    for earlier in found["delivery"].get("tries", []):
        if earlier["client"] == line["client"]:
            if earlier["fingerprint"] != line["fingerprint"]:
                raise ClientIdReused
            return AGAIN
    if found["state"] in DELIVERED:
        return DUPLICATE
    if found["state"] == "withdrawn":
        raise WishWithdrawn
    return ""


def _place_of(actor: Actor, found: dict[str, Any], moment: datetime) -> dict[str, Any] | None:
    """The team and day that the actor marks at: the stop's own, else the latest due one of theirs that it had before.

    None for who plans, on no run sheet; a member whose day has not come gets the stop's own. Raises `NotFound`.
    """
    stop: dict[str, Any] = found["delivery"]
    places = [stop, *reversed(stop.get("was", []))]
    teams = teams_of(actor, {place["team"] for place in places})
    mine = [place for place in places if place["team"] in teams]
    due = next((place for place in mine if is_due(place, moment)), None)
    if due is None and actor.may("wish.deliver", found["line"]) and stop["team"] not in teams:
        return None
    if not mine:
        raise NotFound
    standing: dict[str, Any] = due or mine[0]
    return standing


def _check(mark: Mark, place: dict[str, Any] | None, moment: datetime, now: datetime) -> None:
    if not believable(moment, now):
        raise MarkTimeOutOfRange
    if place and not is_due(place, moment):
        raise StopNotToday
    if mark.outcome == "rescheduled" and (mark.day is None or mark.day < local_day(moment)):
        raise Unacceptable("请选今天或以后的日子", errors=[{"field": "day", "message": "请选今天或以后的日子"}])
    if mark.outcome == "delivered" and mark.receipt:
        _check_receipt(mark.wish, mark.receipt, now)


def _check_receipt(wish: str, receipt: dict[str, str], now: datetime) -> None:
    """A signature is only pen strokes; wrong digits are limited per wish, so that nobody guesses."""
    if receipt["kind"] == "signature":
        if not is_signature(receipt["value"]):
            raise Unacceptable("签字没有读到，请清空再签一次", errors=[{"field": "receipt", "message": "请再签一次"}])
        return
    limit: dict[str, Any] = {"name": "receipt", "key": wish, "most": CODE_WRONG_MOST, "window_s": CODE_WINDOW_S}
    refuse_past(**limit, now=now)
    if not hmac.compare_digest(receipt_code_of(wish).encode(), receipt["value"].encode()):
        hit(**limit, now=now)
        raise ReceiptCodeWrong


def _try_of(actor: Actor, mark: Mark, moment: datetime) -> dict[str, Any]:
    printed = fingerprint(mark.wish, mark.outcome, mark.day, mark.at.isoformat())
    who = person_key(actor.person) if actor.person else ""
    return {"client": mark.client_id, "fingerprint": printed, "outcome": mark.outcome, "at": moment, "by": who}


def _write(mark: Mark, found: dict[str, Any], place: dict[str, Any] | None, line: dict[str, Any]) -> str:
    """One conditional write on exactly this plan of the stop; returns what to answer. Raises `WishWrongState`."""
    stop = found["delivery"]
    where = {f"delivery.{name}": stop[name] for name in ("team", "day")}
    where["delivery.tries.client"] = {"$ne": mark.client_id}
    push: dict[str, Any] = {"delivery.tries": {"$each": [line], "$slice": -TRIES_KEPT}}
    moved = place is not None and place is not stop
    if mark.outcome == "delivered":
        change: dict[str, Any] = {
            "delivery.state": mark.outcome,
            "delivery.receipt": _sealed(mark.receipt),
            "step_at": None,
        }
        change |= {f"delivery.{name}": (place or stop)[name] for name in ("team", "day")}
        life.move(wish=mark.wish, act="deliver", by=line["by"], now=line["at"], where=where, change=change, push=push)
        return STORED[mark.outcome]
    change = {} if moved else {"delivery.state": mark.outcome}
    if mark.outcome == "rescheduled" and not moved:
        change["delivery.day"] = mark.day
        push["delivery.was"] = {"$each": [{name: stop[name] for name in ("team", "day")}], "$slice": -PLACES_KEPT}
    history = life.history_line(mark.outcome, by=line["by"], now=line["at"], note=mark.day or "")
    done = Wish.collection().update_one(
        {"_id": mark.wish, "state": {"$in": DELIVERABLE}} | where,
        ({"$set": change} if change else {}) | {"$push": push | {"history": life.onto_history(history)}},
    )
    if not done.matched_count:
        raise life.wrong_state(mark.wish)
    return MOVED if moved else STORED[mark.outcome]


def _sealed(receipt: dict[str, str] | None) -> dict[str, Any] | None:
    """A signature is sealed; of a code only that it was right."""
    if receipt is None:
        return None
    sealed = {"sealed": the_vault().seal(receipt["value"])} if receipt["kind"] == "signature" else {}
    return {"kind": receipt["kind"]} | sealed
