"""Names, digests and links of routes: pure functions; digests are held by tests/vectors/plaques.json."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId

KINDS = ("red_education", "integrity_education", "charity_practice")
STATES = ("draft", "published")
STOPS_MOST = 30
REMOVED_KEPT = 200
DIGEST_LENGTH = 32


def point_key(route: ObjectId, stop: str) -> str:
    """The natural key of a stop's check-in point."""
    return f"route_stop:{route}:{stop}"


def subject_of(route: ObjectId) -> str:
    """What the ledger says a check-in at any stop of the route was about."""
    return f"route:{route}"


def visit_title(route: str, stop: str) -> str:
    """What a check-in at the stop is called in the ledger."""
    return f"{route} · {stop}"


def digest_of(route: ObjectId, code: str) -> str:
    """What a phone compares a scanned code with; salted by the route, cut to 128 bits."""
    return hashlib.sha256(f"{route}:{code}".encode()).hexdigest()[:DIGEST_LENGTH]


def plaque_link(base_url: str, code: str) -> str:
    """What the plaque's QR code says: capitals make it one size smaller."""
    return f"{base_url}/R/{code}".upper()


def point_rule(closed_at: datetime | None) -> dict[str, Any]:
    """Anyone, once a day, by the plaque; a scan made after ``closed_at`` comes too late."""
    return {"ways": ["plaque"]} | ({"closes_at": closed_at} if closed_at else {})


def split_visit(key: str) -> tuple[str, str, str]:
    """The code, person and day of a check-in's key ``checkin:POINT:PERSON:DAY``."""
    _, code, person, day = key.split(":")
    return code, person, day


def tally(keys: Iterable[str], stop_of: Mapping[str, str], first: str | None, last: str | None) -> dict[str, Any]:
    """Visits by stop and day and the people behind them, from the keys of the check-ins.

    ``stop_of`` maps a point's code to its stop. The days are the newest first; ``people`` counts each person once.
    """
    people: set[str] = set()
    stops: dict[str, int] = {}
    days: dict[str, dict[str, int]] = {}
    for key in keys:
        code, person, day = split_visit(key)
        if (first and day < first) or (last and day > last):
            continue
        stop = stop_of[code]
        people.add(person)
        stops[stop] = stops.get(stop, 0) + 1
        on_day = days.setdefault(day, {})
        on_day[stop] = on_day.get(stop, 0) + 1
    return {"people": len(people), "stops": stops, "days": dict(sorted(days.items(), reverse=True))}
