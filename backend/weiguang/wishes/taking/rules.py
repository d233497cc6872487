"""What lists are made of: wishes as people write them, and times that paper may carry. Pure."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from weiguang.storage.clock import SHANGHAI, local_day
from weiguang.storage.codes import is_code
from weiguang.wishes.rules import promise_by

ROWS_MOST = 100
CLOCKS_DIFFER = timedelta(minutes=5)
"""A keying computer's clock may be this much ahead of ours."""
PAPER_BEFORE_FAIR = timedelta(days=60)


def as_code(typed: str) -> str | None:
    """The code that was typed, in capitals and without spaces; None when it cannot be one."""
    text = re.sub(r"[\s\-]", "", typed).upper()
    return text if is_code(text) else None


def as_serial(typed: str) -> int | None:
    """The serial that was typed: ``12``, ``№ 012``, ``12号``; None when it cannot be one."""
    found = re.fullmatch(r"(?:№|NO\.?|#)?\s*([0-9０-９]{1,9})\s*号?", typed.strip().upper())
    return int(found[1]) if found else None


def find_typed(typed: str, wishes: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The wish that was meant: by its code, else by its serial."""
    code, serial = as_code(typed), as_serial(typed)
    by_serial = None
    for wish in wishes:
        if code is not None and wish["_id"] == code:
            return wish
        if serial is not None and wish["serial"] == serial:
            by_serial = wish
    return by_serial


def client_for(client_id: str, wish: str) -> str:
    """The client id of one wish of a list: the same list gives the same."""
    return str(uuid.uuid5(uuid.UUID(client_id), wish))


def believable(claimed_at: datetime, fair_day: str, now: datetime) -> bool:
    """Whether a paper list of a fair can carry this time: not in the future, and not long before the fair."""
    opening = datetime.combine(date.fromisoformat(fair_day), time(), SHANGHAI).astimezone(UTC)
    return min(opening, now) - PAPER_BEFORE_FAIR <= claimed_at <= now + CLOCKS_DIFFER


def promised_on_paper(by: str | None, claimed_at: datetime, now: datetime) -> str | None:
    """The promised day of a paper claim where it is not the wish's own.

    Paper that is keyed in after its day gets a new one, or it would lapse before anybody could keep it.
    """
    return None if promise_by(by, claimed_at) >= local_day(now) else promise_by(by, now)
