"""The projector: folds pending rows into totals exactly once (see the package's prose)."""

from __future__ import annotations

from typing import Any

from pymongo import ReplaceOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError, DuplicateKeyError
from pymongo.read_concern import ReadConcern
from pyroaring import BitMap

from weiguang.participation.models import Fold, Number, Participation, Total
from weiguang.participation.rules import counts_people, fold_rows, standing_after

ROWS_A_FOLD = 500
LEASE = "projector"
LEASE_S = 10.0
FOLDS_KEPT = 100


def ledger() -> Collection[dict[str, Any]]:
    """The ledger as the majority holds it: a row that could still be rolled back is not counted."""
    return Participation.collection().with_options(read_concern=ReadConcern("majority"))


def project() -> int:
    """Finish the open fold, or make and apply the next; return how many rows it took.

    Normally called under the lease; still exact when two run at once. The last fold is read *before* the pending rows:
    a rival that folds them in between has taken the next number, and the insert below collides.
    """
    nothing: dict[str, Any] = {"_id": 0, "state": "done"}
    last = next(iter(Fold.collection().find().sort("_id", -1).limit(1)), nothing)
    if last["state"] == "open":
        apply_fold(last)
        return len(last["rows"])
    rows = list(ledger().find({"pending": True}).limit(ROWS_A_FOLD))
    if not rows:
        return 0
    fold = make_fold(last["_id"] + 1, rows)
    try:
        Fold.collection().insert_one(fold)
    except DuplicateKeyError:
        return len(rows)
    apply_fold(fold)
    return len(rows)


def make_fold(number: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Write down, as fold ``number``, what each total gains from ``rows``."""
    ids = [row["_id"] for row in rows]
    whos = {row["who"] for row in rows if counts_people(row)}
    gains = fold_rows(rows, number_people(whos), _standing(whos, ids))
    return {
        "_id": number,
        "state": "open",
        "rows": ids,
        "cells": [{"key": key, **gain.stored()} for key, gain in gains.items()],
    }


def _standing(whos: set[str], ids: list[str]) -> dict[tuple[str, str], int]:
    """Where the people stand whom any correction touches, counting the folded rows and those of this fold."""
    touched = ledger().find({"who": {"$in": list(whos)}, "corrects": {"$exists": True}}, {"who": 1})
    corrected = {row["who"] for row in touched}
    if not corrected:
        return {}
    counted = {"$or": [{"pending": {"$ne": True}}, {"_id": {"$in": ids}}]}
    return standing_after(ledger().find({"who": {"$in": list(corrected)}, **counted}), corrected)


def apply_fold(fold: dict[str, Any]) -> None:
    """Bring every total up to this fold, take the mark off its rows, close it. Safe to repeat and to race."""
    number = fold["_id"]
    keys = [cell["key"] for cell in fold["cells"]]
    standing = {total["_id"]: total for total in Total.collection().find({"_id": {"$in": keys}})}
    writes = [
        _advance(standing.get(cell["key"]), cell, number)
        for cell in fold["cells"]
        if standing.get(cell["key"], {"fold": 0})["fold"] < number
    ]
    if writes:
        try:
            Total.collection().bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            # A racing projector applied the same fold to that total: the upsert then collides on _id, rightly.
            if any(failure["code"] != 11000 for failure in error.details["writeErrors"]):
                raise
    Participation.collection().update_many({"_id": {"$in": fold["rows"]}}, {"$unset": {"pending": ""}})
    Fold.collection().update_one({"_id": number}, {"$set": {"state": "done", "rows": [], "cells": []}})
    Fold.collection().delete_many({"_id": {"$lt": number - FOLDS_KEPT}, "state": "done"})


def _advance(total: dict[str, Any] | None, cell: dict[str, Any], number: int) -> ReplaceOne[dict[str, Any]]:
    """Replace a total by itself plus the gain, if it still stands at the fold that was read."""
    before = total or new_total(cell["key"])
    people = BitMap.deserialize(before["people"]) if before["people"] else BitMap()
    people |= BitMap(cell["add"])
    people -= BitMap(cell["drop"])
    after = before | {
        "exact": before["exact"] + cell["exact"],
        "approx": before["approx"] + cell["approx"],
        "people": people.serialize() if people else b"",
        "fold": number,
    }
    return ReplaceOne({"_id": cell["key"], "fold": before["fold"]}, after, upsert=total is None)


def new_total(key: str) -> dict[str, Any]:
    """A total that holds nothing yet."""
    scope, kind, measure, grain, period = key.split("|")
    return {
        "_id": key,
        "scope": scope,
        "kind": kind,
        "measure": measure,
        "grain": grain,
        "period": period,
        "exact": 0,
        "approx": 0,
        "people": b"",
        "fold": 0,
    }


def number_people(whos: set[str]) -> dict[str, int]:
    """The number of each ``who``; new ones get the next. Unique indexes on both sides keep two projectors apart."""
    known = {row["_id"]: row["n"] for row in Number.collection().find({"_id": {"$in": list(whos)}})}
    last = next(iter(Number.collection().find({}, {"n": 1}).sort("n", -1).limit(1)), {"n": 0})["n"]
    fresh = [{"_id": who, "n": last + step} for step, who in enumerate(sorted(whos - known.keys()), start=1)]
    if not fresh:
        return known
    try:
        Number.collection().insert_many(fresh, ordered=True)
    except BulkWriteError:
        return number_people(whos)
    return known | {row["_id"]: row["n"] for row in fresh}
