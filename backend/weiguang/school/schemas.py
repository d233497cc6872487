"""Shapes of terms and enrolments."""

from __future__ import annotations

from marshmallow import fields, validate

from weiguang.branches.schemas import BranchNameSchema
from weiguang.checkins.hours.certificates.schemas import CertificateCode
from weiguang.school.assignments.schemas import AssignmentItemSchema
from weiguang.school.rules import CAPACITY_MOST, STATES, TERM_STATES
from weiguang.school.sessions.schemas import SchoolSessionSchema
from weiguang.web.schema import ClientId, Day, Flag, Id, Instant, Page, Schema, Text, choice

CAPACITY = validate.Range(1, CAPACITY_MOST, error=f"名额是 1 到 {CAPACITY_MOST} 人")
SESSIONS = validate.Range(0, 200, error="次数是 0 到 200")


class TermChangesSchema(Schema):
    """What changes; ``cancelled`` calls a term off, or on again."""

    name = Text(most=60)
    description = Text(least=0, most=4000, lines=True)
    place = Text(least=0, most=100)
    starts_on = Day()
    ends_on = Day()
    enrol_from = Instant()
    enrol_until = Instant()
    capacity = fields.Integer(strict=True, validate=CAPACITY)
    need_sessions = fields.Integer(strict=True, validate=SESSIONS)
    cancelled = Flag()


class NewTermSchema(Schema):
    """A term of ``branch``, or of the first branch I may make one for. Days include both ends."""

    client_id = ClientId(required=True)
    branch = Id(load_default=None)
    name = Text(most=60, required=True)
    description = Text(least=0, most=4000, lines=True, load_default="")
    place = Text(least=0, most=100, load_default="")
    starts_on = Day(required=True)
    ends_on = Day(required=True)
    enrol_from = Instant(required=True)
    enrol_until = Instant(required=True)
    capacity = fields.Integer(required=True, strict=True, validate=CAPACITY)
    need_sessions = fields.Integer(required=True, strict=True, validate=SESSIONS)


class TermItemSchema(Schema):
    """A term in a list; ``trainees`` and ``pending`` are people (人), ``my_state`` is my enrolment's."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    place = fields.String(required=True)
    starts_on = fields.String(required=True)
    ends_on = fields.String(required=True)
    enrol_from = fields.DateTime(required=True)
    enrol_until = fields.DateTime(required=True)
    capacity = fields.Integer(required=True)
    trainees = fields.Integer(required=True)
    pending = fields.Integer(required=True)
    branch = fields.Nested(BranchNameSchema, required=True)
    state = choice(*TERM_STATES, required=True)
    my_state = choice(*STATES, required=True, allow_none=True)


class MissingSchema(Schema):
    """What the certificate still asks for: how many sessions, and which assignments."""

    sessions = fields.Integer(required=True)
    assignments = fields.List(fields.String(), required=True)


class TermCertificateSchema(Schema):
    """A certificate of a term that stands; ``code`` verifies it."""

    code = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    issued_on = fields.String(required=True)


class EnrolmentSchema(Schema):
    """How an application stands; ``reason`` is why it was refused."""

    note = fields.String(required=True)
    state = choice(*STATES, required=True)
    reason = fields.String(required=True)
    applied_at = fields.DateTime(required=True)
    decided_at = fields.DateTime(required=True, allow_none=True)


class MyTermSchema(EnrolmentSchema):
    """The same with what I attended (场次) and what is missing, which only a trainee has."""

    attended = fields.Integer(required=True)
    missing = fields.Nested(MissingSchema, required=True, allow_none=True)
    certificate = fields.Nested(TermCertificateSchema, required=True, allow_none=True)


class EnrolmentItemSchema(MyTermSchema):
    """An enrolment in the committee's list."""

    person = fields.String(required=True)
    name = fields.String(required=True)
    branches = fields.List(fields.String(), required=True)


class MayInTermSchema(Schema):
    """What I may do."""

    manage = fields.Boolean(required=True)
    apply = fields.Boolean(required=True)


class TermSchema(TermItemSchema):
    """A whole term; assignments, links and materials are for its trainees."""

    class Meta(Schema.Meta):
        """What only a list says."""

        exclude = ("my_state",)

    description = fields.String(required=True)
    need_sessions = fields.Integer(required=True)
    may = fields.Nested(MayInTermSchema, required=True)
    mine = fields.Nested(MyTermSchema, required=True, allow_none=True)
    sessions = fields.List(fields.Nested(SchoolSessionSchema), required=True)
    assignments = fields.List(fields.Nested(AssignmentItemSchema), required=True)


class NewEnrolmentSchema(Schema):
    """I apply; ``note`` is what the committee should know."""

    note = Text(least=0, most=200, lines=True, load_default="")


class EnrolmentsQuery(Page):
    """Which enrolments."""

    state = choice(*STATES, load_default="pending")


class EnrolmentDecisionSchema(Schema):
    """Approve, or refuse with a reason that the person reads."""

    decision = choice("approve", "refuse", required=True)
    reason = Text(least=0, most=200, lines=True, load_default="")


class IssuingTermCertificateSchema(Schema):
    """Issue; ``replaces`` is the code of a wrong one."""

    replaces = CertificateCode(load_default=None, allow_none=True)
