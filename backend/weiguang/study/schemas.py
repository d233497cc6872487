"""Shapes of courses, lessons and completions."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from weiguang.media.schemas import MediaSchema, shown_blocks
from weiguang.offline import UnreadableRow
from weiguang.study.learning.rules import REASONS, STATES
from weiguang.study.rules import KINDS
from weiguang.web.queue import read_queue
from weiguang.web.schema import ClientId, Id, Instant, Schema, Text, choice

LESSON_KINDS = ("article", "audio", "video")


class CourseSchema(Schema):
    """A course in the list; ``completed_count`` is the reader's own."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    branch = fields.String(required=True)
    cover = fields.Nested(MediaSchema, required=True, allow_none=True)
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
    cover = fields.Nested(MediaSchema, required=True, allow_none=True)
    lessons = fields.List(fields.Nested(LessonItemSchema), required=True)


class CourseNameSchema(Schema):
    """A course by title."""

    id = fields.String(required=True)
    title = fields.String(required=True)


class LessonMediaSchema(Schema):
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
    """A question with its answer, so that it can be judged and explained without a network.

    A ``short`` one has no options: the learner writes, looks at ``model`` and says ``right`` or ``not_yet``.
    """

    id = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    text = fields.String(required=True)
    options = fields.List(fields.Nested(OptionSchema), required=True)
    answer = fields.List(fields.String(), required=True)
    model = fields.String(required=True)
    explanation = fields.String(required=True)


class PlaceSchema(Schema):
    """Where somebody stopped: the block, and in a text the part of it; ``seconds`` into the recording ``heard``.

    ``heard`` is the id of a file in the text, ``lesson`` for the lesson's own recording, empty for none.
    """

    block = fields.Integer(required=True, strict=True, validate=validate.Range(0, 1_000, error="位置不对"))
    part = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10_000, error="位置不对"))
    heard = Text(least=0, most=40, load_default="", required=False)
    seconds = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 1_000_000, error="位置不对"))


class ExcuseSchema(Schema):
    """Why somebody does not study a lesson now, if they want to say so."""

    reason = choice(*REASONS, required=True)
    text = Text(least=0, most=200, lines=True, load_default="")


class LearningSchema(Schema):
    """How the reader stands with a lesson; what was done overtakes what was said."""

    state = choice(*STATES, required=True)
    opened_at = fields.DateTime(required=True, allow_none=True)
    place = fields.Nested(PlaceSchema, required=True, allow_none=True)
    place_at = fields.DateTime(required=True, allow_none=True)
    excuse = fields.Nested(ExcuseSchema, required=True, allow_none=True)
    excuse_at = fields.DateTime(required=True, allow_none=True)


class LessonSchema(Schema):
    """A lesson, with the reader's own completion and note.

    ``changed_since``: the reader completed an earlier version, which stays valid.
    """

    id = fields.String(required=True)
    course = fields.Nested(CourseNameSchema, required=True)
    position = fields.Integer(required=True)
    title = fields.String(required=True)
    kind = choice(*LESSON_KINDS, required=True)
    version = fields.Integer(required=True)
    blocks = shown_blocks()
    media = fields.Nested(LessonMediaSchema, required=True, allow_none=True)
    questions = fields.List(fields.Nested(QuestionSchema), required=True)
    completed_at = fields.DateTime(required=True, allow_none=True)
    completed_version = fields.Integer(required=True, allow_none=True)
    changed_since = fields.Boolean(required=True)
    note = fields.String(required=True, allow_none=True)
    learning = fields.Nested(LearningSchema, required=True, allow_none=True)
    next_lesson = fields.String(required=True, allow_none=True)


class AnswerSchema(Schema):
    """What was chosen for one question."""

    question = Text(most=40, required=True)
    chosen = fields.List(Text(most=40), required=True, validate=validate.Length(max=20, error="选项太多了"))


class CompleteLessonSchema(Schema):
    """Complete by answering. ``sent_at`` is the phone's clock at the moment of sending.

    ``version`` is the one that was answered, the current one when none is named; ``missed`` the questions that were
    wrong at the first try.
    """

    client_id = ClientId(required=True)
    answers = fields.List(
        fields.Nested(AnswerSchema), required=True, validate=validate.Length(max=100, error="题目太多了")
    )
    version = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(1, 1_000_000, error="没有这一版课文")
    )
    missed = fields.List(Text(most=40), load_default=list, validate=validate.Length(max=100, error="题目太多了"))
    note = Text(least=0, most=2000, lines=True, load_default=None, allow_none=True)
    occurred_at = Instant(required=True)
    sent_at = Instant(load_default=None, allow_none=True)


class CompletionRowSchema(CompleteLessonSchema):
    """One completion of an offline queue."""

    lesson = Id(required=True)


class CompletionQueueSchema(CompletionRowSchema):
    """A whole offline queue: each row is read on its own, and a malformed one becomes its own refusal."""

    def load(self, data: Any, **_: Any) -> list[dict[str, Any] | UnreadableRow]:
        """Read 1 to 100 rows."""
        return read_queue(data, _ROW, noun="课学习记录", unreadable="这条学习记录读不懂，请打开那节课再答一遍")


_ROW = CompletionRowSchema()
"""Made once: making one costs more than reading a row."""


class CompletionSchema(Schema):
    """A completion; the first one stays, with the version that was answered then."""

    state = choice("completed", required=True)
    lesson = fields.String(required=True)
    completed_at = fields.DateTime(required=True)
    version = fields.Integer(required=True)
