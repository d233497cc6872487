"""What a lesson says, and what it said before it was changed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.errors import NotFound, Unacceptable
from weiguang.study.models import Lesson, LessonVersion

KEPT_MOST = 256
"""How many versions a process remembers: title and questions, without the text."""
_ANSWERED = {"course": 1, "line": 1, "version": 1, "title": 1, "questions": 1}
_KEPT = ("version", "title", "kind", "blocks", "questions", "published_at", "published_by")


class VersionUnknown(Unacceptable):
    """No such version of the lesson was ever published."""

    code = "version_unknown"
    title = "没有这一版课文，请刷新后再答"


def find_answered(lesson: ObjectId, version: int | None) -> dict[str, Any]:
    """The lesson with title and questions of the version that was answered; the current one when none is named.

    A lesson that was withdrawn since counts too: it may have been studied before, without a network. Raises `NotFound`
    for one that was never published, `VersionUnknown`.
    """
    return _find(lesson) if version is None else _find_version(lesson, version)


@lru_cache(maxsize=KEPT_MOST)
def _find_version(lesson: ObjectId, version: int) -> dict[str, Any]:
    """One version, which never changes: read once by each process. Whoever gets it must not change it either."""
    found = _find(lesson)
    if version == found["version"]:
        return found
    earlier = LessonVersion.collection().find_one({"_id": f"{lesson}:{version}"}, _ANSWERED)
    if earlier is None:
        raise VersionUnknown(errors=[{"field": "version", "message": VersionUnknown.title}])
    return found | {name: earlier[name] for name in ("version", "title", "questions")}


def _find(lesson: ObjectId) -> dict[str, Any]:
    found = Lesson.collection().find_one({"_id": lesson, "version": {"$gte": 1}}, _ANSWERED)
    if found is None:
        raise NotFound
    return found


def keep_version(lesson: dict[str, Any]) -> None:
    """Keep what a published lesson says, before it is changed; a repeat changes nothing, for a version never does."""
    kept = {name: lesson[name] for name in _KEPT}
    try:
        LessonVersion.collection().insert_one(
            {"_id": f"{lesson['_id']}:{lesson['version']}", **kept, "lesson": lesson["_id"]}
        )
    except DuplicateKeyError:
        return


def list_versions(lesson: ObjectId) -> list[dict[str, Any]]:
    """The earlier versions, the newest first."""
    wanted = {"version": 1, "title": 1, "published_at": 1, "_id": 0}
    return list(LessonVersion.collection().find({"lesson": lesson}, wanted).sort("version", -1))
