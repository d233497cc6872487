"""Publishing, at once or at a time, and taking down: one conditional write each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, Unacceptable
from weiguang.stories.files import show_files
from weiguang.stories.models import Story
from weiguang.stories.service import reach_story
from weiguang.stories.writing import StoryChanged, StoryEmpty

DUE_MOST = 20


class StoryPublished(Conflict):
    """It cannot be planned any more."""

    code = "story_published"
    title = "这篇文章已经发布了；要改时间，请先撤下"


def publish_story(
    *, actor: Actor, story: str, revision: int, publish_at: datetime | None, now: datetime
) -> dict[str, Any]:
    """Publish ``revision`` now, or plan it for ``publish_at``; one that was published before keeps its place.

    What is published is what its publisher saw: a save meanwhile refuses it. A repeat changes nothing. Raises
    `NotFound`, `Forbidden`, `Unacceptable`, `StoryChanged`, `StoryEmpty`, `StoryPublished`.
    """
    while True:
        standing = reach_story(actor, story)
        if _is_so(standing, publish_at):
            return standing
        _refuse(standing, revision, publish_at, now)
        if publish_at:
            moved = _write(standing, {"state": "scheduled", "publish_at": publish_at})
        else:
            show_files(standing)
            since = standing["published_at"] or now
            moved = _write(standing, {"state": "published", "published_at": since, "publish_at": None})
        if moved is not None:
            return moved
        # Somebody saved or moved it in between: what that means is decided anew.


def unpublish_story(*, actor: Actor, story: str) -> dict[str, Any]:
    """Take a published story down, or call a planned one off; a repeat changes nothing. Raises `NotFound`, `Forbidden`.

    One write for both: the worker may publish it this very moment.
    """
    reach_story(actor, story)
    back = {"$cond": [{"$ifNull": ["$published_at", False]}, "withdrawn", "draft"]}
    moved = Story.collection().find_one_and_update(
        {"_id": story, "state": {"$in": ["scheduled", "published"]}},
        [{"$set": {"state": back, "publish_at": None}}],
        return_document=ReturnDocument.AFTER,
    )
    return moved or reach_story(actor, story)


def publish_due(now: datetime) -> int:
    """Publish what was planned until ``now``, some at a time; return how many."""
    done = 0
    for story in Story.collection().find({"state": "scheduled", "publish_at": {"$lte": now}}).limit(DUE_MOST):
        show_files(story)
        done += _write(story, {"state": "published", "published_at": story["publish_at"]}) is not None
    return done


def _write(standing: dict[str, Any], change: dict[str, Any]) -> dict[str, Any] | None:
    """Move a story that is still what was read; None when it is not."""
    same = {name: standing[name] for name in ("_id", "revision", "state", "publish_at")}
    return Story.collection().find_one_and_update(same, {"$set": change}, return_document=ReturnDocument.AFTER)


def _is_so(story: dict[str, Any], publish_at: datetime | None) -> bool:
    if publish_at is None:
        return bool(story["state"] == "published")
    return story["state"] in ("scheduled", "published") and bool(story["publish_at"] == publish_at)


def _refuse(story: dict[str, Any], revision: int, publish_at: datetime | None, now: datetime) -> None:
    if publish_at and publish_at <= now:
        raise Unacceptable(errors=[{"field": "publish_at", "message": "这个时间已经过了，请选以后的时间，或直接发布"}])
    if story["state"] == "published":
        raise StoryPublished
    if story["revision"] != revision:
        raise StoryChanged
    if not story["blocks"]:
        raise StoryEmpty
