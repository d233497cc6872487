"""Proofs, rules and times of check-ins: pure functions; the proofs are held by tests/vectors/check_in_codes.json."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from weiguang.checkins.deciding import Rule
from weiguang.storage.clock import SHANGHAI
from weiguang.storage.codes import ALPHABET

PROOF_LENGTH = 10
ROTATES_S = 15
ACCEPT_S = 45
EARLY_S = 5
CODES_SHOWN = 4
ROWS_MOST = 1_000
"""Rows of one batch."""

ENTRANCES = ("gate", "desk")
"""Kinds of points through which people come in: one code at two of a kind within `SHARED` is looked at."""
SHARED = timedelta(minutes=10)

SHIFT_MOST = timedelta(hours=16)
LATE = timedelta(days=7)
AHEAD = timedelta(seconds=60)


def slot_at(moment: datetime) -> int:
    """The number of the 15-second slot that ``moment`` lies in, counted from 1970."""
    return _milliseconds(moment) // (ROTATES_S * 1000)


def slot_start(slot: int) -> datetime:
    """When a slot begins."""
    return datetime.fromtimestamp(slot * ROTATES_S, UTC)


def proof_of(secret: bytes, slot: int) -> str:
    """The proof shown during ``slot``: the first eight bytes of the MAC as a number, its ten lowest digits base 31."""
    mac = hmac.digest(secret, slot.to_bytes(8, "big", signed=True), hashlib.sha256)
    number, letters = int.from_bytes(mac[:8], "big"), ""
    for _ in range(PROOF_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return letters


def good_slots(moment: datetime) -> range:
    """The slots whose proof is good for a scan at ``moment``: 5 s before the slot until 45 s after it began."""
    at = _milliseconds(moment)
    first = -((ACCEPT_S * 1000 - at) // (ROTATES_S * 1000))
    last = (at + EARLY_S * 1000) // (ROTATES_S * 1000)
    return range(first, last + 1)


def proves(secret: bytes, proof: str, moment: datetime) -> bool:
    """Whether ``proof`` was on the screen at ``moment``; compared in constant time, the newest first."""
    given = proof.encode()
    return any(hmac.compare_digest(proof_of(secret, slot).encode(), given) for slot in reversed(good_slots(moment)))


def rule_of(point: Mapping[str, Any]) -> Rule:
    """The rule of a point as it stands: who closes a point by hand ends it then, whatever its rule says."""
    rule, closed_at = Rule.of(point.get("rule") or {}), point.get("closed_at")
    if closed_at is None or (rule.closes_at is not None and rule.closes_at < closed_at):
        return rule
    return replace(rule, closes_at=closed_at - timedelta(milliseconds=1))


def branches_of(point: Mapping[str, Any]) -> list[Any]:
    """The branches whose members the rule means; none: members of any branch."""
    own = [point["branch"]] if point.get("branch") else []
    return list(point.get("branches") or own)


def is_open(rule: Rule, now: datetime) -> bool:
    """Whether people may come in now."""
    return (rule.opens_at is None or rule.opens_at <= now) and (rule.closes_at is None or now <= rule.closes_at)


def shift_end(rule: Rule, in_at: datetime) -> datetime:
    """When a stay that began at ``in_at`` is over: at the closing, else at the end of the day in Shanghai.

    A closing further away than a shift lasts is the end of an event of several days.
    """
    if rule.closes_at is not None and in_at < rule.closes_at <= in_at + SHIFT_MOST:
        return rule.closes_at
    return _day_begins(in_at) + timedelta(days=1)


def runs_over_midnight(rule: Rule, moment: datetime) -> bool:
    """Whether somebody who came yesterday may still be inside at ``moment``."""
    if not rule.check_out or rule.closes_at is None or rule.closes_at <= moment:
        return False
    midnight = _day_begins(moment)
    opened = rule.opens_at is None or rule.opens_at < midnight
    return opened and rule.closes_at - SHIFT_MOST < midnight


def _day_begins(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def minutes_between(in_at: datetime, out_at: datetime) -> int:
    """The whole minutes of a stay."""
    return max(0, (out_at - in_at) // timedelta(minutes=1))


def believable(moment: datetime, received_at: datetime) -> bool:
    """Whether a scan at ``moment`` may reach us at ``received_at``."""
    return received_at - LATE <= moment <= received_at + AHEAD


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
