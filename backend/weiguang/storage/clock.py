"""Days as people mean them, and moments told by phones.

Times are stored in UTC and belong to a day in Asia/Shanghai.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATEST_MS = 4_102_444_800_000
"""The year 2100: a number beyond it is cut, so that none breaks the calendar."""

YEARS = range(1900, 2201)
"""The years of days that come from outside: beyond them, adding days would leave the calendar."""

TRAVEL = timedelta(seconds=5)
"""How long a request may be under way: a smaller difference of clocks is the journey, not a wrong clock."""


def utc_now() -> datetime:
    """Now, aware, cut to milliseconds as BSON stores it, so that what was answered is what will be read."""
    return _cut(datetime.now(UTC))


def _cut(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def local_day(moment: datetime) -> str:
    """The day in Shanghai as ``YYYY-MM-DD``."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d")


def corrected(moment: datetime, sent_at: datetime | None, received_at: datetime) -> tuple[datetime, int]:
    """A phone's ``moment`` by our clock, and the phone's skew in milliseconds (positive: the phone is behind).

    ``sent_at`` is the phone's clock when it sent the request, so what it differs from ``received_at`` is the skew. Up
    to `TRAVEL` the moment stays as told: a resend over a slower line then still tells the same moment.
    """
    skew = received_at - sent_at if sent_at else timedelta(0)
    told = moment if abs(skew) <= TRAVEL else moment + skew
    return _cut(told), round(skew.total_seconds() * 1000)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970, as a cursor carries a moment."""
    return (moment - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)


def from_ms(number: int) -> datetime:
    """The moment of a number that came from outside."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=max(0, min(number, LATEST_MS)))
