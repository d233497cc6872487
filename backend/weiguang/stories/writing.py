"""Writing stories: a draft is made once, and every save says which revision it began from."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.branches.tree import line_for, load_tree
from weiguang.errors import Conflict
from weiguang.media import blocks as text
from weiguang.participation.recording import fingerprint
from weiguang.storage.codes import make_code
from weiguang.storage.documents import insert_once
from weiguang.stories.files import check_files, show_files
from weiguang.stories.models import Story
from weiguang.stories.rules import EVERYONE
from weiguang.stories.service import reach_story

Content = dict[str, Any]


class StoryChanged(Conflict):
    """Somebody else saved the story meanwhile."""

    code = "story_changed"
    title = "您打开以后，有别人保存过这篇文章；请看过新的内容再决定，您写的还在"


class StoryEmpty(Conflict):
    """Nobody reads an empty story."""

    code = "story_empty"
    title = "还没有正文，请写好再发布"


def create_story(
    *, actor: Actor, client_id: str, branch: ObjectId | None, now: datetime, **content: Any
) -> tuple[dict[str, Any], bool]:
    """Draft a story of ``branch``, or of the first branch the actor writes for; return it and whether it is new.

    A repeat answers the same. Raises `NotFound`, `Forbidden`, `Unacceptable`, `ClientIdReused`.
    """
    line = line_for(actor, "story.write", branch)
    made = new_story(line=line, now=now, **_checked(actor, content, {})) | {
        "client_id": client_id,
        "created_by": actor.person,
        "edited_by": actor.person,
        "fingerprint": _digest(branch, content),
    }
    return insert_once(Story, made)


def new_story(*, line: list[ObjectId], now: datetime, **content: Any) -> dict[str, Any]:
    """Build a stored draft."""
    return {
        "_id": make_code(),
        **content,
        "branch": line[0],
        "line": line,
        "state": "draft",
        "publish_at": None,
        "published_at": None,
        "revision": 1,
        "saved": "",
        "edited_at": now,
        "edited_by": None,
        "created_at": now,
        "invented": False,
    }


def save_story(*, actor: Actor, story: str, revision: int, now: datetime, **content: Any) -> dict[str, Any]:
    """Save what was written upon ``revision``; of a published story everybody reads it at once.

    A repeat answers the same. Raises `NotFound`, `Forbidden`, `Unacceptable`, `StoryChanged`, `StoryEmpty`.
    """
    mark = _digest(actor.person, revision, content)
    while True:
        standing = reach_story(actor, story)
        if (standing["revision"], standing["saved"]) == (revision + 1, mark):
            return standing
        if standing["revision"] != revision:
            raise StoryChanged
        written = _checked(actor, content, standing)
        _prepare(standing, written)
        saved = Story.collection().find_one_and_update(
            {"_id": story, "revision": revision, "state": standing["state"]},
            {"$set": written | {"saved": mark, "edited_at": now, "edited_by": actor.person}, "$inc": {"revision": 1}},
            return_document=ReturnDocument.AFTER,
        )
        if saved is not None:
            return saved
        # Saved or published by somebody in between: what that means is decided anew.


def _prepare(standing: dict[str, Any], written: Content) -> None:
    if standing["state"] in ("scheduled", "published") and not written["blocks"]:
        raise StoryEmpty
    if standing["state"] == "published":
        show_files(written)


def _checked(actor: Actor, content: Content, standing: dict[str, Any]) -> Content:
    """The content as it is stored; what is added, branches and files, must be in the writer's reach."""
    for branch in content["shown_to"]:
        if branch != EVERYONE and branch not in standing.get("shown_to", ()):
            actor.must("story.write", load_tree().line(branch))
    written = content | {"blocks": text.clean(content["blocks"])}
    check_files(actor, written, standing)
    return written


def _digest(*parts: Any) -> str:
    return fingerprint(json.dumps(parts, default=str, sort_keys=True))
