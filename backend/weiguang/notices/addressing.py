"""Whom a notice can address: an interface that `weiguang.audiences` fills, so that notices know no other feature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from bson import ObjectId

from weiguang.access.actor import Actor

Audience = Mapping[str, Any]


class Audiences(Protocol):
    """Turns an audience into people."""

    def resolve(self, audience: Audience, *, after: ObjectId | None, limit: int) -> list[ObjectId]:
        """The next ``limit`` distinct people past ``after``, by id."""

    def count(self, audience: Audience) -> int:
        """How many distinct people."""

    def describe(self, audience: Audience) -> str:
        """In words that the sender reads."""

    def check_scope(self, actor: Actor, audience: Audience) -> ObjectId:
        """The branch the actor sends for; raises `Forbidden` when the audience is not theirs to address."""


class _Installed:
    audiences: Audiences | None = None


def install(audiences: Audiences) -> None:
    """Make ``audiences`` the process's own."""
    _Installed.audiences = audiences


def the_audiences() -> Audiences:
    """The audiences installed at start."""
    if _Installed.audiences is None:
        raise RuntimeError("no audiences yet: call weiguang.audiences.install first")
    return _Installed.audiences
