"""Reading stories: the list, one story, what its writers see, and the face of its page."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import NotFound
from weiguang.media import blocks as text
from weiguang.media.service import find_all_ready
from weiguang.media.shapes import shown as shown_media
from weiguang.people.service import names_of
from weiguang.storage.clock import from_ms, to_ms
from weiguang.stories import rules
from weiguang.stories.models import Story

UNKNOWN = "没有找到这篇文章；可能已经撤下，也可能只给部分支部看，请登录后再试"
FACE_WIDTH = 960
NO_PICTURE = "/icons/512.png"

Position = tuple[int, str]
_ITEM = ("title", "summary", "topic", "invented")
_WRITTEN = ("state", "revision", "publish_at", "edited_at", "shown_to")
_LISTED = dict.fromkeys((*_ITEM, *_WRITTEN, "cover", "branch", "published_at", "created_at"), 1)


def list_stories(*, actor: Actor, topic: str | None, after: Position | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` published stories that the actor may read, the newest first; ``position`` is the cursor's."""
    query: dict[str, Any] = {"state": "published", "shown_to": {"$in": _reach(actor)}}
    if topic:
        query["topic"] = topic
    return _page(query, "published_at", after, limit)


def list_managed(*, actor: Actor, state: str | None, after: Position | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` stories that the actor writes, those begun last first; ``position`` is the cursor's."""
    query: dict[str, Any] = {"line": {"$in": actor.scope("story.write")}}
    if state:
        query["state"] = state
    return _page(query, "created_at", after, limit)


def _page(query: dict[str, Any], by: str, after: Position | None, limit: int) -> list[dict[str, Any]]:
    if after:
        moment = from_ms(after[0])
        query |= {by: {"$lte": moment}, "$or": [{by: {"$lt": moment}}, {"_id": {"$lt": after[1]}}]}
    found = list(Story.collection().find(query, _LISTED).sort([(by, -1), ("_id", -1)]).limit(limit + 1))
    covers = find_all_ready(story["cover"] for story in found if story["cover"])
    return [
        _shown(story, covers)
        | {name: story[name] for name in _WRITTEN}
        | {"position": (to_ms(story[by]), story["_id"])}
        for story in found
    ]


def get_story(story: str) -> dict[str, Any]:
    """One story as stored, whatever its state; raises `NotFound`."""
    found = Story.collection().find_one({"_id": story})
    if found is None:
        raise NotFound(UNKNOWN)
    return found


def reach_story(actor: Actor, story: str) -> dict[str, Any]:
    """A story that the actor may write; raises `NotFound`, `Forbidden`."""
    found = get_story(story)
    actor.must("story.write", found["line"])
    return found


def read_story(*, actor: Actor, story: str) -> dict[str, Any]:
    """A story whole for its readers; its writers see it in any state. Raises `NotFound`."""
    found = get_story(story)
    mine = actor.may("story.write", found["line"])
    open_to = found["state"] == "published" and not set(_reach(actor)).isdisjoint(found["shown_to"])
    if not (mine or open_to):
        raise NotFound(UNKNOWN)
    return _whole(found) | {"for_everyone": rules.EVERYONE in found["shown_to"], "mine": mine}


def show_written(found: dict[str, Any]) -> dict[str, Any]:
    """A stored story as its writers work on it."""
    editor = found["edited_by"]
    name = names_of([editor]).get(editor, "") if editor else ""
    return _whole(found) | {name: found[name] for name in _WRITTEN} | {"edited_by": name}


def find_face(story: str) -> dict[str, Any] | None:
    """What stands in the page of a story that everyone may read; None for any other, and for what is no code."""
    found = Story.collection().find_one({"_id": story, "state": "published", "shown_to": rules.EVERYONE})
    if found is None:
        return None
    shown, said = _whole(found), text.plain(found["blocks"])
    return {
        "title": found["title"],
        "summary": rules.summary_of(found["summary"], said),
        "picture": _picture(shown["cover"]),
        "byline": rules.byline_of(found["published_at"], shown["branch"]["name"], found["author"]),
        "paragraphs": said.split("\n"),
    }


def _reach(actor: Actor) -> list[ObjectId | str]:
    """What a story may be shown to so that the actor reads it."""
    return [rules.EVERYONE, *load_tree().credited(actor.memberships)]


def _whole(found: dict[str, Any]) -> dict[str, Any]:
    covers = find_all_ready([found["cover"]] if found["cover"] else [])
    return _shown(found, covers) | {"author": found["author"], "blocks": text.shown(found["blocks"])}


def _shown(story: dict[str, Any], covers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    branch = load_tree().by_id.get(story["branch"])
    cover = covers.get(story["cover"])
    return {
        "code": story["_id"],
        **{name: story[name] for name in _ITEM},
        "cover": shown_media(cover) if cover else None,
        "branch": {"id": story["branch"], "name": branch["name"] if branch else ""},
        "published_at": story["published_at"],
    }


def _picture(cover: dict[str, Any] | None) -> str:
    """The cover in the width that a shared link shows."""
    if cover is None:
        return NO_PICTURE
    fitting = [width for width in cover["sizes"] if width <= FACE_WIDTH]
    return f"{cover['src']}?w={fitting[-1]}" if fitting else str(cover["src"])
