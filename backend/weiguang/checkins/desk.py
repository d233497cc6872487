"""The organiser's screen: the code of this moment and the next ones, so that it rotates through a short outage."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.checkins import rules
from weiguang.checkins.managing import count_admitted
from weiguang.checkins.service import ensure_event_point, get_point
from weiguang.events.service import get_event


def show_desk_code(*, actor: Actor, event: ObjectId, base_url: str, now: datetime) -> dict[str, Any]:
    """The current and the next three codes of an event's point, and how many checked in today.

    Raises `NotFound`, and `Forbidden` unless ``check_in.desk`` reaches the event.
    """
    found = get_event(event)
    actor.must("check_in.desk", found["line"])
    return _shown(ensure_event_point(found), base_url, now)


def show_point_code(*, actor: Actor, code: str, base_url: str, now: datetime) -> dict[str, Any]:
    """The same of any point; raises `NotFound`, and `Forbidden` unless ``check_in.desk`` reaches it."""
    point = get_point(code)
    actor.must("check_in.desk", point["line"])
    return _shown(point, base_url, now)


def _shown(point: dict[str, Any], base_url: str, now: datetime) -> dict[str, Any]:
    slot = rules.slot_at(now)
    codes = [_code(point, later, base_url) for later in range(slot, slot + rules.CODES_SHOWN)]
    issued_at = rules.slot_start(slot)
    return {
        "event": point["event"],
        "title": point["title"],
        "name": point["name"],
        "point": point["_id"],
        "proof": codes[0]["proof"],
        "url": codes[0]["url"],
        "issued_at": issued_at,
        "expires_at": issued_at + timedelta(seconds=rules.ACCEPT_S),
        "rotates_s": rules.ROTATES_S,
        "accept_s": rules.ACCEPT_S,
        "codes": codes,
        "checked_in": count_admitted(point, now),
        "server_time": now,
    }


def _code(point: dict[str, Any], slot: int, base_url: str) -> dict[str, Any]:
    """One code and when to show it. In capitals the QR is alphanumeric: one version smaller."""
    proof = rules.proof_of(point["secret"], slot)
    return {
        "proof": proof,
        "url": f"{base_url}/C/{point['_id']}/{proof}".upper(),
        "from": rules.slot_start(slot),
        "to": rules.slot_start(slot + 1),
    }
