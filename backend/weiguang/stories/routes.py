"""Stories over HTTP, and what stands in the page of one."""

from __future__ import annotations

from typing import Any

from flask import Response, g

from weiguang.stories import publishing, service, writing
from weiguang.stories.schemas import (
    ManagedStoriesQuery,
    ManagedStoryItemSchema,
    ManagedStorySchema,
    NewStorySchema,
    SavedStorySchema,
    StoriesQuery,
    StoryItemSchema,
    StoryPublicationSchema,
    StorySchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.etag import tagged
from weiguang.web.pages import Face

blp = Blueprint("stories", __name__, description="党建平台")


@blp.route("/stories")
@blp.public
@blp.arguments(StoriesQuery, location="query")
@blp.answers(200, cursor.page_of(StoryItemSchema))
def list_stories(query: dict[str, Any]) -> Response:
    """The stories I may read, the newest first."""
    rows = service.list_stories(actor=g.actor, topic=query["topic"], after=_position(query), limit=query["limit"])
    return tagged(_page(rows, query["limit"], StoryItemSchema))


@blp.route("/stories", methods=["POST"])
@blp.requires("story.write")
@blp.arguments(NewStorySchema)
@blp.also(200, ManagedStorySchema)
@blp.answers(201, ManagedStorySchema)
def create_story(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Draft a story."""
    made, new = writing.create_story(actor=g.actor, now=g.now, **body)
    return service.show_written(made), 201 if new else 200


@blp.route("/stories/managed")
@blp.requires("story.write")
@blp.arguments(ManagedStoriesQuery, location="query")
@blp.answers(200, cursor.page_of(ManagedStoryItemSchema))
def list_managed(query: dict[str, Any]) -> dict[str, Any]:
    """The stories I write, drafts too."""
    rows = service.list_managed(actor=g.actor, state=query["state"], after=_position(query), limit=query["limit"])
    return _page(rows, query["limit"], ManagedStoryItemSchema)


@blp.route("/stories/managed/<code:story>")
@blp.requires("story.write")
@blp.answers(200, ManagedStorySchema)
def show_managed(story: str) -> dict[str, Any]:
    """One story as its writers work on it."""
    return service.show_written(service.reach_story(g.actor, story))


@blp.route("/stories/<code:story>")
@blp.public
@blp.answers(200, StorySchema)
def read_story(story: str) -> Response:
    """One story, whole."""
    return tagged(service.read_story(actor=g.actor, story=story))


@blp.route("/stories/<code:story>", methods=["PUT"])
@blp.requires("story.write")
@blp.arguments(SavedStorySchema)
@blp.answers(200, ManagedStorySchema)
def save_story(body: dict[str, Any], story: str) -> dict[str, Any]:
    """Save a story; refused when somebody else saved it meanwhile."""
    return service.show_written(writing.save_story(actor=g.actor, story=story, now=g.now, **body))


@blp.route("/stories/<code:story>/publication", methods=["PUT"])
@blp.requires("story.write")
@blp.arguments(StoryPublicationSchema)
@blp.answers(200, ManagedStorySchema)
def publish_story(body: dict[str, Any], story: str) -> dict[str, Any]:
    """Publish a story now, or at a time."""
    return service.show_written(publishing.publish_story(actor=g.actor, story=story, now=g.now, **body))


@blp.route("/stories/<code:story>/publication", methods=["DELETE"])
@blp.requires("story.write")
@blp.answers(200, ManagedStorySchema)
def unpublish_story(story: str) -> dict[str, Any]:
    """Take a story down, or call its planned publishing off."""
    return service.show_written(publishing.unpublish_story(actor=g.actor, story=story))


def face_of(code: str) -> Face | None:
    """What stands in the page ``/S/CODE``."""
    told = service.find_face(code.upper())
    return Face(path=f"/S/{code.upper()}", **told) if told else None


def _position(query: dict[str, Any]) -> service.Position | None:
    after = cursor.decode(query["cursor"], int, str)
    return (after[0], after[1]) if after else None


def _page(rows: list[dict[str, Any]], limit: int, shape: type[StoryItemSchema]) -> dict[str, Any]:
    """A page of rows with what their shape names: readers are not told what only writers see."""
    items, following = cursor.page(rows, limit, lambda row: row["position"])
    names = list(shape._declared_fields)
    return {"items": [{name: item[name] for name in names} for item in items], "next": following}
