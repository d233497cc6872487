"""States of terms and enrolments, the kinds of teaching, and what a certificate asks for: pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from weiguang.storage.clock import SHANGHAI, local_day

KINDS: dict[str, str] = {
    "lecture": "专题讲座",
    "on_site": "现场教学",
    "case": "案例教学",
    "discussion": "交流研讨",
    "practice": "实践锻炼",
    "self_study": "自学",
}
"""The six kinds of teaching."""

TERM_STATES = ("announced", "enrolling", "waiting", "under_way", "over", "cancelled")
STATES = ("pending", "approved", "refused", "withdrawn")
SUBMISSION_STATES = ("handed_in", "passed", "revise")

CAPACITY_MOST = 500
OPENS_BEFORE, CLOSES_AFTER = timedelta(hours=1), timedelta(minutes=30)
LONGEST = timedelta(days=3)
WEEKDAYS = "一二三四五六日"

Stored = Mapping[str, Any]


def state_of(term: Stored, now: datetime) -> str:
    """One of `TERM_STATES`; while people may still apply it is ``enrolling``, even when the term has begun."""
    if term["cancelled_at"]:
        return "cancelled"
    today = local_day(now)
    if today > term["ends_on"]:
        return "over"
    if now < term["enrol_from"]:
        return "announced"
    if now <= term["enrol_until"]:
        return "enrolling"
    return "under_way" if today >= term["starts_on"] else "waiting"


def free_seat(taken: Collection[int], capacity: int) -> int | None:
    """The lowest seat that nobody holds; None when the term is full, also after its capacity was made smaller."""
    if len(taken) >= capacity:
        return None
    return next((seat for seat in range(1, capacity + 1) if seat not in taken), None)


def point_rule(session: Stored, *, off: bool) -> dict[str, Any]:
    """The rule of a session's check-in point: open around the session, closed when it does not take place."""
    opens_at = session["starts_at"] - OPENS_BEFORE
    closes_at = opens_at - timedelta(seconds=1) if off else session["ends_at"] + CLOSES_AFTER
    return {
        "who": "registered",
        "once": "day",
        "opens_at": opens_at,
        "closes_at": closes_at,
        "ways": ["screen", "personal", "name"],
    }


def missing(
    need_sessions: int, attended: int, assignments: Iterable[Stored], passed: Collection[Any]
) -> dict[str, Any]:
    """What is still needed for the certificate: how many sessions, and which assignments, by title."""
    return {
        "sessions": max(0, need_sessions - attended),
        "assignments": [one["title"] for one in assignments if one["_id"] not in passed],
    }


def complete(lacking: Mapping[str, Any]) -> bool:
    """Whether nothing is missing."""
    return not lacking["sessions"] and not lacking["assignments"]


def moment_words(moment: datetime) -> str:
    """``6月28日 周三 9:00`` in Shanghai's time."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 周{WEEKDAYS[local.weekday()]} {local.hour}:{local.minute:02d}"
