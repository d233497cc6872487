"""Shapes of assignments and submissions."""

from __future__ import annotations

from marshmallow import fields, validate

from weiguang.media.schemas import MediaId, MediaSchema
from weiguang.school.rules import SUBMISSION_STATES
from weiguang.web.schema import ClientId, Flag, Instant, Page, Schema, Text, choice

FILES_MOST = 9
TEXT_MOST = 10_000


class AssignmentItemSchema(Schema):
    """An assignment of a term; ``my_state`` is my submission's, ``waiting`` how many wait for the teacher (件)."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    due_at = fields.DateTime(required=True)
    my_state = choice(*SUBMISSION_STATES, required=True, allow_none=True)
    waiting = fields.Integer(required=True)


class SubmissionSchema(Schema):
    """What was handed in; feedback is about this ``version`` or the one before."""

    text = fields.String(required=True)
    files = fields.List(fields.Nested(MediaSchema), required=True)
    version = fields.Integer(required=True)
    state = choice(*SUBMISSION_STATES, required=True)
    handed_at = fields.DateTime(required=True)
    feedback = fields.String(required=True)
    reviewed_at = fields.DateTime(required=True, allow_none=True)


class SetAssignmentSchema(Schema):
    """An assignment as who sets it sees it."""

    id = fields.String(required=True)
    term = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    due_at = fields.DateTime(required=True)
    withdrawn = fields.Boolean(required=True)


class AssignmentSchema(SetAssignmentSchema):
    """An assignment, with what I handed in; files for it are brought to ``branch`` (``/me/uploads``)."""

    branch = fields.String(required=True)
    mine = fields.Nested(SubmissionSchema, required=True, allow_none=True)


class NewAssignmentSchema(Schema):
    """What is to be done until when."""

    client_id = ClientId(required=True)
    title = Text(most=80, required=True)
    text = Text(most=4000, lines=True, required=True)
    due_at = Instant(required=True)


class AssignmentChangesSchema(Schema):
    """What changes; ``withdrawn`` asks it of nobody any more, or of all again."""

    title = Text(most=80)
    text = Text(most=4000, lines=True)
    due_at = Instant()
    withdrawn = Flag()


class HandingInSchema(Schema):
    """Text, files of mine, or both."""

    client_id = ClientId(required=True)
    text = Text(least=0, most=TEXT_MOST, lines=True, load_default="")
    files = fields.List(
        MediaId(), validate=validate.Length(max=FILES_MOST, error=f"最多附 {FILES_MOST} 个文件"), load_default=list
    )


class SubmissionsQuery(Page):
    """Which submissions."""

    state = choice(*SUBMISSION_STATES, load_default="handed_in")


class SubmissionItemSchema(SubmissionSchema):
    """A submission in the teacher's list."""

    person = fields.String(required=True)
    name = fields.String(required=True)


class ReviewSchema(Schema):
    """The answer to the ``version`` that was read; to ask for a revision takes a word."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1 << 31, error="版本不对"))
    outcome = choice("passed", "revise", required=True)
    feedback = Text(least=0, most=2000, lines=True, load_default="")
