"""Who can be addressed: the table of audience sources that is handed to `notices`.

An audience is the union of its parts. Each source says which people its part holds, as a clause on the people
collection, so one indexed query answers for the whole union and nobody appears twice; which lines of branches a
sender's role has to reach; and how the part reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import Forbidden
from weiguang.events import service as events
from weiguang.notices import addressing
from weiguang.notices.addressing import Audience
from weiguang.people.models import Person

SEND = "notice.send"
NAMED_MOST = 3

Chosen = Sequence[Any]
Clause = dict[str, Any]
Line = list[ObjectId]


@dataclass(frozen=True)
class Source:
    """One kind of part: its people, the lines that a sender must reach, its words for one value and for the rest."""

    clauses: Callable[[Chosen], list[Clause]]
    lines: Callable[[Chosen], list[Line]]
    words: Callable[[Chosen], list[str]]


def _city(_: Chosen) -> list[Line]:
    """Only the root committee speaks to the whole city or a whole district."""
    return [load_tree().children.get(None, [])]


def _below(branches: Chosen) -> list[Clause]:
    below = list(load_tree().subtree(branches))
    return [{"formal": {"$in": below}}, {"functional": {"$in": below}}]


def _branch_words(branches: Chosen) -> list[str]:
    tree = load_tree()
    return [
        f"{tree.by_id.get(branch, {}).get('name', '')}{'及下属支部' if tree.children.get(branch) else ''}"
        for branch in branches
    ]


def _registered(chosen: Chosen) -> list[Clause]:
    return [{"_id": {"$in": [person for event in chosen for person in events.registered_people(event)]}}]


def _event_words(chosen: Chosen) -> list[str]:
    titles = events.titles_of(chosen)
    return [f"报名“{titles.get(event, '')}”的人" for event in chosen]


SOURCES: dict[str, Source] = {
    "everyone": Source(
        clauses=lambda _: [{}],
        lines=_city,
        words=lambda _: ["全体"],
    ),
    "districts": Source(
        clauses=lambda districts: [{"district": {"$in": list(districts)}}],
        lines=_city,
        words=lambda districts: [f"{district}全体" for district in districts],
    ),
    "branches": Source(
        clauses=_below,
        lines=lambda branches: [load_tree().line(branch) for branch in branches],
        words=_branch_words,
    ),
    "events": Source(
        clauses=_registered,
        lines=lambda chosen: [list(events.get_event(event)["line"]) for event in chosen],
        words=_event_words,
    ),
}


class PeopleAudiences:
    """The table as `notices` uses it."""

    def resolve(self, audience: Audience, *, after: ObjectId | None, limit: int) -> list[ObjectId]:
        """The next ``limit`` distinct people past ``after``, by id."""
        query = _query(audience) | ({"_id": {"$gt": after}} if after else {})
        return [person["_id"] for person in Person.collection().find(query, {"_id": 1}).sort("_id", 1).limit(limit)]

    def count(self, audience: Audience) -> int:
        """How many distinct people."""
        return Person.collection().count_documents(_query(audience))

    def describe(self, audience: Audience) -> str:
        """In Chinese, the first few parts by name."""
        words = [text for source, chosen in _parts(audience) for text in source.words(chosen)]
        return "、".join(words[:NAMED_MOST]) + (f"等{len(words)}处" if len(words) > NAMED_MOST else "")

    def check_scope(self, actor: Actor, audience: Audience) -> ObjectId:
        """The branch the actor sends for: the one whose role reaches every part, else their first.

        Raises `Forbidden` for a part that no role of theirs reaches, `NotFound` for a branch or event that is unknown.
        """
        lines = [line for source, chosen in _parts(audience) for line in source.lines(chosen)]
        for line in lines:
            actor.must(SEND, line)
        held = actor.scope(SEND)
        if not held:
            raise Forbidden
        return next((branch for branch in held if all(branch in line for line in lines)), held[0])


def install() -> None:
    """Hand the table to `notices`."""
    addressing.install(PeopleAudiences())


def _parts(audience: Audience) -> list[tuple[Source, Chosen]]:
    """The sources an audience uses, each with what was chosen of it."""
    return [
        (source, audience[name] if isinstance(audience[name], list) else [audience[name]])
        for name, source in SOURCES.items()
        if audience.get(name)
    ]


def _query(audience: Audience) -> dict[str, Any]:
    """One query on people for the whole union; an audience of nobody matches nobody."""
    clauses = [clause for source, chosen in _parts(audience) for clause in source.clauses(chosen)]
    if {} in clauses:
        return {}
    return {"$or": clauses} if clauses else {"_id": {"$in": []}}
