"""Proofs and times of check-ins: pure functions, held by tests/vectors/check_in_codes.json."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals that cannot be mistaken for one another on paper or a screen."""

CODE_LENGTH = 6
PROOF_LENGTH = 10
ROTATES_S = 15
ACCEPT_S = 45
EARLY_S = 5
CODES_SHOWN = 4

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


def believable(moment: datetime, received_at: datetime) -> bool:
    """Whether a scan at ``moment`` may reach us at ``received_at``."""
    return received_at - LATE <= moment <= received_at + AHEAD


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
