"""Which step of a promise is due, what is said, and how a wish hangs: pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from weiguang.storage.clock import local_day
from weiguang.wishes.rules import REOPENING, next_step_at, promised_day, step_moments

EXTENSIONS_MOST = 2
EXTENSION_DAYS = 14
STAFF_DAYS = 60
WARNED = timedelta(days=3)
"""Between being told that the day is over and the lapse."""


@dataclass(frozen=True)
class Look:
    """What one look at a promise finds: the step to make (None: not yet) and when to look next."""

    step: str | None
    days: int
    next_at: datetime | None


def look_at(promised: str, since: datetime, now: datetime) -> Look:
    """The latest step since the look that was due at ``since``; the earlier ones that were missed are left out.

    A look after the last step is the lapse, put off when the claimant was not yet told that the day is over.
    """
    missed = [(step, days) for moment, step, days in step_moments(promised) if since <= moment <= now]
    following = next_step_at(promised, now)
    if following is None and ("overdue", 1) in missed:
        return Look("overdue", 1, now + WARNED)
    if following is None:
        return Look("lapse", 4, None)
    return Look(*missed[-1], following) if missed else Look(None, 0, following)


KINDS = ("overdue", "relapsed", "due", "call", "displaced", "open", "waiting", "undelivered")
"""How a wish hangs, worst first."""

NEXT_ACTS = {
    "overdue": "call",
    "relapsed": "find",
    "due": "confirm",
    "call": "call",
    "displaced": "sorry",
    "open": "find",
    "waiting": "plan",
    "undelivered": "plan",
}
"""The next best act: call them, have it confirmed, find a claimant, say sorry, plan a delivery."""

DUE_DAYS, OPEN_DAYS, WAITING_DAYS, RELAPSES = 3, 7, 3, 2


def days_between(earlier: str, later: str) -> int:
    """Whole days from one day to another; negative when ``later`` lies before."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def hanging(wish: Mapping[str, Any], *, fair_day: str, today: str) -> Iterator[tuple[str, int, dict[str, Any] | None]]:
    """How a wish hangs: its worst kind, and each displaced claimant: (kind, days, whom to call)."""
    for claim in (one for one in wish.get("displaced", []) if not one.get("settled")):
        yield "displaced", max(0, days_between(local_day(claim["claimed_at"]), today)), claim
    state, claim = wish["state"], wish.get("claim")
    found: tuple[str, int] | None = None
    if state == "claimed" and claim:
        found = _promise_hangs(wish, today) or _stop_hangs(wish, today)
    elif state == "open":
        found = _open_hangs(wish, fair_day, today)
    elif state in ("ready", "funded"):
        found = _stop_hangs(wish, today) or _unplanned_hangs(wish, today)
    if found:
        yield (*found, claim)


def _promise_hangs(wish: Mapping[str, Any], today: str) -> tuple[str, int] | None:
    claim, over = wish["claim"], days_between(promised_day(wish), today)
    if over > 0:
        return "overdue", over
    if over >= -DUE_DAYS and not claim.get("confirmed"):
        return "due", -over
    if claim.get("call"):
        return "call", days_between(local_day(claim["call"]["since"]), today)
    return None


def _open_hangs(wish: Mapping[str, Any], fair_day: str, today: str) -> tuple[str, int] | None:
    acts = wish.get("history", [])
    opened = next((line["at"] for line in reversed(acts) if line["act"] in REOPENING), None)
    waited = days_between(local_day(opened) if opened else fair_day, today)
    if sum(line["act"] == "lapse" for line in acts) >= RELAPSES:
        return "relapsed", max(0, waited)
    first = next((line["at"] for line in acts if line["act"] == "open"), None)
    past_fair = days_between(fair_day, today)
    if past_fair > 0 or (first and days_between(local_day(first), today) > OPEN_DAYS):
        return "open", max(0, waited)
    return None


def _stop_hangs(wish: Mapping[str, Any], today: str) -> tuple[str, int] | None:
    """A stop where nobody was in, or whose day has passed."""
    stop = wish.get("delivery")
    late = days_between(stop["day"], today) if stop else 0
    return ("undelivered", max(0, late)) if stop and (late > 0 or stop["state"] == "absent") else None


def _unplanned_hangs(wish: Mapping[str, Any], today: str) -> tuple[str, int] | None:
    if wish.get("delivery"):
        return None
    since = next((line["at"] for line in reversed(wish.get("history", [])) if line["act"] in ("ready", "fund")), None)
    waited = days_between(local_day(since), today) if since else 0
    return ("waiting", waited) if waited > WAITING_DAYS else None
