"""Who is on the list of a point that no event's sign-up tells.

A point may name a ``roll``, such as ``term:TERM``. The feature that keeps such lists stands above this one and hands
its reader over at start, so that a list is asked as it is this moment and copied nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bson import ObjectId

Reader = Callable[[ObjectId, Iterable[ObjectId]], set[ObjectId]]
"""Which of these people are on a list."""

_readers: dict[str, Reader] = {}


def install(readers: Mapping[str, Reader]) -> None:
    """Hand over a reader for each kind of roll."""
    _readers.update(readers)


def on_rolls(asked: Iterable[tuple[str, ObjectId]]) -> set[tuple[str, ObjectId]]:
    """Which of these (roll, person) pairs are right."""
    people: dict[str, set[ObjectId]] = {}
    for roll, person in asked:
        people.setdefault(roll, set()).add(person)
    return {(roll, person) for roll, names in people.items() for person in _read(roll, names)}


def _read(roll: str, people: set[ObjectId]) -> set[ObjectId]:
    kind, _, kept = roll.partition(":")
    return _readers[kind](ObjectId(kept), people)
