"""Recount: every total again from the ledger, compared with what stands, or put in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pyroaring import BitMap

from weiguang.participation.models import Total
from weiguang.participation.projecting import ledger, new_total, number_people
from weiguang.participation.rules import counts_people, fold_rows, standing_after

BATCH = 1_000
FIELDS = ("exact", "approx", "people")


def recount(progress: Callable[[int], None]) -> dict[str, dict[str, Any]]:
    """All totals by key, from the folded rows alone. ``progress`` hears how many rows are done.

    Call under the projector's lease, so that no fold moves underneath.
    """
    whos = {row["who"] for row in ledger().find({"corrects": {"$exists": True}}, {"who": 1}) if row["who"]}
    standing = standing_after(ledger().find({"who": {"$in": list(whos)}, "pending": {"$ne": True}}), whos)
    sums: dict[str, dict[str, Any]] = {}
    done = 0
    for batch in _batches():
        numbers = number_people({row["who"] for row in batch if counts_people(row)})
        for key, gain in fold_rows(batch, numbers, standing).items():
            total = sums.setdefault(key, {"exact": 0, "approx": 0, "people": BitMap()})
            total["exact"] += gain.exact
            total["approx"] += gain.approx
            total["people"] |= BitMap(gain.add)
        done += len(batch)
        progress(done)
    return sums


def differences(sums: dict[str, dict[str, Any]]) -> list[str]:
    """The keys of totals that do not equal their ledger, missing and surplus ones included."""
    wrong, seen = [], set()
    for total in Total.collection().find({}, {"exact": 1, "approx": 1, "people": 1}):
        key = total["_id"]
        seen.add(key)
        right = sums.get(key, {"exact": 0, "approx": 0, "people": BitMap()})
        people = BitMap.deserialize(total["people"]) if total["people"] else BitMap()
        if (total["exact"], total["approx"], people) != (right["exact"], right["approx"], right["people"]):
            wrong.append(key)
    return sorted(wrong + [key for key in sums if key not in seen])


def rebuild(sums: dict[str, dict[str, Any]], wrong: list[str], *, fold: int) -> None:
    """Put the recounted figures in place of the wrong ones, standing at the last fold."""
    for key in wrong:
        right = sums.get(key)
        if right is None:
            Total.collection().delete_one({"_id": key})
            continue
        people = right["people"].serialize() if right["people"] else b""
        Total.collection().replace_one(
            {"_id": key}, new_total(key) | {**right, "people": people, "fold": fold}, upsert=True
        )


def _batches() -> Iterator[list[dict[str, Any]]]:
    fields = {"kind": 1, "measure": 1, "quantity": 1, "approx": 1, "who": 1, "day": 1, "credited": 1}
    batch: list[dict[str, Any]] = []
    for row in ledger().find({"pending": {"$ne": True}}, fields, batch_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
