"""Volunteer hours of the demo members: recorded, forgotten, proposed, and one certificate."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from weiguang.access.actor import Actor, Role
from weiguang.checkins.checking_out import forgotten_row
from weiguang.checkins.hours.certificates.issuing import issue
from weiguang.checkins.hours.changing import propose
from weiguang.checkins.models import Point
from weiguang.checkins.rows import stay_of
from weiguang.checkins.service import ensure_event_point
from weiguang.demo.attending import check_in_row
from weiguang.demo.reading import demo_id
from weiguang.events.service import get_event
from weiguang.participation.recording import record_all
from weiguang.people.service import get_profile
from weiguang.storage.clock import SHANGHAI, local_day

MEMBER, SECOND, ORGANISER = "13800000001", "13800000002", "13800000004"
FAIR_DAY = "2023-06-28"
CENTRE_DAYS = ((9, 155), (37, 119), (65, 240))
"""How many days ago the member served at a service centre, and for how many minutes."""


def load_hours(now: datetime) -> None:
    """Natural keys and client ids of their own make twice once."""
    fair = ensure_event_point(get_event(demo_id("event", "2023-1")))
    centre = Point.collection().find_one({"key": f"centre:{demo_id('centre', 'city')}"})
    rows = [_stay(MEMBER, fair, FAIR_DAY, 245), _stay(SECOND, fair, FAIR_DAY, 480, forgotten=True)]
    if centre:
        rows += [_stay(MEMBER, centre, local_day(now - timedelta(days=ago)), minutes) for ago, minutes in CENTRE_DAYS]
    record_all(rows)
    organiser = Actor(person=demo_id("person", ORGANISER), roles=(Role("organiser", demo_id("branch", "root")),))
    propose(
        actor=organiser,
        client_id=_client("proposal"),
        event=demo_id("event", "2023-2"),
        person=demo_id("person", MEMBER),
        phone=None,
        day=FAIR_DAY,
        minutes=90,
        reason="手机没电，没有签到；纸质签到表上有签名",
        now=now,
    )
    issue(
        actor=Actor(person=demo_id("person", MEMBER)),
        client_id=_client("certificate"),
        first="2023-01-01",
        last="2023-12-31",
        event=None,
        replaces=None,
        now=now,
    )


def _stay(phone: str, point: dict[str, Any], day: str, minutes: int, *, forgotten: bool = False) -> dict[str, Any]:
    """The stay of somebody who came at nine in the morning."""
    person = demo_id("person", phone)
    in_at = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=SHANGHAI)
    out_at = in_at + timedelta(minutes=minutes)
    check_in = check_in_row(point, person, get_profile(person), in_at)
    if forgotten:
        return forgotten_row(check_in, out_at, out_at)
    return stay_of(check_in, out_at=out_at, source="self_scan")


def _client(kind: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"demo-hours:{kind}"))
