"""Shapes of what writers of courses and lessons see and send."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from marshmallow import ValidationError, fields, validate, validates_schema

from weiguang.media.schemas import MediaId, MediaSchema, shown_blocks, written_blocks
from weiguang.study.rules import KINDS
from weiguang.study.schemas import CourseNameSchema, QuestionSchema
from weiguang.study.service import EVERYBODY
from weiguang.web.schema import ClientId, Flag, Id, Instant, Schema, Text, choice

STATES = ("draft", "published", "withdrawn")
BRANCHES_MOST = 100
REVS = validate.Range(0, 1_000_000_000, error="编号不对")


class Viewer(fields.Field[Any]):
    """``all``, or a branch."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> ObjectId | str:
        if value == EVERYBODY:
            return EVERYBODY
        branch: ObjectId = Id().deserialize(value)
        return branch


def viewers(**kwargs: Any) -> fields.List[Any]:
    """Whom a course is shown to."""
    most = validate.Length(max=BRANCHES_MOST, error=f"最多选 {BRANCHES_MOST} 个支部")
    # Documented as text: a field of our own has no type in OpenAPI.
    return fields.List(Viewer(metadata={"type": "string"}), validate=most, **kwargs)


class ManagedBranchSchema(Schema):
    """The branch a course belongs to."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class LessonCountsSchema(Schema):
    """How many lessons are where in their life; one with a time set counts as scheduled."""

    draft = fields.Integer(required=True)
    scheduled = fields.Integer(required=True)
    published = fields.Integer(required=True)
    withdrawn = fields.Integer(required=True)


class ManagedCourseSchema(Schema):
    """A course in the list of its writers; ``shown_to`` is ``["all"]`` or ids of branches."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    cover = fields.Nested(MediaSchema, required=True, allow_none=True)
    branch = fields.Nested(ManagedBranchSchema, required=True)
    shown_to = fields.List(fields.String(), required=True)
    withdrawn = fields.Boolean(required=True)
    lessons = fields.Nested(LessonCountsSchema, required=True)


class ManagedLessonSchema(Schema):
    """A lesson in the list of its writers; ``changed``: there is a draft that readers do not see."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    state = choice(*STATES, required=True)
    version = fields.Integer(required=True)
    changed = fields.Boolean(required=True)
    edited_at = fields.DateTime(required=True, allow_none=True)
    published_at = fields.DateTime(required=True, allow_none=True)
    publish_at = fields.DateTime(required=True, allow_none=True)


class WrittenCourseSchema(ManagedCourseSchema):
    """A course with every lesson, as its writers see it."""

    lessons = fields.List(fields.Nested(ManagedLessonSchema), required=True)  # type: ignore[assignment]


class CourseChangesSchema(Schema):
    """What may change; what is not named stays."""

    title = Text(most=40)
    summary = Text(least=0, most=300, lines=True)
    cover = MediaId(allow_none=True)
    shown_to = viewers()
    withdrawn = Flag()

    @validates_schema
    def check_viewers(self, data: dict[str, Any], **_: Any) -> None:
        """Everybody, or some branches; a change names somebody."""
        shown = data.get("shown_to")
        if shown and EVERYBODY in shown and len(shown) > 1:
            raise ValidationError("选了所有人，就不用再选支部", "shown_to")
        if shown == [] and "client_id" not in data:
            raise ValidationError("请选择给谁看", "shown_to")


class NewCourseSchema(CourseChangesSchema):
    """A new course; without ``branch`` it belongs to the first branch I write for, and is shown to it."""

    class Meta(Schema.Meta):
        """One is not withdrawn before it is there."""

        exclude = ("withdrawn",)

    client_id = ClientId(required=True)
    branch = Id(load_default=None)
    title = Text(most=40, required=True)
    summary = Text(least=0, most=300, lines=True, load_default="")
    cover = MediaId(allow_none=True, load_default=None)
    shown_to = viewers(load_default=list)


class LessonOrderSchema(Schema):
    """Every lesson of the course once, in the order wanted."""

    lessons = fields.List(Id(), required=True, validate=validate.Length(max=1_000, error="课时太多了"))


class NewLessonSchema(Schema):
    """A lesson begins with its title."""

    client_id = ClientId(required=True)
    title = Text(most=60, required=True)


class WrittenOptionSchema(Schema):
    """One choice, perhaps not written yet."""

    id = Text(most=40, required=True)
    text = Text(least=0, most=500, required=True)


class WrittenQuestionSchema(Schema):
    """A question in the making: it may lack anything, and is looked at when it is to be published."""

    id = Text(most=40, required=True)
    kind = choice(*KINDS, required=True)
    text = Text(least=0, most=1_000, lines=True, load_default="")
    options = fields.List(
        fields.Nested(WrittenOptionSchema), load_default=list, validate=validate.Length(max=20, error="选项太多了")
    )
    answer = fields.List(Text(most=40), load_default=list, validate=validate.Length(max=20, error="选项太多了"))
    model = Text(least=0, most=2_000, lines=True, load_default="")
    explanation = Text(least=0, most=2_000, lines=True, load_default="")


class LessonDraftSchema(Schema):
    """The whole of what was written, and the revision it was begun from."""

    rev = fields.Integer(strict=True, required=True, validate=REVS)
    title = Text(least=0, most=200, required=True)
    blocks = written_blocks(required=True)
    questions = fields.List(
        fields.Nested(WrittenQuestionSchema), required=True, validate=validate.Length(max=100, error="题目太多了")
    )


class LessonPublicationSchema(Schema):
    """Which revision to publish, and when; without a time at once."""

    rev = fields.Integer(strict=True, required=True, validate=REVS)
    publish_at = Instant(load_default=None, allow_none=True)


class RevisionQuery(Schema):
    """Which revision."""

    rev = fields.Integer(required=True, validate=REVS)


class LessonFaultSchema(Schema):
    """What is missing before a lesson can be published."""

    field = fields.String(required=True)
    message = fields.String(required=True)


class LessonVersionSchema(Schema):
    """An earlier version."""

    version = fields.Integer(required=True)
    title = fields.String(required=True)
    published_at = fields.DateTime(required=True)


class WrittenLessonSchema(Schema):
    """A lesson as its writers see it: its draft, else what is published.

    ``faults`` stand between it and its publishing; ``completed`` is how many people completed any version.
    """

    id = fields.String(required=True)
    course = fields.Nested(CourseNameSchema, required=True)
    branch = fields.String(required=True)
    shown_to = fields.List(fields.String(), required=True)
    state = choice(*STATES, required=True)
    version = fields.Integer(required=True)
    rev = fields.Integer(required=True)
    changed = fields.Boolean(required=True)
    title = fields.String(required=True)
    blocks = shown_blocks()
    questions = fields.List(fields.Nested(QuestionSchema), required=True)
    edited_at = fields.DateTime(required=True, allow_none=True)
    edited_by = fields.String(required=True)
    published_at = fields.DateTime(required=True, allow_none=True)
    publish_at = fields.DateTime(required=True, allow_none=True)
    faults = fields.List(fields.Nested(LessonFaultSchema), required=True)
    versions = fields.List(fields.Nested(LessonVersionSchema), required=True)
    completed = fields.Integer(required=True)
