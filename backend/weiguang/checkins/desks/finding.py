"""The people a point concerns, and finding one of them by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access import limits
from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.checkins import rules
from weiguang.checkins.knowing import FORGOTTEN
from weiguang.checkins.service import get_point
from weiguang.checkins.standing import standing_keys, standing_of
from weiguang.events.signing_up.service import placed_people
from weiguang.participation.models import Participation
from weiguang.people.models import Person
from weiguang.storage import audit
from weiguang.storage.clock import local_day

ON_LIST, ADMITTED, INSIDE = 1, 2, 4
FOUND_MOST = 20
SEARCHES, SEARCH_WINDOW_S = 120, 60
SHOWN = {"name": 1, "phone_masked": 1}

People = list[dict[str, Any]]


def find_people(*, actor: Actor, code: str, words: str, now: datetime) -> People:
    """Up to twenty of the people a point concerns, by a part of the name or the last four digits of the phone.

    Raises `NotFound`, `Forbidden`, `TooMany`; leaves an audit line.
    """
    point = get_point(code)
    actor.must("check_in.desk", point["line"])
    limits.hit(name="check_in_search", key=str(actor.person), most=SEARCHES, window_s=SEARCH_WINDOW_S, now=now)
    audit.note("check_in.search", by=f"p:{actor.person}", about=f"point:{code}", purpose="check_in", now=now)
    by_phone = re.fullmatch("[0-9]{4}", words) is not None
    like = {"phone_masked": {"$regex": f"{words}$"}} if by_phone else {"name": {"$regex": re.escape(words)}}
    found = list(Person.collection().find({"$and": [like, concerned(point)]}, SHOWN).limit(FOUND_MOST))
    flags = flags_of(point, [person["_id"] for person in found], now)
    return [
        {
            "person": person["_id"],
            "name": person.get("name", ""),
            "phone_last4": last4(person),
            "flags": flags(person["_id"]),
        }
        for person in found
    ]


def concerned(point: Mapping[str, Any]) -> dict[str, Any]:
    """Whom a point concerns, as a query of people: members of its branches and below, who signed up, or both."""
    who = rules.rule_of(point).who
    branches = list(load_tree().subtree(rules.branches_of(point)))
    members = [{"formal": {"$in": branches}}, {"functional": {"$in": branches}}]
    placed = {"_id": {"$in": list(placed_people(point["event"]))}} if point.get("event") else {"_id": None}
    if who == "registered":
        return placed
    return {"$or": members if who == "members" else [*members, placed]}


def flags_of(point: Mapping[str, Any], people: Iterable[ObjectId] | None, now: datetime) -> Any:
    """A function from a person to the flags: on the list, admitted, inside; read for ``people``, or for everybody."""
    day, once_per_event = local_day(now), bool(point.get("event")) and rules.rule_of(point).once == "event"
    prefix, end = (f"checkin:{point['event']}:", "") if once_per_event else (f"checkin:{point['_id']}:", f":{day}")
    if people is None:
        keys = standing_keys(prefix, end)
    else:
        keys = {row["_id"] for row in standing_of(f"{prefix}{person}{end}" for person in people).values()}
    start = len(prefix)
    admitted = {key[start : start + 24]: key[start + 24 :].removeprefix(end) for key in keys}
    left = _left(point, day, admitted) if rules.rule_of(point).check_out and admitted else set(admitted)

    def flags(person: ObjectId) -> int:
        hexed = str(person)
        inside = INSIDE if hexed in admitted and hexed not in left else 0
        return ON_LIST | (ADMITTED if hexed in admitted else 0) | inside

    return flags


def _left(point: Mapping[str, Any], day: str, admitted: Mapping[str, str]) -> set[str]:
    """Who of those checked out of this point today; whom the worker closed may still do so.

    ``admitted`` holds the end of each one's key, the number of a further check-in.
    """
    keys = [f"stay:{point['_id']}:{person}:{day}{end}" for person, end in admitted.items()]
    found = Participation.collection().find({"_id": {"$in": keys}, "flag": {"$ne": FORGOTTEN}}, {"_id": 1})
    return {row["_id"].split(":")[2] for row in found}


def last4(person: Mapping[str, Any]) -> str:
    """The last four digits of the phone, if there is one."""
    return str(person.get("phone_masked") or "")[-4:]
