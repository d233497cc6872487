"""The actor: who is asking, with roles and branches as they are at this moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bson import ObjectId

from weiguang.access.permissions import ROLES
from weiguang.errors import Forbidden


@dataclass(frozen=True)
class Role:
    """One role on one branch; it reaches the branch's subtree."""

    name: str
    branch: ObjectId


@dataclass(frozen=True)
class Actor:
    """A signed-in person, or nobody (``person`` is None)."""

    person: ObjectId | None = None
    name: str = ""
    roles: tuple[Role, ...] = ()
    formal: ObjectId | None = None
    functional: tuple[ObjectId, ...] = ()
    session: ObjectId | None = None
    renewed: bool = field(default=False, compare=False)
    """The session's idle time was just put back, so a browser's cookie should be too."""

    @property
    def memberships(self) -> tuple[ObjectId, ...]:
        """The formal branch first, then the functional ones."""
        return ((self.formal,) if self.formal else ()) + self.functional

    @property
    def permissions(self) -> frozenset[str]:
        """Everything any of the roles allows, wherever it reaches."""
        return frozenset().union(*(ROLES[role.name] for role in self.roles)) if self.roles else frozenset()

    def scope(self, permission: str) -> list[ObjectId]:
        """The branches whose subtrees this actor holds ``permission`` on."""
        return [role.branch for role in self.roles if permission in ROLES[role.name]]

    def may(self, permission: str, line: Iterable[ObjectId]) -> bool:
        """Whether ``permission`` reaches an object on this ``line`` (its branch and all branches above)."""
        return not set(self.scope(permission)).isdisjoint(line)

    def must(self, permission: str, line: Iterable[ObjectId]) -> None:
        """Raise `Forbidden` unless `may`."""
        if not self.may(permission, line):
            raise Forbidden


NOBODY = Actor()
