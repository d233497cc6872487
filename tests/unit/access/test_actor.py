"""Roles reach subtrees, and nothing else."""

from __future__ import annotations

import pytest
from bson import ObjectId

from weiguang.access.actor import NOBODY, Actor, Role
from weiguang.errors import Forbidden

ROOT, NORTH, SOUTH = ObjectId(), ObjectId(), ObjectId()


def test_a_role_reaches_everything_below_its_branch() -> None:
    actor = Actor(roles=(Role("committee", ROOT),))
    assert actor.may("branch.approve", [NORTH, ROOT])


def test_a_role_does_not_reach_a_sister_branch() -> None:
    actor = Actor(roles=(Role("secretary", NORTH),))
    assert not actor.may("branch.approve", [SOUTH, ROOT])
    with pytest.raises(Forbidden):
        actor.must("branch.approve", [SOUTH, ROOT])


def test_nobody_may_nothing() -> None:
    assert NOBODY.permissions == frozenset()
    assert not NOBODY.may("branch.approve", [ROOT])


def test_a_permission_of_one_branch_is_not_held_on_another() -> None:
    actor = Actor(roles=(Role("organiser", NORTH), Role("secretary", SOUTH)))
    assert actor.scope("event.manage") == [NORTH]
    assert not actor.may("event.manage", [SOUTH, ROOT])
