"""Questions that come again 3, 10 and 30 days after a completion, for those who said yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import NotFound, Unacceptable
from weiguang.participation.explaining import acts_since
from weiguang.participation.recording import find_act
from weiguang.people.service import get_profile
from weiguang.storage.clock import corrected, to_ms
from weiguang.study.learning.models import Learning
from weiguang.study.learning.rules import LET_GO, STAGES, due_since, due_stage, time_fault
from weiguang.study.learning.standing import learning_key, learnings_of
from weiguang.study.models import Course, Lesson
from weiguang.study.rules import judge
from weiguang.study.service import completion_key, shown_to

After = tuple[int, str]
_LESSON = {"title": 1, "course": 1, "questions": 1}


def list_due(*, actor: Actor, after: After | None, limit: int, now: datetime) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` recalls that are due, the longest due first; none for who did not say yes.

    Only lessons that the actor can read: whoever wants to look it up must be able to.
    """
    if actor.person is None or not get_profile(actor.person).get("recall"):
        return []
    due = sorted(_due(actor.person, now), key=lambda one: (one["at"], one["id"]))
    rest = [one for one in due if after is None or (one["at"], one["id"]) > after]
    lessons = _readable(actor, [one["lesson"] for one in rest])
    return [one | lessons[one["lesson"]] for one in rest if one["lesson"] in lessons][: limit + 1]


def answer_recall(
    *,
    actor: Actor,
    lesson: ObjectId,
    stage: int,
    answers: Sequence[dict[str, Any]],
    answered_at: datetime,
    sent_at: datetime | None,
    now: datetime,
) -> dict[str, Any]:
    """Keep that a stage was answered, the first time it was; say what was wrong, and keep nothing of that.

    Raises `NotFound` for another stage or a lesson that the actor did not complete, `Unacceptable` for an unbelievable
    moment.
    """
    found = Lesson.collection().find_one({"_id": lesson}, {"questions": 1})
    if stage not in STAGES or found is None or find_act(completion_key(lesson, actor.person)) is None:
        raise NotFound
    moment = corrected(answered_at, sent_at, now)[0]
    fault = time_fault(moment, now)
    if fault:
        raise Unacceptable(errors=[{"field": "answered_at", "message": fault}])
    update = {"$min": {f"recalled.{stage}": moment}, "$setOnInsert": {"lesson": lesson, "person": actor.person}}
    Learning.collection().update_one({"_id": learning_key(lesson, actor.person)}, update, upsert=True)
    return {"lesson": lesson, "stage": stage, "wrong": judge(found["questions"], answers)}


def _due(person: ObjectId, now: datetime) -> list[dict[str, Any]]:
    since = now - timedelta(days=LET_GO + 1)
    acts = acts_since(person, "study", since)
    done = {ObjectId(act["subject"].removeprefix("lesson:")): act["occurred_at"] for act in acts}
    kept = learnings_of(learning_key(lesson, person) for lesson in done)
    due = []
    for lesson, completed_at in done.items():
        stage = due_stage(completed_at, kept.get(learning_key(lesson, person), {}).get("recalled", {}), now)
        if stage:
            at = to_ms(due_since(completed_at, stage))
            due.append({"id": f"{lesson}:{stage}", "lesson": lesson, "stage": stage, "at": at})
    return due


def _readable(actor: Actor, lessons: list[ObjectId]) -> dict[ObjectId, dict[str, Any]]:
    found = list(Lesson.collection().find({"_id": {"$in": lessons}, "state": "published"}, _LESSON))
    query = {"_id": {"$in": list({one["course"] for one in found})}, **shown_to(actor)}
    courses = {one["_id"]: one["title"] for one in Course.collection().find(query, {"title": 1})}
    return {
        one["_id"]: {
            "title": one["title"],
            "course": {"id": one["course"], "title": courses[one["course"]]},
            "questions": one["questions"],
        }
        for one in found
        if one["course"] in courses
    }
