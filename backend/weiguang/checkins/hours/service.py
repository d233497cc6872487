"""Reading hours and their changes: one's own, and what there is to do for the staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.checkins.hours.models import HourChange
from weiguang.checkins.hours.rules import FORGOTTEN, entries_of, figures_of, months_of
from weiguang.checkins.models import Point
from weiguang.checkins.service import get_point
from weiguang.errors import NotFound
from weiguang.events.service import get_event, registered_people
from weiguang.participation.hours import flagged_rows, hour_rows, recorded_minutes
from weiguang.people.service import masked_phones_of, names_of

PROPOSE, APPROVE = "hours.propose", "hours.approve"
_SHOWN = ("day", "title", "event", "in_at", "out_at", "recorded", "minutes", "by_hand", "corrected", "state")
_MINE = ("kind", "state", "title", "day", "minutes", "was", "row", "text", "answer", "decided_at")
_STAFF = ("kind", "state", "title", "day", "minutes", "was", "text", "asked_at", "reason", "proposed_at")

Change = dict[str, Any]


def host_line(thing: Mapping[str, Any]) -> list[ObjectId]:
    """The branch that recorded a row, or an entry of it, and all branches above; raises `NotFound`."""
    if thing.get("host"):
        return load_tree().line(thing["host"])
    return list(get_point(thing["point"])["line"]) if thing.get("point") else []


def list_my_hours(
    *, actor: Actor, after: tuple[str, str] | None, limit: int
) -> tuple[list[dict[str, Any]], dict[str, int], list[dict[str, Any]]]:
    """Up to ``limit + 1`` own entries, newest first; the figures over all of them, and by month."""
    entries = entries_of(hour_rows(actor.person)) if actor.person else []
    older = [entry for entry in entries if after is None or (entry["day"], entry["key"]) < after]
    shown = [{"id": entry["key"]} | {name: entry[name] for name in _SHOWN} for entry in older[: limit + 1]]
    return shown, figures_of(entries), months_of(entries)


def own_entry(person: ObjectId, row: str) -> dict[str, Any]:
    """The entry of one row of this person; raises `NotFound`, also for somebody else's."""
    found = next((entry for entry in entries_of(hour_rows(person)) if entry["key"] == row), None)
    if found is None:
        raise NotFound
    return found


def list_my_changes(*, actor: Actor, after: ObjectId | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` changes of my hours, newest first."""
    query: dict[str, Any] = {"person": actor.person} | ({"_id": {"$lt": after}} if after else {})
    return [show_mine(change) for change in HourChange.collection().find(query).sort("_id", -1).limit(limit + 1)]


def show_mine(change: Change) -> dict[str, Any]:
    """A change as the person whose hours they are sees it."""
    return {"id": change["_id"]} | {name: change.get(name) for name in _MINE}


def list_changes(
    *, actor: Actor, state: str, permission: str, after: ObjectId | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` changes in this state where ``permission`` reaches, longest waiting first."""
    query: dict[str, Any] = {"state": state, "line": {"$in": actor.scope(permission)}}
    query |= {"_id": {"$gt": after}} if after else {}
    return show_changes(list(HourChange.collection().find(query).sort("_id", 1).limit(limit + 1)), actor)


def show_changes(changes: list[Change], actor: Actor) -> list[dict[str, Any]]:
    """Changes as the staff sees them, with names and with what machines recorded there that day."""
    people = {change["person"] for change in changes} | {change.get("proposed_by") for change in changes}
    names = names_of(one for one in people if one)
    return [_for_staff(change, actor, names) for change in changes]


def _for_staff(change: Change, actor: Actor, names: dict[ObjectId, str]) -> dict[str, Any]:
    proposer = change.get("proposed_by")
    same_day = entries_of(hour_rows(change["person"], first=change["day"], last=change["day"]))
    there = [entry for entry in same_day if entry["subject"] == change["subject"]]
    return {
        "id": change["_id"],
        "person": names.get(change["person"], ""),
        "proposed_by": names.get(proposer, "") if proposer else None,
        "recorded_minutes": figures_of(there)["machine_minutes"],
        "own": actor.person in (change["person"], proposer),
        **{name: change.get(name) for name in _STAFF},
    }


def list_forgotten(*, actor: Actor, after: tuple[str, str] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` forgotten check-outs to look at, longest ago first.

    After a crash one may be listed that was looked at; the next look at it only puts the flag right.
    """
    points = Point.collection().find({"line": {"$in": actor.scope(PROPOSE)}}, {"_id": 1})
    rows = flagged_rows(FORGOTTEN, [point["_id"] for point in points], after=after, limit=limit)
    names = names_of(person_of(row) for row in rows)
    return [
        {
            "id": row["_id"],
            "person": names.get(person_of(row), ""),
            "own": person_of(row) == actor.person,
            **{name: row.get(name) for name in ("title", "day", "in_at", "out_at")},
            "minutes": recorded_minutes(row),
        }
        for row in rows
    ]


def person_of(row: Mapping[str, Any]) -> ObjectId:
    """Whose row it is."""
    return ObjectId(row["who"].removeprefix("p:"))


def list_volunteers(*, actor: Actor, event: ObjectId, after: ObjectId | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` people who signed up for an event, by id; raises `NotFound`, `Forbidden`."""
    actor.must(PROPOSE, get_event(event)["line"])
    ids = list(islice(_following(registered_people(event), after, actor), limit + 1))
    names, phones = names_of(ids), masked_phones_of(ids)
    return [{"id": one, "name": names.get(one, ""), "phone_masked": phones.get(one, "")} for one in ids]


def _following(people: Iterable[ObjectId], after: ObjectId | None, actor: Actor) -> Iterable[ObjectId]:
    return (one for one in people if one != actor.person and (after is None or one > after))
