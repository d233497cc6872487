"""Reading the ledger's volunteer hours, and the flag of those that somebody has to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId

from weiguang.participation.models import Participation
from weiguang.participation.recording import person_key

HOURS = "hours"
WITHDRAWN = "withdrawn"
"""The flag of a stay that only holds the place of a check-out: its check-in was taken out."""


def recorded_minutes(row: Mapping[str, Any]) -> int:
    """What a stay says at first; of a forgotten check-out, the most it can have been."""
    minutes: int = row.get("most", row["quantity"])
    return minutes


def hour_rows(person: ObjectId, *, first: str | None = None, last: str | None = None) -> list[dict[str, Any]]:
    """All rows of one person's hours in a range of days; a correction has the day of what it corrects."""
    query: dict[str, Any] = {"who": person_key(person), "measure": HOURS, "flag": {"$ne": WITHDRAWN}}
    days = {name: day for name, day in (("$gte", first), ("$lte", last)) if day}
    return list(Participation.collection().find(query | ({"day": days} if days else {})))


def corrections_of(person: ObjectId) -> list[dict[str, Any]]:
    """Every row that takes from or adds to hours of this person, oldest first."""
    query = {"who": person_key(person), "corrects": {"$exists": True}, "measure": HOURS}
    return list(Participation.collection().find(query).sort([("received_at", 1), ("_id", 1)]))


def flagged_rows(
    flag: str, points: Iterable[str], *, after: tuple[str, str] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` rows with this flag at these points, oldest day first."""
    query: dict[str, Any] = {"flag": flag, "point": {"$in": list(points)}}
    if after:
        day, key = after
        query["$or"] = [{"day": {"$gt": day}}, {"day": day, "_id": {"$gt": key}}]
    return list(Participation.collection().find(query).sort([("day", 1), ("_id", 1)]).limit(limit + 1))


def change_flag(row: str, *, was: str, to: str) -> None:
    """Change a row's flag; a repeat changes nothing."""
    Participation.collection().update_one({"_id": row, "flag": was}, {"$set": {"flag": to}})
