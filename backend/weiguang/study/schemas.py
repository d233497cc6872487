"""Shapes of courses, lessons and completions."""

from __future__ import annotations

from marshmallow import fields, validate

from weiguang.web.schema import ClientId, Instant, Schema, Text, choice

LESSON_KINDS = ("article", "audio", "video")


class CourseSchema(Schema):
    """A course in the list; ``completed_count`` is the reader's own."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    branch = fields.String(required=True)
    lesson_count = fields.Integer(required=True)
    completed_count = fields.Integer(required=True)


class LessonItemSchema(Schema):
    """A lesson in its course."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    kind = choice(*LESSON_KINDS, required=True)
    question_count = fields.Integer(required=True)
    completed_at = fields.DateTime(required=True, allow_none=True)


class CourseDetailSchema(Schema):
    """A course with its lessons."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    branch = fields.String(required=True)
    lessons = fields.List(fields.Nested(LessonItemSchema), required=True)


class CourseNameSchema(Schema):
    """A course by title."""

    id = fields.String(required=True)
    title = fields.String(required=True)


class BlockSchema(Schema):
    """A piece of text."""

    kind = choice("heading", "paragraph", "quote", required=True)
    text = fields.String(required=True)


class MediaSchema(Schema):
    """Audio or video of a lesson; ``src`` answers byte ranges."""

    kind = choice("audio", "video", required=True)
    src = fields.String(required=True)
    type = fields.String(required=True)
    duration_s = fields.Integer(required=True)
    bytes = fields.Integer(required=True)


class OptionSchema(Schema):
    """One choice."""

    id = fields.String(required=True)
    text = fields.String(required=True)


class QuestionSchema(Schema):
    """A question with its answer, so that it can be judged and explained without a network."""

    id = fields.String(required=True)
    kind = choice("single", "multiple", "true_false", required=True)
    text = fields.String(required=True)
    options = fields.List(fields.Nested(OptionSchema), required=True)
    answer = fields.List(fields.String(), required=True)
    explanation = fields.String(required=True)


class LessonSchema(Schema):
    """A lesson, with the reader's own completion and note."""

    id = fields.String(required=True)
    course = fields.Nested(CourseNameSchema, required=True)
    position = fields.Integer(required=True)
    title = fields.String(required=True)
    kind = choice(*LESSON_KINDS, required=True)
    version = fields.Integer(required=True)
    blocks = fields.List(fields.Nested(BlockSchema), required=True)
    media = fields.Nested(MediaSchema, required=True, allow_none=True)
    questions = fields.List(fields.Nested(QuestionSchema), required=True)
    completed_at = fields.DateTime(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    next_lesson = fields.String(required=True, allow_none=True)


class AnswerSchema(Schema):
    """What was chosen for one question."""

    question = Text(most=40, required=True)
    chosen = fields.List(Text(most=40), required=True, validate=validate.Length(max=20, error="选项太多了"))


class CompleteLessonSchema(Schema):
    """Complete by answering. ``sent_at`` is the phone's clock at the moment of sending."""

    client_id = ClientId(required=True)
    answers = fields.List(
        fields.Nested(AnswerSchema), required=True, validate=validate.Length(max=100, error="题目太多了")
    )
    note = Text(least=0, most=2000, lines=True, load_default=None, allow_none=True)
    occurred_at = Instant(required=True)
    sent_at = Instant(load_default=None, allow_none=True)


class CompletionSchema(Schema):
    """A completion; the first one stays."""

    state = choice("completed", required=True)
    lesson = fields.String(required=True)
    completed_at = fields.DateTime(required=True)
