"""Events as iCalendar (RFC 5545): one event, or a feed that a phone's calendar subscribes to.

Folding and escaping are the library's. Times are UTC, for Shanghai knows no summer time; an event without a time of day
is a whole day. DTSTAMP is when the event last changed, not now: the same events are the same bytes, and so the same
ETag.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
from bson import ObjectId

from weiguang.branches.tree import load_tree
from weiguang.events.models import Event
from weiguang.events.rules import hosts_of
from weiguang.storage.clock import SHANGHAI

FEED_MOST = 500
REFRESH = timedelta(hours=6)
USUALLY = timedelta(hours=2)
"""How long an event lasts in a calendar when only its start is known."""
PRODUCT = "-//Weiguang//Events//ZH"

StoredEvent = Mapping[str, Any]


def event_calendar(event: StoredEvent, base_url: str) -> bytes:
    """One event as a file to add."""
    return bytes(_calendar([event], base_url).to_ical())


def feed(*, district: str | None, branch: ObjectId | None, base_url: str) -> bytes:
    """The newest events of a district, of a branch and all below it, or of all. Raises `NotFound`."""
    query: dict[str, Any] = {"district": district} if district else {}
    name = f"{district}活动" if district else "党员公益日活动"
    if branch is not None:
        query["line"] = branch
        name = f"{load_tree().get(branch)['name']}的活动"
    found = Event.collection().find(query).sort([("date", -1), ("_id", -1)]).limit(FEED_MOST)
    calendar = _calendar(found, base_url)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    return bytes(calendar.to_ical())


def _calendar(events: Iterable[StoredEvent], base_url: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(_component(event, f"{base_url}/events/{event['_id']}"))
    return calendar


def _component(event: StoredEvent, link: str) -> icalendar.Event:
    made = icalendar.Event()
    starts, ends = _span(event)
    stamp = (event.get("changed_at") or event.get("created_at") or event["_id"].generation_time).astimezone(UTC)
    made.add("uid", f"event-{event['_id']}@weiguang")
    made.add("dtstamp", stamp)
    made.add("last-modified", stamp)
    made.add("sequence", event.get("revision") or 0)
    made.add("summary", _summary(event))
    made.add("dtstart", starts)
    made.add("dtend", ends)
    made.add("location", "、".join(event["venues"]))
    made.add("description", _description(event, link))
    made.add("url", link)
    made.add("status", _status(event))
    return made


def _span(event: StoredEvent) -> tuple[date | datetime, date | datetime]:
    """From when to when; DTEND is the first moment, or day, after the event."""
    first = date.fromisoformat(event["date"])
    last = date.fromisoformat(event.get("to_date") or event["date"])
    if not event.get("starts"):
        return first, last + timedelta(days=1)
    starts = _moment(first, event["starts"])
    ends = _moment(last, event["ends"]) if event.get("ends") else starts + USUALLY
    return starts, ends if ends > starts else starts + USUALLY


def _moment(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI).astimezone(UTC)


def _status(event: StoredEvent) -> str:
    if event.get("cancelled"):
        return "CANCELLED"
    return "TENTATIVE" if _open_words(event) else "CONFIRMED"


def _summary(event: StoredEvent) -> str:
    """The title, with the state as a word: many calendars show no STATUS."""
    said = "已取消" if event.get("cancelled") else _open_words(event)
    return f"{event['title']}（{said}）" if said else str(event["title"])


def _open_words(event: StoredEvent) -> str:
    tentative = event.get("tentative") or {}
    return "、".join(words for name, words in (("time", "时间暂定"), ("place", "地点暂定")) if tentative.get(name))


def _description(event: StoredEvent, link: str) -> str:
    parts = [
        f"时间：{event.get('date_text') or event['date']}",
        f"主办：{'、'.join(hosts_of(event))}" if hosts_of(event) else "",
        str((event.get("tentative") or {}).get("note", "")),
        str(event.get("cancel_note") or ""),
        str(event.get("content") or ""),
        link,
    ]
    return "\n".join(part for part in parts if part)
