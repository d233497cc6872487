"""Shapes of the branch tree and of applications."""

from __future__ import annotations

from marshmallow import fields

from weiguang.web.schema import ClientId, Page, Schema, Text, choice

KINDS = ("committee", "formal", "functional")


class BranchSchema(Schema):
    """A branch in the tree; ``members`` are people (人)."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    parent = fields.String(required=True, allow_none=True)
    basis = fields.String(required=True, allow_none=True)
    district = fields.String(required=True, allow_none=True)
    members = fields.Integer(required=True)


class BranchNameSchema(Schema):
    """A branch by name."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class BranchDetailSchema(BranchSchema):
    """A branch, what is above and below it, and where I stand."""

    ancestors = fields.List(fields.Nested(BranchNameSchema), required=True)
    children = fields.List(fields.Nested(BranchSchema), required=True)
    my_state = choice("none", "pending", "refused", "member", required=True)


class MemberSchema(Schema):
    """A member of a branch."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    formal = fields.Boolean(required=True)
    since = fields.DateTime(required=True, allow_none=True)


class DeclarationSchema(Schema):
    """Declare oneself (亮身份)."""

    client_id = ClientId(required=True)
    statement = Text(least=0, most=500, lines=True, load_default="")


class ApplicationStateSchema(Schema):
    """Where my application stands."""

    branch = fields.String(required=True)
    state = choice("pending", "approved", "refused", required=True)
    submitted_at = fields.DateTime(required=True)


class ApplicationSchema(Schema):
    """An application as the secretary sees it."""

    person = fields.String(required=True)
    name = fields.String(required=True)
    phone_masked = fields.String(required=True)
    statement = fields.String(required=True)
    submitted_at = fields.DateTime(required=True)
    state = choice("pending", "approved", "refused", required=True)


class ApplicationsQuery(Page):
    """Which applications."""

    state = choice("pending", "approved", "refused", load_default="pending")


class DecisionSchema(Schema):
    """Approve or refuse, with a reason the applicant will read."""

    decision = choice("approve", "refuse", required=True)
    reason = Text(least=0, most=200, load_default="")
