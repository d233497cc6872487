"""Shapes of learning, notes, recalls, what is found, and what a secretary sees."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from weiguang.offline import UnreadableRow
from weiguang.study.learning.rules import STAGES
from weiguang.study.schemas import (
    LESSON_KINDS,
    AnswerSchema,
    CourseNameSchema,
    ExcuseSchema,
    PlaceSchema,
    QuestionSchema,
)
from weiguang.web.queue import read_queue
from weiguang.web.schema import ClientId, Id, Instant, Page, Schema, Text, choice

PAIRS = (("place", "place_at"), ("excuse", "excuse_at"))


class KeepLearningSchema(Schema):
    """What happened with a lesson, each thing with its moment; ``sent_at`` is the phone's clock when it sends.

    An ``excuse`` of null withdraws what was said. ``client_id`` names the row in a queue.
    """

    client_id = ClientId(required=True)
    opened_at = Instant()
    place = fields.Nested(PlaceSchema)
    place_at = Instant()
    excuse = fields.Nested(ExcuseSchema, allow_none=True)
    excuse_at = Instant()
    sent_at = Instant(allow_none=True)

    @validates_schema
    def check_moments(self, data: dict[str, Any], **_: Any) -> None:
        """A thing and its moment come together, and there is at least one."""
        for name, moment in PAIRS:
            if (name in data) != (moment in data):
                raise ValidationError("请填写这一项", name if moment in data else moment)
        if not data.keys() & {"opened_at", "place", "excuse"}:
            raise ValidationError("请填写这一项", "opened_at")


class LearningRowSchema(KeepLearningSchema):
    """One row of an offline queue."""

    lesson = Id(required=True)


class LearningQueueSchema(LearningRowSchema):
    """A whole offline queue: each row is read on its own, and a malformed one becomes its own refusal."""

    def load(self, data: Any, **_: Any) -> list[dict[str, Any] | UnreadableRow]:
        """Read 1 to 100 rows."""
        return read_queue(data, _ROW, noun="条学习记录", unreadable="这条学习记录读不懂，可以不用管它")


_ROW = LearningRowSchema()


class WriteNoteSchema(Schema):
    """A note; an empty one is forgotten."""

    text = Text(least=0, most=2000, lines=True, required=True)
    written_at = Instant(required=True)
    sent_at = Instant(load_default=None, allow_none=True)


class NoteSchema(Schema):
    """The newest note of a lesson, which may be another than the one just sent."""

    lesson = fields.String(required=True)
    text = fields.String(required=True)
    written_at = fields.DateTime(required=True)


class OwnNoteSchema(NoteSchema):
    """A note in my list; ``readable``: its lesson can be opened."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    course = fields.Nested(CourseNameSchema, required=True)
    readable = fields.Boolean(required=True)


class SearchQuery(Page):
    """What is looked for; several words must all be there."""

    q = Text(most=40, required=True)


class FoundLessonSchema(Schema):
    """A lesson that says what was looked for."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    kind = choice(*LESSON_KINDS, required=True)
    course = fields.Nested(CourseNameSchema, required=True)
    excerpt = fields.String(required=True)


class RecallSchema(Schema):
    """Questions that come again; ``stage`` is how many days after the completion."""

    lesson = fields.String(required=True)
    stage = fields.Integer(required=True, validate=validate.OneOf(STAGES))
    title = fields.String(required=True)
    course = fields.Nested(CourseNameSchema, required=True)
    questions = fields.List(fields.Nested(QuestionSchema), required=True)


class AnswerRecallSchema(Schema):
    """What was answered; it is not kept."""

    client_id = ClientId(required=True)
    answers = fields.List(
        fields.Nested(AnswerSchema), required=True, validate=validate.Length(max=100, error="题目太多了")
    )
    answered_at = Instant(required=True)
    sent_at = Instant(load_default=None, allow_none=True)


class AnsweredRecallSchema(Schema):
    """The stage is done with; ``wrong`` names the questions that deserve another look."""

    lesson = fields.String(required=True)
    stage = fields.Integer(required=True)
    wrong = fields.List(fields.String(), required=True)


class MemberWithoutWordSchema(Schema):
    """Somebody to lend a hand."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class NamedSchema(Schema):
    """A lesson or branch by name."""

    id = fields.String(required=True)
    title = fields.String(required=True)


class MissedQuestionSchema(Schema):
    """A question and how often it was wrong at the first try."""

    question = fields.String(required=True)
    text = fields.String(required=True)
    missed = fields.Integer(required=True)


class MissedQuestionsSchema(Schema):
    """What the branch got wrong, the most missed first; ``completed`` is how many completed the lesson."""

    lesson = fields.Nested(NamedSchema, required=True)
    branch = fields.Nested(NamedSchema, required=True)
    completed = fields.Integer(required=True)
    questions = fields.List(fields.Nested(MissedQuestionSchema), required=True)
