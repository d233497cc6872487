"""Days as people mean them. Times are stored in UTC and belong to a day in Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def utc_now() -> datetime:
    """Now, aware, cut to milliseconds as BSON stores it, so that what was answered is what will be read."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def local_day(moment: datetime) -> str:
    """The day in Shanghai as ``YYYY-MM-DD``."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d")
