"""Audiences, payloads, retries and final states: pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from weiguang.errors import Unacceptable
from weiguang.storage.vault import mask_phone

KEPT_BY_DEFAULT = timedelta(days=1)
TTL_MOST_S = 28 * 86_400
PAYLOAD_BYTES = 2_000
"""Well below RFC 8291's 3,993: some services refuse more than about 3,000, and a short push is cheap on the uplink."""

ATTEMPTS = 6
BACKOFF_S = 30.0
BACKOFF_MOST_S = 3_600.0

_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")


class AudienceEmpty(Unacceptable):
    """Nobody is addressed."""

    title = "请选择发给谁"


class ExpiresTooEarly(Unacceptable):
    """The notice would be stale before it is sent."""

    title = "失效时间要晚于发送时间"


def normal_audience(audience: Mapping[str, Any]) -> dict[str, Any]:
    """The audience without empty parts and repeats, in a fixed order; raises `AudienceEmpty`."""
    normal: dict[str, Any] = {"everyone": True} if audience.get("everyone") else {}
    for part in ("branches", "events", "districts"):
        values = sorted(set(audience.get(part) or ()))
        if values:
            normal[part] = values
    if not normal:
        raise AudienceEmpty(errors=[{"field": "audience", "message": AudienceEmpty.title}])
    return normal


def check_times(*, send_at: datetime | None, expires_at: datetime | None, now: datetime) -> None:
    """Raise `ExpiresTooEarly` when nobody could read the notice in time."""
    if expires_at and expires_at <= max(send_at or now, now):
        raise ExpiresTooEarly(errors=[{"field": "expires_at", "message": ExpiresTooEarly.title}])


def fit_payload(notice: str, title: str, body: str) -> bytes:
    """The push message as JSON of at most `PAYLOAD_BYTES`, its body shortened by whole characters.

    Phone numbers are masked: a push stays on lock screens and in logs of systems we do not run.
    """
    title, body = _without_phones(title), _without_phones(body)

    def packed(text: str) -> bytes:
        return orjson.dumps({"title": title, "body": text, "tag": notice, "url": f"/inbox/{notice}"})

    if len(packed(body)) <= PAYLOAD_BYTES:
        return packed(body)
    fits, too_long = 0, len(body)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        fits, too_long = (middle, too_long) if len(packed(body[:middle] + "…")) <= PAYLOAD_BYTES else (fits, middle)
    return packed(body[:fits].rstrip() + "…")


def _without_phones(text: str) -> str:
    return _PHONE.sub(lambda found: mask_phone("".join(found.groups())), text)


def push_deadline(*, sent_at: datetime, expires_at: datetime | None) -> datetime:
    """Until when a push is worth delivering: the notice's own end, or a day."""
    return expires_at or sent_at + KEPT_BY_DEFAULT


def ttl_s(*, expires_at: datetime, now: datetime) -> int:
    """How long a push service shall keep the message for a phone that is off; never 0, which drops it at once."""
    return max(1, min(TTL_MOST_S, int((expires_at - now).total_seconds())))


def backoff_s(attempts: int) -> float:
    """How long to wait after the ``attempts``-th try: 30 s, 2 min, 8 min, 32 min, then an hour."""
    return min(BACKOFF_MOST_S, BACKOFF_S * 4.0 ** (attempts - 1))


@dataclass(frozen=True)
class Answer:
    """What became of one push to one subscription: ``outcome`` is sent, gone, failed or retry."""

    outcome: str
    reason: str = ""
    wait_s: float | None = None


@dataclass(frozen=True)
class Conclusion:
    """Where a delivery stands after a try; ``wait_s`` says when a queued one is due again."""

    state: str
    results: dict[str, str]
    reason: str | None = None
    wait_s: float = 0.0


def conclude(results: Mapping[str, str], answers: Mapping[str, Answer], attempts: int) -> Conclusion:
    """The state of a delivery after its ``attempts``-th try.

    One device that got it makes it sent. A subscription that asks to come back keeps the delivery queued, until the
    tries are used up.
    """
    settled = dict(results)
    waiting = {key: answer for key, answer in answers.items() if answer.outcome == "retry"}
    for key, answer in answers.items():
        if key not in waiting:
            settled[key] = f"failed:{answer.reason}" if answer.outcome == "failed" else answer.outcome
    if waiting and attempts < ATTEMPTS:
        asked = max(answer.wait_s if answer.wait_s is not None else backoff_s(attempts) for answer in waiting.values())
        return Conclusion("queued", settled, next(iter(waiting.values())).reason, asked)
    settled |= {key: f"failed:{answer.reason}" for key, answer in waiting.items()}
    if "sent" in settled.values():
        return Conclusion("sent", settled)
    failed = next((result for result in settled.values() if result.startswith("failed:")), None)
    if failed:
        return Conclusion("failed", settled, failed.removeprefix("failed:"))
    return Conclusion("gone", settled, "no_live_subscription")
