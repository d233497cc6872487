"""Invented meetings of the demo branches: held and signed ones, a joint one, one to sign, and two that are coming."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.service import members_below
from weiguang.demo.attending import check_in_row
from weiguang.demo.reading import demo_id, read
from weiguang.meetings.attendance import keep_point
from weiguang.meetings.convening import new_meeting
from weiguang.meetings.deriving import derive
from weiguang.meetings.minutes.models import MinutesRevision
from weiguang.meetings.models import Apology, Meeting
from weiguang.participation.recording import record_all
from weiguang.people.service import members_of
from weiguang.storage.clock import SHANGHAI
from weiguang.storage.vault import the_vault

SECRETARY, MEMBER = "13800000003", "13800000001"
CAME = 12


def load_meetings(now: datetime) -> None:
    """Every meeting with what was written; ids of their own make twice once."""
    for told in read("meetings")["meetings"]:
        meeting = _store(told, now)
        point = keep_point(meeting)
        if told.get("signed"):
            _come(meeting, point)
        if "minutes" in told:
            _write(meeting, told, now)
        if "apology" in told:
            _excuse(meeting["_id"], told["apology"], now)


def _store(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """One meeting so many days from today; what came of it before, by an interrupted load, is replaced."""
    hour, minute = map(int, told["at"].split(":"))
    day = now.astimezone(SHANGHAI) + timedelta(days=told["in_days"])
    starts_at = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
    branches = [demo_id("branch", key) for key in told["branches"]]
    own, held = demo_id("meeting", told["key"]), bool(told.get("signed"))
    made = new_meeting(
        branches=branches,
        accepted=[demo_id("branch", key) for key in told.get("accepted", told["branches"])],
        by=Actor(person=demo_id("person", SECRETARY)),
        kind=told["kind"],
        title=told["title"],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=told["minutes_long"]),
        place=told.get("place", ""),
        link=told.get("link", ""),
        agenda=[{"id": _item(own, number), **item} for number, item in enumerate(told["agenda"])],
        materials=[{"kind": "text", "html": html} for html in told.get("materials", [])],
    )
    made |= {"_id": own, "recorder": demo_id("person", MEMBER), "created_by": demo_id("person", SECRETARY)}
    made |= {"created_at": min(starts_at, now), "held_at": made["ends_at"] if held else None}
    Meeting.collection().replace_one({"_id": own}, made, upsert=True)
    return made


def _write(meeting: dict[str, Any], told: dict[str, Any], now: datetime) -> None:
    """One revision of minutes, and the signature under it where there is one."""
    sections = [
        {"item": item["id"], "title": item["title"], **written}
        for item, written in zip(meeting["agenda"], told["minutes"], strict=True)
    ]
    sections.append({"item": "", "title": "", "decision": "", "text": told["general"]})
    ended = min(meeting["ends_at"], now)
    common = {"meeting": meeting["_id"], "version": 1, "sections": sections, "merged": [], "reason": "", "at": ended}
    states = ["open", "signed"] if told.get("signed") else ["open"]
    for revision, state in enumerate(states, start=1):
        by = demo_id("person", MEMBER if state == "open" else SECRETARY)
        own = f"{meeting['_id']}:{revision}"
        entry = common | {"_id": own, "revision": revision, "state": state, "by": by}
        entry |= {"due": True} if state == "signed" else {}
        MinutesRevision.collection().replace_one({"_id": own}, entry, upsert=True)
        derive(entry)


def _come(meeting: dict[str, Any], point: dict[str, Any]) -> None:
    """The first members of each branch checked in at the door."""
    people = members_of(
        person for branch in meeting["accepted"] for person in islice(sorted(members_below([branch])), CAME)
    )
    record_all([check_in_row(point, person, member, meeting["starts_at"]) for person, member in people.items()])


def _excuse(meeting: ObjectId, reason: str, now: datetime) -> None:
    person = demo_id("person", MEMBER)
    kept = {"meeting": meeting, "person": person, "sealed": the_vault().seal(reason), "at": now}
    Apology.collection().replace_one({"_id": f"{meeting}:{person}"}, kept, upsert=True)


def _item(meeting: ObjectId, number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"demo-meeting:{meeting}:{number}"))
