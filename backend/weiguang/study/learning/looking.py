"""What a secretary sees, to lend a hand and to prepare the next lecture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.service import list_by_name
from weiguang.branches.tree import load_tree
from weiguang.errors import NotFound
from weiguang.participation.explaining import moments_of, tally_acts
from weiguang.study.learning.rules import NONE, state_of
from weiguang.study.learning.standing import learning_key, learnings_of
from weiguang.study.models import Course, Lesson
from weiguang.study.service import EVERYBODY, completion_key

LOOK = "study.look"
STEP = 200

After = tuple[str, ObjectId]


def list_without_word(
    *, actor: Actor, branch: ObjectId, lesson: ObjectId, after: After | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` members of the branch, by name, who neither opened the lesson nor said why.

    Needs ``study.look`` on this very branch: whoever looks after another, or after those above, does not see it.
    Raises `Forbidden`, `NotFound`.
    """
    reach_lesson(actor, branch, lesson)
    found: list[dict[str, Any]] = []
    for members in _in_steps(branch, after):
        learnings, done = _read(lesson, members)
        found += [member for member in members if _state(lesson, member["id"], learnings, done) == NONE]
        if len(found) > limit:
            break
    return found[: limit + 1]


def count_missed(*, actor: Actor, branch: ObjectId, lesson: ObjectId) -> dict[str, Any]:
    """How often each question was wrong at the first try in the branch, the most missed first.

    Raises `Forbidden`, `NotFound`.
    """
    found = reach_lesson(actor, branch, lesson)
    completed, missed = tally_acts(f"completion:{lesson}:", branch=branch, field="missed")
    counted = [
        {"question": one["id"], "text": one["text"], "missed": missed.get(one["id"], 0)} for one in found["questions"]
    ]
    return {
        "lesson": {"id": lesson, "title": found["title"]},
        "branch": {"id": branch, "title": load_tree().get(branch)["name"]},
        "completed": completed,
        "questions": sorted(counted, key=lambda one: -one["missed"]),
    }


def reach_lesson(actor: Actor, branch: ObjectId, lesson: ObjectId) -> dict[str, Any]:
    """A published lesson that is shown to the branch; raises `Forbidden` unless the actor looks after that branch."""
    line = load_tree().line(branch)
    actor.must(LOOK, [branch])
    wanted = {"title": 1, "course": 1, "questions": 1}
    found = Lesson.collection().find_one({"_id": lesson, "state": "published"}, wanted)
    shown = {"$in": [EVERYBODY, *line]}
    if not found or not Course.collection().find_one({"_id": found["course"], "shown_to": shown}, {"_id": 1}):
        raise NotFound
    return found


def _in_steps(branch: ObjectId, after: After | None) -> Iterator[list[dict[str, Any]]]:
    """The members after that one, some at a time."""
    while members := list_by_name(branch=branch, after=after, limit=STEP):
        yield members
        after = (members[-1]["name"], members[-1]["id"])


def _read(lesson: ObjectId, members: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    people = [member["id"] for member in members]
    learnings = learnings_of(learning_key(lesson, person) for person in people)
    return learnings, moments_of(completion_key(lesson, person) for person in people)


def _state(lesson: ObjectId, person: ObjectId, learnings: dict[str, Any], done: dict[str, Any]) -> str:
    return state_of(learnings.get(learning_key(lesson, person)), completed=completion_key(lesson, person) in done)
