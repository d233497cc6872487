"""Opening hours: pure functions over a weekly table and its exceptions, in Shanghai's time (no summer time)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from weiguang.storage.clock import SHANGHAI

Span = dict[str, str]
HORIZON = 31
"""How many days ahead the next opening is looked for: longer than any holiday."""
MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Hours:
    """What a centre has stored: seven lists of spans, Monday first, and the exceptions."""

    weekly: Sequence[Sequence[Span]]
    exceptions: Sequence[dict[str, Any]] = ()

    def exception_on(self, day: date) -> dict[str, Any] | None:
        """The exception that covers ``day``."""
        text = day.isoformat()
        return next((one for one in self.exceptions if one["first_day"] <= text <= one["last_day"]), None)

    def spans_on(self, day: date) -> list[Span]:
        """The spans that begin on ``day``; none means closed."""
        exception = self.exception_on(day)
        return list(exception["spans"] if exception else self.weekly[day.weekday()])


def minutes_of(clock: str) -> int:
    """``08:30`` → 510; ``24:00`` is the end of the day."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def length_of(span: Span) -> int:
    """The minutes of a span; one that ends before it begins runs past midnight."""
    begins, ends = minutes_of(span["from"]), minutes_of(span["to"])
    return ends - begins if ends > begins else ends - begins + MIDNIGHT


def opening_at(hours: Hours, moment: datetime) -> dict[str, Any]:
    """Whether it is open at ``moment``, today's spans, and when that changes next (None: not within `HORIZON` days)."""
    today = moment.astimezone(SHANGHAI).date()
    exception = hours.exception_on(today)
    following = next((period for period in _periods(hours, today) if period[1] > moment), None)
    is_open = following is not None and following[0] <= moment
    changes_at = None if following is None else following[1] if is_open else following[0]
    far = changes_at is not None and changes_at - moment > timedelta(days=HORIZON - 1)
    return {
        "day": today.isoformat(),
        "open": is_open,
        "spans": hours.spans_on(today),
        "note": exception["note"] if exception else "",
        "changes_at": None if far else changes_at,
    }


def _periods(hours: Hours, today: date) -> Iterator[tuple[datetime, datetime]]:
    """When it is open, from yesterday on: spans that touch or overlap, over midnight too, are one period."""
    standing: tuple[datetime, datetime] | None = None
    for number in range(-1, HORIZON + 1):
        day = today + timedelta(days=number)
        for span in sorted(hours.spans_on(day), key=lambda one: minutes_of(one["from"])):
            begins = datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minutes_of(span["from"]))
            ends = begins + timedelta(minutes=length_of(span))
            if standing and begins <= standing[1]:
                standing = standing[0], max(standing[1], ends)
                continue
            if standing:
                yield standing
            standing = begins, ends
    if standing:
        yield standing


def faults_of(weekly: Sequence[Sequence[Span]], exceptions: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """What is wrong with a table and its exceptions, as ``{"field", "message"}``."""
    faults = [
        {"field": f"weekly.{number}", "message": "这一天的时间段重叠了，请检查"}
        for number, spans in enumerate(weekly)
        if _overlap(spans)
    ]
    ordered = sorted(enumerate(exceptions), key=lambda one: one[1]["first_day"])
    for number, exception in enumerate(exceptions):
        if exception["last_day"] < exception["first_day"]:
            faults.append({"field": f"exceptions.{number}", "message": "结束的日子要在开始的日子之后"})
        elif _overlap(exception["spans"]):
            faults.append({"field": f"exceptions.{number}", "message": "时间段重叠了，请检查"})
    for (_, before), (number, after) in pairwise(ordered):
        if after["first_day"] <= before["last_day"]:
            faults.append({"field": f"exceptions.{number}", "message": "和另一个特别安排的日子重叠了"})
    return faults


def _overlap(spans: Sequence[Span]) -> bool:
    """Whether two spans of one day share a minute; one that runs past midnight must be the last."""
    ordered = sorted(spans, key=lambda one: minutes_of(one["from"]))
    return any(
        minutes_of(before["from"]) + length_of(before) > minutes_of(after["from"])
        for before, after in pairwise(ordered)
    )
