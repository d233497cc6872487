"""Update stages of a roster: each write that may free a place ends with `settle`. Pure.

Expressions of MongoDB's aggregation language; ``$$seat`` is a seat and ``$$this`` a shift.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from weiguang.events.signing_up.models import SEATS_MOST
from weiguang.storage.clock import to_ms

Expression = Any
Stage = dict[str, Any]

LEFT_MOST = 2_000
REMOVED_MOST = 200


def seats_where(*conditions: Expression, of: Expression = "$seats") -> Expression:
    """The seats for which all ``conditions`` hold."""
    return {"$filter": {"input": of, "as": "seat", "cond": {"$and": list(conditions)}}}


def seats_but(*conditions: Expression) -> Expression:
    """The seats for which not all ``conditions`` hold."""
    return {"$filter": {"input": "$seats", "as": "seat", "cond": {"$not": [{"$and": list(conditions)}]}}}


def same(field: str, value: Any) -> Expression:
    """Whether a seat's field has this value."""
    return {"$eq": [f"$$seat.{field}", {"$literal": value}]}


def clients_of(seats: Expression) -> Expression:
    """The client ids of seats."""
    return {"$map": {"input": seats, "as": "seat", "in": "$$seat.client"}}


def at_the_end(now: datetime) -> Expression:
    """The moment of a seat at the end: ``now``, or just after the last one, so that moments keep the order."""
    return {"$max": [now, {"$add": [{"$max": "$seats.at"}, 1]}]}


def people_on(seats: Expression) -> Expression:
    """Who sits there, each once."""
    return {"$setUnion": [{"$map": {"input": seats, "as": "seat", "in": "$$seat.person"}}, []]}


def onto_left(clients: Expression) -> Expression:
    """The remembered sign-ups that are gone, with these."""
    return {"$slice": [{"$concatArrays": ["$left", clients]}, -LEFT_MOST]}


def onto_telling(seats: Expression, kind: str, now: datetime, *, at: datetime | None = None) -> Expression:
    """What is to be told, with one entry for each of ``seats``; told from ``at`` on."""
    entry = {
        "key": {"$concat": [f"{kind}:", "$$seat.client", f":{to_ms(now)}"]},
        "kind": kind,
        "person": "$$seat.person",
        "client": "$$seat.client",
        "shift": "$$seat.shift",
        "at": at or now,
    }
    return {"$concatArrays": ["$telling", {"$map": {"input": seats, "as": "seat", "in": entry}}]}


def settle(now: datetime, *, shifts: Sequence[str] | None = None, fresh: str = "") -> list[Stage]:
    """Place the first in line where places are free: in these ``shifts``, or in all.

    Whoever moves up gets an entry in ``telling``; not ``fresh``, the client id of who signs up in this very write.
    """
    risen = {"$in": ["$$seat.client", "$_rising"]}
    placed = {
        "$map": {
            "input": "$seats",
            "as": "seat",
            "in": {"$cond": [risen, {"$mergeObjects": ["$$seat", {"placed": True}]}, "$$seat"]},
        }
    }
    told = onto_telling(seats_where(risen, {"$ne": ["$$seat.client", {"$literal": fresh}]}), "placed", now)
    return [{"$set": {"_rising": _rising(shifts)}}, {"$set": {"seats": placed, "telling": told}}, {"$unset": "_rising"}]


def _rising(shifts: Sequence[str] | None) -> Expression:
    """The client ids of those who get the places that are free, shift by shift in the order of the line."""
    here = {"$eq": ["$$seat.shift", "$$this.id"]}
    waiting = clients_of(seats_where(here, {"$not": ["$$seat.placed"]}))
    taken = {"$size": seats_where(here, "$$seat.placed")}
    capacity = {"$ifNull": ["$$this.capacity", SEATS_MOST]}
    free = {"$max": [0, {"$subtract": [capacity, taken]}]}
    chosen: Expression = "$shifts"
    if shifts is not None:
        chosen = {"$filter": {"input": "$shifts", "cond": {"$in": ["$$this.id", {"$literal": list(shifts)}]}}}
    return {
        "$reduce": {
            "input": chosen,
            "initialValue": [],
            "in": {"$concatArrays": ["$$value", {"$slice": [waiting, free]}]},
        }
    }


def counted(person: Any) -> dict[str, Any]:
    """A projection: the plan with ``placed`` and ``waiting`` for each shift, how many ``people`` have a place and how
    many stand in a line, and the seats of ``person``, each with its ``position``.

    The seats of others stay in the database.
    """
    here = {"$eq": ["$$seat.shift", "$$shift.id"]}
    numbers = {
        "placed": {"$size": seats_where(here, "$$seat.placed")},
        "waiting": {"$size": seats_where(here, {"$not": ["$$seat.placed"]})},
    }
    shifts = {"$map": {"input": "$shifts", "as": "shift", "in": {"$mergeObjects": ["$$shift", numbers]}}}
    before = {"$slice": ["$seats", {"$indexOfArray": ["$seats.client", "$$mine.client"]}]}
    ahead = seats_where({"$eq": ["$$seat.shift", "$$mine.shift"]}, {"$not": ["$$seat.placed"]}, of=before)
    position = {"$cond": ["$$mine.placed", None, {"$add": [1, {"$size": ahead}]}]}
    mine = {
        "$map": {
            "input": seats_where(same("person", person)),
            "as": "mine",
            "in": {"$mergeObjects": ["$$mine", {"position": position}]},
        }
    }
    return {
        "version": 1,
        "posts": 1,
        "shifts": shifts,
        "people": {"$size": people_on(seats_where("$$seat.placed"))},
        "waiting": {"$size": people_on(seats_where({"$not": ["$$seat.placed"]}))},
        "seats": mine,
    }
