"""Shifts, reminders and their words: pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from weiguang.storage.clock import SHANGHAI, local_day

POOL = ""
"""The id of the shift that is none: places of the event itself."""

SHIFT_LASTS_MOST = timedelta(hours=24)
EVENING_BEFORE = time(18)
DAY_BEGINS = time(9)
NIGHT = (22, 7)
"""From this hour to that one nobody is reminded of tomorrow."""

SOON = timedelta(hours=2)
LOOK_AHEAD = timedelta(days=2)

Shift = Mapping[str, Any]

_WEEKDAYS = "一二三四五六日"


def overlaps(one: Shift, other: Shift) -> bool:
    """Whether two shifts have time in common; one that ends as the other begins has none, and the pool has no time."""
    if one["starts_at"] is None or other["starts_at"] is None:
        return False
    return bool(one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"])


def clashing(shifts: Iterable[Shift], wanted: Shift) -> list[str]:
    """The ids of the shifts that nobody can hold beside ``wanted``, itself included."""
    return [shift["id"] for shift in shifts if shift["id"] == wanted["id"] or overlaps(shift, wanted)]


def is_over(shift: Shift, day: str | None, now: datetime) -> bool:
    """Whether it is too late to sign up: the shift has ended, or for the pool the event's ``day`` is past."""
    if shift["ends_at"] is not None:
        return bool(shift["ends_at"] <= now)
    return day is not None and day < local_day(now)


def last_day(event: Mapping[str, Any]) -> str | None:
    """The day after which an event is past."""
    return event.get("to_date") or event.get("date")


def span_words(starts_at: datetime, ends_at: datetime) -> str:
    """``6月28日 周三 8:30–12:00``; the end's day is named when it is another one."""
    start, end = starts_at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
    until = _clock(end) if end.date() == start.date() else f"{end.month}月{end.day}日 {_clock(end)}"
    return f"{start.month}月{start.day}日 周{_WEEKDAYS[start.weekday()]} {_clock(start)}–{until}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02d}"


def shift_words(shift: Shift, posts: Iterable[Mapping[str, Any]]) -> str:
    """The post and its time; nothing for the pool."""
    if shift["id"] == POOL:
        return ""
    return f"{post_name(shift, posts)} {span_words(shift['starts_at'], shift['ends_at'])}"


def post_name(shift: Shift, posts: Iterable[Mapping[str, Any]]) -> str:
    """The name of a shift's post."""
    return next((str(post["name"]) for post in posts if post["id"] == shift["post"]), "")


@dataclass(frozen=True)
class Words:
    """What one person reads."""

    title: str
    body: str


def telling_words(kind: str, *, title: str, where: str) -> Words:
    """What became of a seat. ``where`` is the post and its time, or nothing."""
    place = f"（{where}）" if where else ""
    said = {
        "placed": Words(
            "候补成功，您有名额了", f"“{title}”{place}有人让出名额，您不用再候补了。不能来，请在活动页取消。"
        ),
        "moved": Words("您的班次调整了", f"主办方把您在“{title}”的班次调整为：{where}。不方便，请联系主办方。"),
        "time": Words("班次的时间改了", f"您在“{title}”的班次改为：{where}。不能来，请在活动页取消。"),
        "removed": Words("您的报名被取消了", f"主办方取消了您在“{title}”的报名{place}。有疑问，请联系主办方。"),
        "restored": Words("您的报名恢复了", f"主办方恢复了您在“{title}”的报名{place}。"),
    }
    return said[kind]


def reminder_words(*, title: str, when: str, where: str, soon: bool) -> Words:
    """A reminder names its day, never "tomorrow": it may be read late."""
    head = f"快到时间了：{title}" if soon else f"活动提醒：{title}"
    place = f"地点：{where}。" if where else ""
    return Words(head, f"{when}。{place}不能来，请在活动页取消，把名额让给别人。")


def shift_reminder(starts_at: datetime, now: datetime) -> str | None:
    """The reminder of a shift that may go out at this moment: ``soon``, ``day``, or none.

    From 18:00 on the evening before, but not at night; instead of it two hours before, once that is due; never after
    the start.
    """
    if not now < starts_at:
        return None
    if starts_at - SOON <= now:
        return "soon"
    return "day" if _evening_before(starts_at.astimezone(SHANGHAI).date()) <= now and not _is_night(now) else None


def day_reminder(day: str, starts: str, now: datetime) -> str | None:
    """The same for a place at an event as a whole, which gets one reminder.

    Where nobody knows when it ``starts`` (09:00, or empty), it goes out before the day's working hours begin.
    """
    on = date.fromisoformat(day)
    begins = datetime.combine(on, time.fromisoformat(starts) if starts else DAY_BEGINS, SHANGHAI)
    return "day" if _evening_before(on) <= now < begins and not _is_night(now) else None


def _evening_before(day: date) -> datetime:
    return datetime.combine(day - timedelta(days=1), EVENING_BEFORE, SHANGHAI)


def _is_night(now: datetime) -> bool:
    hour = now.astimezone(SHANGHAI).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]
