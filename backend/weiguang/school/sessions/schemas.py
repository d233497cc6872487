"""Shapes of sessions."""

from __future__ import annotations

from marshmallow import fields

from weiguang.media.schemas import shown_blocks, written_blocks
from weiguang.school.rules import KINDS
from weiguang.web.schema import ClientId, Flag, Instant, Schema, Text, choice


class SchoolSessionSchema(Schema):
    """A session; ``came``: I did."""

    id = fields.String(required=True)
    term = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    title = fields.String(required=True)
    lecturer = fields.String(required=True)
    place = fields.String(required=True)
    link = fields.String(required=True)
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    materials = shown_blocks()
    cancelled = fields.Boolean(required=True)
    came = fields.Boolean(required=True)


class NewSchoolSessionSchema(Schema):
    """A session for the timetable; it has a place, or a link."""

    client_id = ClientId(required=True)
    kind = choice(*KINDS, required=True)
    title = Text(most=80, required=True)
    lecturer = Text(least=0, most=60, load_default="")
    place = Text(least=0, most=100, load_default="")
    link = Text(least=0, most=500, load_default="")
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    materials = written_blocks(load_default=list)


class SchoolSessionChangesSchema(Schema):
    """What changes; ``cancelled`` calls a session off, or on again."""

    kind = choice(*KINDS)
    title = Text(most=80)
    lecturer = Text(least=0, most=60)
    place = Text(least=0, most=100)
    link = Text(least=0, most=500)
    starts_at = Instant()
    ends_at = Instant()
    materials = written_blocks()
    cancelled = Flag()


class SchoolSessionPointSchema(Schema):
    """The code of the check-in point."""

    point = fields.String(required=True)


class SchoolSessionAttendeeSchema(Schema):
    """A trainee, and whether they came."""

    person = fields.String(required=True)
    name = fields.String(required=True)
    came = fields.Boolean(required=True)
