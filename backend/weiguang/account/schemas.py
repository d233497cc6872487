"""Shapes of signing in and of my own account."""

from __future__ import annotations

from marshmallow import fields, validate

from weiguang.access.permissions import ROLES
from weiguang.participation.rules import KINDS, UNITS
from weiguang.web.schema import MESSAGES, Flag, Phone, Schema, Text, choice

TEXT_SIZES = ("normal", "large", "largest")


class CodeRequestSchema(Schema):
    """Ask for a one-time code."""

    phone = Phone(required=True, error_messages=MESSAGES)


class CodeSentSchema(Schema):
    """When the next code may be asked for; the code itself in demo mode only."""

    resend_after_s = fields.Integer(required=True)
    demo_code = fields.String()


class SignInSchema(Schema):
    """Sign in with the code."""

    phone = Phone(required=True, error_messages=MESSAGES)
    code = fields.String(required=True, validate=validate.Regexp(r"^\d{6}\Z", error="请填写 6 位数字"))
    device = Text(most=60, load_default="手机浏览器")


class SessionSchema(Schema):
    """One signed-in device."""

    id = fields.String(required=True)
    device = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    seen_at = fields.DateTime(required=True)
    current = fields.Boolean(required=True)


class MyBranchSchema(Schema):
    """A branch I belong to."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = choice("committee", "formal", "functional", required=True)
    formal = fields.Boolean(required=True)


class MyApplicationSchema(Schema):
    """A branch I declared myself to."""

    branch = fields.String(required=True)
    branch_name = fields.String(required=True)
    state = choice("pending", "refused", required=True)
    reason = fields.String(allow_none=True)


class MyRoleSchema(Schema):
    """A role I hold."""

    role = choice(*ROLES, required=True)
    branch = fields.String(required=True)
    branch_name = fields.String(required=True)


class MeSchema(Schema):
    """My profile."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    phone_masked = fields.String(required=True)
    text_size = choice(*TEXT_SIZES, required=True)
    recall = fields.Boolean(required=True)
    branches = fields.List(fields.Nested(MyBranchSchema), required=True)
    applications = fields.List(fields.Nested(MyApplicationSchema), required=True)
    roles = fields.List(fields.Nested(MyRoleSchema), required=True)
    permissions = fields.List(fields.String(), required=True)


class MeChangesSchema(Schema):
    """What I may change."""

    name = Text(most=30)
    text_size = choice(*TEXT_SIZES)
    recall = Flag()


class SignedInSchema(Schema):
    """A session: its token, shown once, and my profile."""

    token = fields.String(required=True)
    person = fields.Nested(MeSchema, required=True)


class OwnRowSchema(Schema):
    """One act in my own record."""

    id = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    title = fields.String(required=True)
    occurred_at = fields.DateTime(required=True)
    measure = choice(*UNITS, required=True)
    quantity = fields.Float(required=True)
    source = fields.String(required=True)
