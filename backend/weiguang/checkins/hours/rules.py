"""Entries, figures and words of volunteer hours: pure functions over ledger rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from weiguang.participation.hours import recorded_minutes

Row = Mapping[str, Any]
Entry = dict[str, Any]

FORGOTTEN, CHECKED, CORRECTED = "forgotten", "checked", "corrected"
"""Flags of a check-out: made by the worker, then looked at, or corrected by a real one that arrived late."""
HAND = "hand"
MINUTES_MOST = 24 * 60
STATES = ("asked", "proposed", "approved", "refused")
KINDS = ("added", "corrected")
TENTH = 6
"""Minutes in the smallest part of an hour that is shown."""


def hours_text(minutes: int) -> str:
    """``155`` → ``2.5``: one decimal, cut and never rounded up."""
    sign, tenths = "-" if minutes < 0 else "", abs(minutes) // TENTH
    return f"{sign}{tenths // 10}.{tenths % 10}"


def checked_key(stay: str) -> str:
    """The natural key of the look at a forgotten check-out, and of a real one that arrives late: one of them stands."""
    return f"{stay}:out"


def hand_key(event: object, person: object, day: str) -> str:
    """What one addition by hand is about, and the end of its ledger key."""
    return f"{event}:{person}:{day}"


def entries_of(rows: Iterable[Row]) -> list[Entry]:
    """One entry for each stay or addition, with everything that corrects it, newest day first.

    ``minutes`` is what counts, ``recorded`` what the row said at first. ``state`` is ``waiting`` for a forgotten
    check-out that nobody looked at and no real one corrected, ``struck`` where nothing is left, else ``counted``.
    """
    found = list(rows)
    corrections: dict[str, list[Row]] = {}
    for row in found:
        if row.get("corrects"):
            corrections.setdefault(row["corrects"], []).append(row)
    entries = [_entry(row, corrections.get(row["_id"], ())) for row in found if not row.get("corrects")]
    return sorted(entries, key=lambda entry: (entry["day"], entry["key"]), reverse=True)


def _entry(row: Row, corrections: Sequence[Row]) -> Entry:
    settled = next((one for one in corrections if one["_id"] == checked_key(row["_id"])), None)
    waiting = row.get("flag") == FORGOTTEN and settled is None
    minutes = 0 if waiting else max(0, row["quantity"] + sum(one["quantity"] for one in corrections))
    by_hand = row["source"] == HAND or any(one["source"] == HAND for one in corrections)
    return {
        "key": row["_id"],
        "day": row["day"],
        "title": row["title"],
        "subject": row["subject"],
        "event": row["subject"].removeprefix("event:") if row["subject"].startswith("event:") else None,
        "in_at": row.get("in_at"),
        "out_at": (settled or {}).get("out_at") or row.get("out_at"),
        "recorded": recorded_minutes(row),
        "minutes": minutes,
        "by_hand": by_hand,
        "corrected": bool(corrections) and minutes != recorded_minutes(row),
        "state": "waiting" if waiting else "counted" if minutes else "struck",
        "rows": [row["_id"], *(one["_id"] for one in corrections)],
        "host": row.get("host"),
        "point": row.get("point"),
    }


def figures_of(entries: Iterable[Entry]) -> dict[str, int]:
    """Minutes by machine, by hand, and waiting for somebody to look: never one sum."""
    figures = {"machine_minutes": 0, "hand_minutes": 0, "waiting_minutes": 0}
    for entry in entries:
        if entry["state"] == "waiting":
            figures["waiting_minutes"] += entry["recorded"]
        else:
            figures["hand_minutes" if entry["by_hand"] else "machine_minutes"] += entry["minutes"]
    return figures


def months_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The same figures by month, newest first."""
    months: dict[str, list[Entry]] = {}
    for entry in entries:
        months.setdefault(entry["day"][:7], []).append(entry)
    return [{"month": month, **figures_of(months[month])} for month in sorted(months, reverse=True)]


def telling_words(change: Mapping[str, Any]) -> tuple[str, str]:
    """Title and body of the notice about a change that was decided."""
    what = f"{_day(change['day'])}“{change['title']}”"
    if change["state"] == "refused":
        return "志愿服务时长没有更改", f"{what}：{change['answer']}"
    hours = hours_text(change["minutes"])
    if change["kind"] == "added":
        return "补录了一笔志愿服务时长", f"{what}：人工补录 {hours} 小时，由两个人核对。不对可以在“我的时长”里提出。"
    return "志愿服务时长已更正", f"{what}：更正为 {hours} 小时。以前开的证明如果用到这一条，已经作废，请重新开。"


def _day(day: str) -> str:
    year, month, date = day.split("-")
    return f"{int(year)}年{int(month)}月{int(date)}日"
