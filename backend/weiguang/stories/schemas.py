"""Shapes of stories."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from marshmallow import ValidationError, fields, validate

from weiguang.media.schemas import MediaId, MediaSchema, shown_blocks, written_blocks
from weiguang.stories.rules import (
    AUTHOR_MOST,
    BRANCHES_MOST,
    EVERYONE,
    STATES,
    SUMMARY_MOST,
    TITLE_MOST,
    TOPICS,
)
from weiguang.web.schema import ClientId, Id, Instant, Page, Schema, Text, choice


class ShownTo(fields.List[Any]):
    """``["all"]``, or ids of branches; those below them are meant too."""

    def __init__(self, **kwargs: Any) -> None:
        """At least one."""
        most = validate.Length(1, BRANCHES_MOST, error=f"请选择给谁看，支部最多选 {BRANCHES_MOST} 个")
        super().__init__(fields.String(), validate=most, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        told: list[Any] = list(dict.fromkeys(super()._deserialize(value, attr, data, **kwargs)))
        if told == [EVERYONE]:
            return [EVERYONE]
        if not all(len(one) == 24 and ObjectId.is_valid(one) for one in told):
            raise ValidationError("请选择所有人，或者选择支部")
        return [ObjectId(one) for one in told]


class StoryBranchSchema(Schema):
    """The branch that tells it."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class StoryItemSchema(Schema):
    """A story in a list."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    topic = choice(*TOPICS, required=True)
    cover = fields.Nested(MediaSchema, required=True, allow_none=True)
    branch = fields.Nested(StoryBranchSchema, required=True)
    published_at = fields.DateTime(required=True, allow_none=True)
    invented = fields.Boolean(required=True)


class StorySchema(StoryItemSchema):
    """A story whole; ``for_everyone`` says its link may be shared, ``mine`` that I write it."""

    author = fields.String(required=True)
    blocks = shown_blocks()
    for_everyone = fields.Boolean(required=True)
    mine = fields.Boolean(required=True)


class ManagedStoryItemSchema(StoryItemSchema):
    """A story in its writers' list; ``shown_to`` is ``["all"]`` or ids of branches."""

    state = choice(*STATES, required=True)
    revision = fields.Integer(required=True)
    publish_at = fields.DateTime(required=True, allow_none=True)
    edited_at = fields.DateTime(required=True)
    shown_to = fields.List(fields.String(), required=True)


class ManagedStorySchema(ManagedStoryItemSchema):
    """A story as its writers work on it; ``edited_by`` is who saved it last."""

    author = fields.String(required=True)
    blocks = shown_blocks()
    edited_by = fields.String(required=True)


class StoriesQuery(Page):
    """Of which topic."""

    topic = choice(*TOPICS, load_default=None)


class ManagedStoriesQuery(Page):
    """In which state."""

    state = choice(*STATES, load_default=None)


class StoryContentSchema(Schema):
    """Everything that is written; what is left out is empty."""

    title = Text(most=TITLE_MOST, required=True)
    summary = Text(least=0, most=SUMMARY_MOST, load_default="")
    topic = choice(*TOPICS, required=True)
    cover = MediaId(load_default=None, allow_none=True)
    author = Text(least=0, most=AUTHOR_MOST, load_default="")
    blocks = written_blocks(load_default=list)
    shown_to = ShownTo(required=True)


class NewStorySchema(StoryContentSchema):
    """A draft; without ``branch`` it belongs to the first branch I write for."""

    client_id = ClientId(required=True)
    branch = Id(load_default=None)


class SavedStorySchema(StoryContentSchema):
    """The whole content, written upon ``revision``."""

    revision = fields.Integer(required=True, strict=True)


class StoryPublicationSchema(Schema):
    """Publish what I saw, ``revision``: now, or at a time."""

    revision = fields.Integer(required=True, strict=True)
    publish_at = Instant(load_default=None, allow_none=True)
