"""What organisers do with seats: look who comes, move somebody to another shift, take somebody off, and undo that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, NotFound
from weiguang.events.models import Registration
from weiguang.events.signing_up.gathering import open_roster
from weiguang.events.signing_up.joining import ShiftsOverlap, ShiftUnknown
from weiguang.events.signing_up.models import Roster
from weiguang.events.signing_up.planning import NO_LIMIT, reach
from weiguang.events.signing_up.rules import POOL, clashing
from weiguang.events.signing_up.service import show_seat
from weiguang.events.signing_up.settling import (
    REMOVED_MOST,
    at_the_end,
    clients_of,
    onto_left,
    onto_telling,
    same,
    seats_but,
    seats_where,
    settle,
)
from weiguang.people.service import masked_phones_of, names_of
from weiguang.storage.clock import from_ms, to_ms

UNDO = timedelta(minutes=1)
"""How long a removal is not told yet, so that a slip of the finger frightens nobody."""

Place = tuple[int, int, int, str]
"""A row's shift, whether it waits, when it was made in milliseconds, and its client id: what a cursor holds."""

Row = dict[str, Any]


class ShiftFull(Conflict):
    """Nobody is moved into a line."""

    code = "shift_full"
    title = "那个班次已经满了；可以先增加名额，或另选一个班次"


def list_roster(*, actor: Actor, event: ObjectId, after: Place | None, limit: int) -> list[Row]:
    """Up to ``limit + 1`` seats with names, shift by shift, those who wait last. Raises `NotFound`, `Forbidden`."""
    reach(actor, event)
    found = Roster.collection().find_one({"_id": event}, {"posts": 1, "shifts": 1, "seats": 1})
    if found is None:
        return with_names(_unlimited_rows(event, after, limit + 1))
    rows = [row for row in roster_rows(found) if after is None or row["place"] > after]
    return with_names(rows[: limit + 1])


def roster_rows(roster: dict[str, Any]) -> list[Row]:
    """Every seat of a roster as a row without its name, in the order of the list."""
    order = {shift["id"]: number for number, shift in enumerate(roster["shifts"])}
    waiting: defaultdict[str, int] = defaultdict(int)
    rows = []
    for seat in roster["seats"]:
        waiting[seat["shift"]] += not seat["placed"]
        known = seat | {"position": None if seat["placed"] else waiting[seat["shift"]]}
        number = order[seat["shift"]]
        shown = show_seat(known, roster["shifts"][number], roster["posts"])
        place = (number, int(not seat["placed"]), to_ms(seat["at"]), seat["client"])
        rows.append(shown | {"person": seat["person"], "place": place})
    return sorted(rows, key=lambda row: row["place"])


def unlimited_rows(event: ObjectId) -> Iterator[Row]:
    """The same for an event that nobody has limited."""
    for kept in Registration.collection().find({"event": event}).sort([("registered_at", 1), ("_id", 1)]):
        yield _unlimited_row(kept)


def _unlimited_rows(event: ObjectId, after: Place | None, most: int) -> list[Row]:
    query: dict[str, Any] = {"event": event}
    if after:
        moment = from_ms(after[2])
        query |= {
            "registered_at": {"$gte": moment},
            "$or": [{"registered_at": {"$gt": moment}}, {"_id": {"$gt": after[3]}}],
        }
    found = Registration.collection().find(query).sort([("registered_at", 1), ("_id", 1)]).limit(most)
    return [_unlimited_row(kept) for kept in found]


def _unlimited_row(kept: dict[str, Any]) -> Row:
    seat = {"client": kept["client_id"], "placed": True, "position": None, "at": kept["registered_at"]}
    shown = show_seat(seat, NO_LIMIT["shifts"][0], [])
    return shown | {"person": kept["person"], "place": (0, 0, to_ms(kept["registered_at"]), kept["_id"])}


def with_names(rows: list[Row]) -> list[Row]:
    """The rows with names and masked phones, two reads for all of them."""
    people = [row["person"] for row in rows]
    names, phones = names_of(people), masked_phones_of(people)
    return [row | {"name": names.get(row["person"], ""), "phone": phones.get(row["person"], "")} for row in rows]


def move_seat(*, actor: Actor, event: ObjectId, person: ObjectId, shift: str, to: str, now: datetime) -> None:
    """Move somebody to a free place of another shift, and tell them; a repeat changes nothing.

    Raises `NotFound`, `Forbidden`, `ShiftUnknown`, `ShiftFull`, `ShiftsOverlap`.
    """
    reach(actor, event)
    roster = _roster(event, now)
    wanted = next((one for one in roster["shifts"] if one["id"] == to), None)
    if wanted is None or to == POOL:
        raise ShiftUnknown
    if _sits(roster, person, to) and not _sits(roster, person, shift):
        return
    its_own, moved = (
        [same("person", person), same("shift", shift)],
        {"shift": to, "at": at_the_end(now), "placed": True},
    )
    seat = {"$mergeObjects": [{"$first": seats_where(*its_own)}, moved]}
    clash = [one for one in clashing(roster["shifts"], wanted) if one != shift]
    taken = {"$size": seats_where(same("shift", to), "$$seat.placed")}
    query = {
        "_id": event,
        "version": roster["version"],
        "$and": [_has(person, [shift]), {"seats": {"$not": _has(person, clash)["seats"]}}],
        "$expr": {"$lt": [taken, wanted["capacity"]]},
    }
    stage = {"$set": {"seats": {"$concatArrays": [seats_but(*its_own), [seat]]}}}
    told = {"$set": {"telling": onto_telling(seats_where(same("person", person), same("shift", to)), "moved", now)}}
    if not Roster.collection().update_one(query, [stage, told, *settle(now, shifts=[shift])]).matched_count:
        raise _why_not(event, person, shift, clash)


def remove_seat(*, actor: Actor, event: ObjectId, person: ObjectId, shift: str, now: datetime) -> None:
    """Take somebody off; they are told after `UNDO`. A repeat changes nothing. Raises `NotFound`, `Forbidden`."""
    reach(actor, event)
    _roster(event, now)
    its_own = [same("person", person), same("shift", shift)]
    gone = seats_where(*its_own)
    change = {
        "removed": {"$slice": [{"$concatArrays": ["$removed", gone]}, -REMOVED_MOST]},
        "left": onto_left(clients_of(gone)),
        "telling": onto_telling(gone, "removed", now, at=now + UNDO),
        "seats": seats_but(*its_own),
    }
    Roster.collection().update_one(
        {"_id": event, **_has(person, [shift])}, [{"$set": change}, *settle(now, shifts=[shift])]
    )


def restore_seat(*, actor: Actor, event: ObjectId, person: ObjectId, shift: str, now: datetime) -> None:
    """Undo a removal: the seat stands where it stood, placed if it was; a repeat changes nothing.

    Whoever moved up meanwhile stays, so the shift may be one over. Raises `NotFound`, `Forbidden`, `ShiftsOverlap`.
    """
    reach(actor, event)
    roster = _roster(event, now)
    if _sits(roster, person, shift):
        return
    wanted = next((one for one in roster["shifts"] if one["id"] == shift), None)
    removed = next(
        (one for one in reversed(roster["removed"]) if (one["person"], one["shift"]) == (person, shift)), None
    )
    if wanted is None or removed is None:
        raise NotFound("没有可以恢复的报名")
    client, clash = removed["client"], clashing(roster["shifts"], wanted)
    before, later = ({operator: ["$$seat.at", removed["at"]]} for operator in ("$lte", "$gt"))
    kept = {"$filter": {"input": "$telling", "as": "entry", "cond": {"$not": [_is_removal("$$entry", client)]}}}
    told = {"$anyElementTrue": [{"$map": {"input": "$telling", "as": "entry", "in": _is_removal("$$entry", client)}}]}
    change = {
        "seats": {"$concatArrays": [seats_where(before), [{"$literal": removed}], seats_where(later)]},
        "left": {"$setDifference": ["$left", [{"$literal": client}]]},
        "removed": seats_where({"$ne": ["$$seat.client", {"$literal": client}]}, of="$removed"),
        "telling": {"$cond": [told, kept, onto_telling([{"$literal": removed}], "restored", now)]},
    }
    query = {"_id": event, "removed.client": client, "seats": {"$not": _has(person, clash)["seats"]}}
    if not Roster.collection().update_one(query, [{"$set": change}, *settle(now, shifts=[shift])]).matched_count:
        raise ShiftsOverlap("这个人已经报了同一时间的别的班次，不能恢复")


def _is_removal(entry: str, client: str) -> dict[str, Any]:
    return {"$and": [{"$eq": [f"{entry}.kind", "removed"]}, {"$eq": [f"{entry}.client", {"$literal": client}]}]}


def _roster(event: ObjectId, now: datetime) -> dict[str, Any]:
    """The whole roster; an organiser's hand makes one of an event that nobody has limited."""
    found = Roster.collection().find_one({"_id": event})
    if found is None:
        open_roster(event, NO_LIMIT, now)
        found = Roster.collection().find_one({"_id": event})
    if found is None:
        raise NotFound
    return found


def _sits(roster: dict[str, Any], person: ObjectId, shift: str) -> bool:
    return any((seat["person"], seat["shift"]) == (person, shift) for seat in roster["seats"])


def _has(person: ObjectId, shifts: list[str]) -> dict[str, Any]:
    return {"seats": {"$elemMatch": {"person": person, "shift": {"$in": shifts}}}}


def _why_not(event: ObjectId, person: ObjectId, shift: str, clash: list[str]) -> Conflict | NotFound:
    roster = Roster.collection().find_one({"_id": event}) or {"seats": []}
    if not _sits(roster, person, shift):
        return NotFound("这个人已经不在这个班次，请刷新后再看")
    if any(_sits(roster, person, other) for other in clash):
        return ShiftsOverlap("这个人同一时间还有别的班次")
    return ShiftFull()
