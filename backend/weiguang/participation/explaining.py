"""Opening a number into its rows, for those who may, and a person's own record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.participation.hours import WITHDRAWN
from weiguang.participation.models import Participation
from weiguang.participation.recording import person_key
from weiguang.participation.rules import EVERYWHERE, shown_quantity, stored_measure
from weiguang.people.service import names_of

After = tuple[str, str]


def list_rows(
    *,
    actor: Actor,
    branch: ObjectId | None,
    kind: str | None,
    measure: str | None,
    first: str | None,
    last: str | None,
    after: After | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` ledger rows behind a number, newest day first; needs ``participation.rows`` over the branch.

    Without a branch it is every row, for which the permission must reach the root. A citizen stays 市民.
    """
    tree = load_tree()
    if branch:
        actor.must("participation.rows", tree.line(branch))
    else:
        actor.must("participation.rows", tree.children.get(None, []))
    query: dict[str, Any] = {"credited": str(branch) if branch else EVERYWHERE}
    query |= {name: value for name, value in (("kind", kind), ("measure", stored_measure(measure))) if value}
    days = {name: day for name, day in (("$gte", first), ("$lte", last)) if day}
    if days:
        query["day"] = days
    found = _page(query, after, limit)
    names = names_of({ObjectId(row["who"][2:]) for row in found if (row["who"] or "").startswith("p:")})
    branches = {str(one): kept["name"] for one, kept in tree.by_id.items()}
    return [_explained(row, names, branches) for row in found]


def list_own_rows(*, actor: Actor, after: After | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` rows of the actor's own record, newest first."""
    if actor.person is None:
        return []
    return _page({"who": person_key(actor.person)}, after, limit)


def moments_of(keys: Iterable[str]) -> dict[str, datetime]:
    """When each of these acts happened, for those that stand in the ledger; one read."""
    found = Participation.collection().find({"_id": {"$in": list(keys)}}, {"occurred_at": 1})
    return {row["_id"]: row["occurred_at"] for row in found}


def count_acts(prefix: str, day: str | None = None) -> int:
    """How many acts have a key ``prefix…:day``, or that and a number behind it.

    Walks only that stretch of the index of keys, and no document.
    """
    end = f".*:{day}(:[0-9]+)?$" if day else ""
    return Participation.collection().count_documents({"_id": {"$regex": f"^{re.escape(prefix)}{end}"}})


def acts_about(person: ObjectId, subject: str) -> list[dict[str, Any]]:
    """The key and moment of everything one person did about ``subject``; walks that person's rows alone."""
    query = {"who": person_key(person), "subject": subject}
    return list(Participation.collection().find(query, {"occurred_at": 1}))


def acts_since(person: ObjectId, kind: str, since: datetime) -> list[dict[str, Any]]:
    """Subject and moment of everything of one kind that one person did since then; walks that person's rows alone."""
    query = {"who": person_key(person), "kind": kind, "occurred_at": {"$gte": since}}
    return list(Participation.collection().find(query, {"subject": 1, "occurred_at": 1}))


def tally_acts(prefix: str, *, branch: ObjectId, field: str) -> tuple[int, dict[str, int]]:
    """How many acts of the branch's members have a key that begins so, and how often each value of a list stands there.

    Walks only that stretch of the index of keys.
    """
    query = {"_id": {"$regex": f"^{re.escape(prefix)}"}, "branches": str(branch)}
    count = Participation.collection().count_documents(query)
    steps: list[dict[str, Any]] = [{"$match": query}, {"$unwind": f"${field}"}, {"$sortByCount": f"${field}"}]
    return count, {row["_id"]: row["count"] for row in Participation.collection().aggregate(steps)}


def act_keys(prefixes: Iterable[str]) -> Iterator[str]:
    """The keys of all acts that begin so, straight from the index of keys."""
    for prefix in prefixes:
        query = {"_id": {"$regex": f"^{re.escape(prefix)}"}}
        yield from (row["_id"] for row in Participation.collection().find(query, {"_id": 1}))


def _page(query: dict[str, Any], after: After | None, limit: int) -> list[dict[str, Any]]:
    query = query | {"flag": {"$ne": WITHDRAWN}}
    if after:
        day, key = after
        query = {"$and": [query, {"$or": [{"day": {"$lt": day}}, {"day": day, "_id": {"$lt": key}}]}]}
    return list(Participation.collection().find(query).sort([("day", -1), ("_id", -1)]).limit(limit + 1))


def _explained(row: dict[str, Any], names: dict[ObjectId, str], branches: dict[str, str]) -> dict[str, Any]:
    who = row["who"] or ""
    return {
        "id": row["_id"],
        "day": row["day"],
        "kind": row["kind"],
        "title": row["title"],
        "who": names.get(ObjectId(who[2:]), "") if who.startswith("p:") else ("市民" if who else ""),
        "occurred_at": row["occurred_at"],
        "received_at": row["received_at"],
        "source": row["source"],
        "measure": row["measure"],
        "quantity": shown_quantity(row["quantity"], row["measure"]),
        "approx": row["approx"],
        "branches": [branches.get(branch, "") for branch in row["branches"]],
        "corrects": row.get("corrects"),
    }
