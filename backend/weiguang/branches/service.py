"""Reading the tree, its members and its applications."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from bson import ObjectId
from pymongo.collation import Collation

from weiguang.access.actor import Actor
from weiguang.branches.models import Application
from weiguang.branches.tree import FRESH_S, load_tree
from weiguang.people.models import Person
from weiguang.people.service import masked_phones_of, names_of

BY_SOUND = Collation(locale="zh")
"""Chinese names in the order of their pinyin."""


class _Counted:
    """The last count: counting walks the indexes of all people, and the tree is public."""

    lock = threading.Lock()
    counts: ClassVar[dict[ObjectId, int]] = {}
    key: tuple[int, int] | None = None


def member_counts() -> dict[ObjectId, int]:
    """Members of each branch, formal and functional, by id; at most `FRESH_S` seconds old."""
    key = (id(Person.collection().database.client), int(time.monotonic() // FRESH_S))
    with _Counted.lock:
        if _Counted.key != key:
            _Counted.counts, _Counted.key = count_members(), key
        return _Counted.counts


def count_members() -> dict[ObjectId, int]:
    """Count now."""
    counts: dict[ObjectId, int] = {}
    pipelines: tuple[list[dict[str, Any]], ...] = (
        [{"$match": {"formal": {"$ne": None}}}, {"$sortByCount": "$formal"}],
        [{"$unwind": "$functional"}, {"$sortByCount": "$functional"}],
    )
    for pipeline in pipelines:
        for row in Person.collection().aggregate(pipeline):
            counts[row["_id"]] = counts.get(row["_id"], 0) + row["count"]
    return counts


def list_branches() -> list[dict[str, Any]]:
    """The whole tree, parents before children in listing order."""
    counts = member_counts()
    return [_shown(branch, counts) for branch in load_tree().by_id.values()]


def get_branch(*, actor: Actor, branch: ObjectId) -> dict[str, Any]:
    """One branch with what is above and below it, and where the actor stands; raises `NotFound`."""
    tree, counts = load_tree(), member_counts()
    found = tree.get(branch)
    above = [tree.get(up) for up in reversed(found["line"][1:])]
    return _shown(found, counts) | {
        "ancestors": [{"id": up["_id"], "name": up["name"]} for up in above],
        "children": [_shown(tree.get(child), counts) for child in tree.children.get(branch, [])],
        "my_state": _my_state(actor, branch),
    }


def list_members(*, actor: Actor, branch: ObjectId, after: ObjectId | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` members of one branch by id; needs ``branch.members`` over it."""
    actor.must("branch.members", load_tree().line(branch))
    query: dict[str, Any] = {"$or": [{"formal": branch}, {"functional": branch}]}
    if after:
        query["_id"] = {"$gt": after}
    found = Person.collection().find(query, {"name": 1, "formal": 1, "joined": 1}).sort("_id", 1).limit(limit + 1)
    return [
        {
            "id": person["_id"],
            "name": person.get("name", ""),
            "formal": person.get("formal") == branch,
            "since": next((join["since"] for join in person.get("joined", []) if join["branch"] == branch), None),
        }
        for person in found
    ]


def list_by_name(*, branch: ObjectId, after: tuple[str, ObjectId] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit`` members of one branch as they are called up: by the sound of their names."""
    query: dict[str, Any] = {"$or": [{"formal": branch}, {"functional": branch}]}
    if after:
        name, last = after
        query = {"$and": [query, {"$or": [{"name": {"$gt": name}}, {"name": name, "_id": {"$gt": last}}]}]}
    found = Person.collection().find(query, {"name": 1}, collation=BY_SOUND)
    return [
        {"id": person["_id"], "name": person.get("name", "")}
        for person in found.sort([("name", 1), ("_id", 1)]).limit(limit)
    ]


def below(branches: Iterable[ObjectId]) -> dict[str, Any]:
    """The members of these branches and of all below them, as a query of people."""
    subtree = list(load_tree().subtree(branches))
    return {"$or": [{"formal": {"$in": subtree}}, {"functional": {"$in": subtree}}]}


def members_below(branches: Iterable[ObjectId], *, but: Iterable[ObjectId] = ()) -> Iterator[ObjectId]:
    """Each member of these branches and of all below them once, without those who are in or below ``but`` too."""
    query = {"$and": [below(branches), {"$nor": [below(but)]}]}
    yield from (person["_id"] for person in Person.collection().find(query, {"_id": 1}))


def list_applications(
    *, actor: Actor, branch: ObjectId, state: str, after: str | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` applications to one branch; needs ``branch.approve`` over it."""
    actor.must("branch.approve", load_tree().line(branch))
    query: dict[str, Any] = {"branch": branch, "state": state}
    if after:
        query["_id"] = {"$gt": after}
    found = list(Application.collection().find(query).sort("_id", 1).limit(limit + 1))
    people = [application["person"] for application in found]
    names, phones = names_of(people), masked_phones_of(people)
    return [
        {
            "key": application["_id"],
            "person": application["person"],
            "name": names.get(application["person"], ""),
            "phone_masked": phones.get(application["person"], ""),
            "statement": application["statement"],
            "submitted_at": application["submitted_at"],
            "state": application["state"],
        }
        for application in found
    ]


def open_applications_of(person: ObjectId) -> list[dict[str, Any]]:
    """A person's applications that are pending or refused."""
    return list(Application.collection().find({"person": person, "state": {"$in": ["pending", "refused"]}}))


def _shown(branch: dict[str, Any], counts: dict[ObjectId, int]) -> dict[str, Any]:
    return {
        "id": branch["_id"],
        "name": branch["name"],
        "kind": branch["kind"],
        "parent": branch["parent"],
        "basis": branch.get("basis"),
        "district": branch.get("district"),
        "members": counts.get(branch["_id"], 0),
    }


def _my_state(actor: Actor, branch: ObjectId) -> str:
    if branch in actor.memberships:
        return "member"
    if actor.person is None:
        return "none"
    found = Application.collection().find_one({"_id": f"{branch}:{actor.person}"}, {"state": 1})
    return found["state"] if found and found["state"] != "approved" else "none"
