"""The pack of a scanning phone: the point, its rule, the keys, and the people it may admit."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import orjson
from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.checkins import rules
from weiguang.checkins.desks.finding import SHOWN, concerned, flags_of, last4
from weiguang.checkins.managing import stored_rule
from weiguang.checkins.personal_codes import the_keys
from weiguang.checkins.service import get_point
from weiguang.errors import Conflict, NotFound
from weiguang.events.service import get_event
from weiguang.people.models import Person
from weiguang.storage import audit
from weiguang.storage.clock import SHANGHAI

PEOPLE_MOST = 20_000
LIVES = timedelta(hours=24)


class PackTooLarge(Conflict):
    """More people than a phone should carry."""

    code = "pack_too_large"
    title = "名单超过两万人，请把签到点改为只限报名的人，再下载"


def make_pack(*, actor: Actor, code: str, now: datetime) -> tuple[dict[str, Any], str]:
    """The pack of a point and its tag, which only what a phone decides by changes.

    Raises `NotFound`, `Forbidden`, `PackTooLarge`; the audit line is written first.
    """
    point = get_point(code)
    actor.must("check_in.desk", point["line"])
    audit.note("check_in.pack", by=f"p:{actor.person}", about=f"point:{code}", purpose="check_in", now=now)
    lasting = {
        "point": {name: point[name] for name in ("kind", "name", "title")}
        | {"code": point["_id"], "event": _event(point)},
        "rule": rule_told(point),
        "keys": the_keys().public(),
        "people": _people(point, now),
    }
    tag = hashlib.blake2b(orjson.dumps(lasting, str), digest_size=12).hexdigest()
    return lasting | {"server_time": now, "expires_at": _expires_at(point, now)}, tag


def rule_told(point: dict[str, Any]) -> dict[str, Any]:
    """The rule that holds now: a point closed by hand is closed for the phone too."""
    return stored_rule(vars(rules.rule_of(point)))


def _event(point: dict[str, Any]) -> dict[str, Any] | None:
    return {"id": point["event"], "title": point["title"]} if point.get("event") else None


def _people(point: dict[str, Any], now: datetime) -> list[list[Any]]:
    """Everybody concerned, as rows: one read of people, one or two of the ledger's keys."""
    found = list(Person.collection().find(concerned(point), SHOWN, batch_size=5_000).limit(PEOPLE_MOST + 1))
    if len(found) > PEOPLE_MOST:
        raise PackTooLarge
    flags = flags_of(point, None, now)
    return [[str(one["_id"]), one.get("name", ""), last4(one), flags(one["_id"])] for one in found]


def _expires_at(point: dict[str, Any], now: datetime) -> datetime:
    """The end of the event's last day, and a day from now at least."""
    event: ObjectId | None = point.get("event")
    try:
        found = get_event(event) if event else {}
    except NotFound:
        found = {}
    day = found.get("to_date") or found.get("date")
    if not day:
        return now + LIVES
    ends = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI) + timedelta(days=1)
    return max(ends.astimezone(now.tzinfo), now + LIVES)
