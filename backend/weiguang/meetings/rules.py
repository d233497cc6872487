"""Kinds of meetings, how their times and states are told, and what the Party's rules ask of a branch: pure functions.

The rhythm, as 《中国共产党支部工作条例（试行）》 and the usual plans of branches have it: general meetings and lectures
each quarter, committee meetings, group meetings and a theme day each month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from weiguang.storage.clock import SHANGHAI

KINDS: dict[str, str] = {
    "general": "党员大会",
    "committee": "支委会",
    "group": "党小组会",
    "lecture": "党课",
    "theme_day": "主题党日",
}
CALLED_BY_NAME = ("committee", "group")
"""Kinds that may concern some members only."""

RHYTHM: dict[str, str] = {
    "general": "quarter",
    "committee": "month",
    "group": "month",
    "lecture": "quarter",
    "theme_day": "month",
}
MONTHS = 12
LENGTH = {"month": 1, "quarter": 3}

OPENS_BEFORE, CLOSES_AFTER = timedelta(hours=1), timedelta(minutes=30)
LONGEST = timedelta(hours=24)
WEEKDAYS = "一二三四五六日"

Meeting = Mapping[str, Any]


def whole_minute(moment: datetime) -> datetime:
    """A meeting begins and ends at whole minutes."""
    return moment.replace(second=0, microsecond=0)


def state_of(meeting: Meeting, now: datetime) -> str:
    """``cancelled``, ``coming``, ``under_way`` or ``past``."""
    if meeting["cancelled_at"]:
        return "cancelled"
    if now < meeting["starts_at"]:
        return "coming"
    return "under_way" if now <= meeting["ends_at"] else "past"


def point_rule(meeting: Meeting) -> dict[str, Any]:
    """The rule of the meeting's check-in point; one of a cancelled meeting is closed."""
    closes_at = meeting["ends_at"] + CLOSES_AFTER
    return {
        "who": "members",
        "once": "day",
        "opens_at": meeting["starts_at"] - OPENS_BEFORE,
        "closes_at": min(closes_at, meeting["cancelled_at"] or closes_at),
        "ways": ["screen", "personal", "name"],
    }


def moment_words(moment: datetime) -> str:
    """``6月28日 周三 9:00`` in Shanghai's time."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 周{WEEKDAYS[local.weekday()]} {local.hour}:{local.minute:02d}"


def where_words(meeting: Meeting) -> str:
    """The place; a meeting without one is online."""
    return str(meeting["place"]) or "线上"


def months_of(meetings: Iterable[Meeting], now: datetime) -> dict[str, list[dict[str, int]]]:
    """Twelve cells a kind: meetings ``signed``, ``unsigned`` (over, minutes not signed) and ``planned``."""
    table = {kind: [{"signed": 0, "unsigned": 0, "planned": 0} for _ in range(MONTHS)] for kind in KINDS}
    for meeting in meetings:
        if meeting["cancelled_at"]:
            continue
        over = "unsigned" if meeting["ends_at"] < now else "planned"
        what = "signed" if meeting["signed_at"] else over
        table[meeting["kind"]][meeting["starts_at"].astimezone(SHANGHAI).month - 1][what] += 1
    return table


def gaps_of(table: Mapping[str, list[dict[str, int]]], year: int, now: datetime) -> list[dict[str, Any]]:
    """The months and quarters for which no signed meeting is recorded, those that are over and the running one.

    ``over`` is false for the running one: there is still time. ``unsigned`` says that a meeting took place whose
    minutes nobody signed, ``planned`` that one is convened.
    """
    local = now.astimezone(SHANGHAI)
    this_month = (year - local.year) * -MONTHS + local.month
    gaps = []
    for kind, every in RHYTHM.items():
        length = LENGTH[every]
        for number in range(1, MONTHS // length + 1):
            first, last = (number - 1) * length, number * length
            cells = table[kind][first:last]
            if first >= this_month or any(cell["signed"] for cell in cells):
                continue
            gap: dict[str, Any] = {"kind": kind, "every": every, "number": number, "over": last < this_month}
            gaps.append(gap | {name: any(cell[name] for cell in cells) for name in ("unsigned", "planned")})
    return gaps
