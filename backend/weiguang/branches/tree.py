"""The whole tree in memory, read again after a few seconds: it is small and changes rarely."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.models import Branch
from weiguang.errors import Forbidden, NotFound

FRESH_S = 5.0


@dataclass(frozen=True)
class Tree:
    """All branches by id, in listing order."""

    by_id: dict[ObjectId, dict[str, Any]]
    children: dict[ObjectId | None, list[ObjectId]] = field(default_factory=dict)

    def get(self, branch: ObjectId) -> dict[str, Any]:
        """One branch; raises `NotFound`."""
        if branch not in self.by_id:
            raise NotFound
        return self.by_id[branch]

    def line(self, branch: ObjectId) -> list[ObjectId]:
        """The branch and all above it, root last."""
        return list(self.get(branch)["line"])

    def credited(self, branches: Iterable[ObjectId]) -> list[ObjectId]:
        """Every branch that an act of a member of ``branches`` counts for, each once."""
        return list(dict.fromkeys(above for branch in branches if branch in self.by_id for above in self.line(branch)))

    def subtree(self, branches: Iterable[ObjectId]) -> set[ObjectId]:
        """These branches and everything below them."""
        roots = set(branches)
        return {branch for branch, kept in self.by_id.items() if not roots.isdisjoint(kept["line"])}


class _Cache:
    lock = threading.Lock()
    tree: Tree | None = None
    read_at = 0.0
    source = 0


def load_tree() -> Tree:
    """The tree, at most `FRESH_S` seconds old."""
    with _Cache.lock:
        source = id(Branch.collection().database.client)
        stale = time.monotonic() - _Cache.read_at > FRESH_S or _Cache.source != source
        if _Cache.tree is None or stale:
            _Cache.tree, _Cache.read_at, _Cache.source = read_tree(), time.monotonic(), source
        return _Cache.tree


def line_for(actor: Actor, permission: str, branch: ObjectId | None) -> list[ObjectId]:
    """The line of ``branch``, or of the first branch where the actor holds ``permission``, for what they make there.

    Raises `NotFound`, `Forbidden`.
    """
    scope = actor.scope(permission)
    if not scope:
        raise Forbidden
    line = load_tree().line(branch or scope[0])
    actor.must(permission, line)
    return line


def forget_tree() -> None:
    """Read the tree afresh next time: call after changing it."""
    with _Cache.lock:
        _Cache.tree = None


def read_tree() -> Tree:
    """Read the tree now."""
    by_id = {branch["_id"]: branch for branch in Branch.collection().find().sort([("order", 1), ("_id", 1)])}
    children: dict[ObjectId | None, list[ObjectId]] = {}
    for branch in by_id.values():
        children.setdefault(branch["parent"], []).append(branch["_id"])
    return Tree(by_id, children)
