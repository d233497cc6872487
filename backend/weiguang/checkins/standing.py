"""Which check-ins stand: one that was taken out does not, and the next has the next key.

Taking out is a row of its own, ``withdrawn:KEY``; ``KEY`` stays in the ledger. Whoever is checked in again gets
``KEY:2``, then ``KEY:3``, with the number in the row's ``again``. So at most one of them stands, and a first check-in
is still decided by one insert of ``KEY``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from weiguang.participation.explaining import count_acts
from weiguang.participation.models import Participation

Row = dict[str, Any]


def withdrawn_key(key: str) -> str:
    """The key of the row that takes a check-in out."""
    return f"withdrawn:{key}"


def again_key(key: str, again: int) -> str:
    """The key of a person's check-in number ``again`` under one natural key."""
    return f"{key}:{again}" if again > 1 else key


def first_key(check_in: Row) -> str:
    """The natural key that a check-in and those after it share."""
    key: str = check_in["_id"]
    return key.removesuffix(f":{check_in['again']}") if "again" in check_in else key


def withdrawn_of(keys: Iterable[str]) -> set[str]:
    """Which of these check-ins were taken out."""
    asked = {withdrawn_key(key): key for key in keys}
    found = Participation.collection().find({"_id": {"$in": list(asked)}}, {"_id": 1}) if asked else ()
    return {asked[row["_id"]] for row in found}


def read_check_ins(keys: Iterable[str]) -> tuple[dict[str, Row], set[str]]:
    """The check-ins under these natural keys, with those that came after one was taken out, and which were."""
    rows: dict[str, Row] = {}
    withdrawn: set[str] = set()
    asked = set(keys)
    while asked:
        found = {row["_id"]: row for row in Participation.collection().find({"_id": {"$in": list(asked)}})}
        gone = withdrawn_of(found)
        rows, withdrawn = rows | found, withdrawn | gone
        asked = {again_key(first_key(found[key]), found[key].get("again", 1) + 1) for key in gone}
    return rows, withdrawn


def current(key: str, withdrawn: set[str]) -> tuple[str, int]:
    """The key under which a check-in of natural key ``key`` stands or would be written, and its number."""
    again = 1
    while again_key(key, again) in withdrawn:
        again += 1
    return again_key(key, again), again


def standing_of(keys: Iterable[str]) -> dict[str, Row]:
    """The check-in that stands, by natural key."""
    asked = set(keys)
    rows, withdrawn = read_check_ins(asked)
    places = {key: current(key, withdrawn)[0] for key in asked}
    return {key: rows[place] for key, place in places.items() if place in rows}


def standing_keys(prefix: str, end: str) -> set[str]:
    """The keys of everybody's check-ins ``prefixPERSONend`` that stand, straight from the index of keys."""
    withdrawn, like = withdrawn_key(""), f"{prefix}[0-9a-f]{{24}}{end}(:[0-9]+)?$"
    found = [_keys_like(f"^{start}{like}") for start in ("", withdrawn)]
    return found[0] - {key.removeprefix(withdrawn) for key in found[1]}


def _keys_like(pattern: str) -> set[str]:
    return {row["_id"] for row in Participation.collection().find({"_id": {"$regex": pattern}}, {"_id": 1})}


def count_standing(prefix: str, day: str | None = None) -> int:
    """How many check-ins stand whose key is ``prefix…:day``; walks the index of keys alone."""
    return count_acts(prefix, day) - count_acts(withdrawn_key(prefix), day)
