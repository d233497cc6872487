"""Shapes of personal codes, packs, people found by name, and what desks left to do."""

from __future__ import annotations

from marshmallow import fields

from weiguang.checkins.conflicts import DECISIONS, KINDS
from weiguang.checkins.schemas import EventNameSchema, RuleSchema
from weiguang.checkins.service import KINDS as POINT_KINDS
from weiguang.web.schema import Schema, Text, choice


class PersonalCodeSchema(Schema):
    """My code; ``expires_at`` is when it stops being good."""

    code = fields.String(required=True)
    issued_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)
    name_masked = fields.String(required=True)
    server_time = fields.DateTime(required=True)


class JwkSchema(Schema):
    """A public key on P-256 (RFC 7517)."""

    kty = choice("EC", required=True)
    crv = choice("P-256", required=True)
    x = fields.String(required=True)
    y = fields.String(required=True)


class CodeKeySchema(Schema):
    """A key that verifies personal codes; ``kid`` is the code's second byte."""

    kid = fields.Integer(required=True)
    jwk = fields.Nested(JwkSchema, required=True)


class CodeKeysSchema(Schema):
    """Every key that verifies, the one that signs last."""

    items = fields.List(fields.Nested(CodeKeySchema), required=True)


class PackPointSchema(Schema):
    """The point a pack is for."""

    code = fields.String(required=True)
    kind = choice(*POINT_KINDS, required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    event = fields.Nested(EventNameSchema, required=True, allow_none=True)


class PackPersonField(fields.Tuple):
    """``[person, name, phone_last4, flags]``."""

    def __init__(self) -> None:
        shape = {"type": "array", "items": {"type": ["string", "integer"]}, "minItems": 4, "maxItems": 4}
        super().__init__((fields.String(), fields.String(), fields.String(), fields.Integer()), metadata=shape)


class PackSchema(Schema):
    """What a scanning phone needs to decide alone.

    A person is ``[id, name, phone_last4, flags]``; ``flags``: 1 on the list, 2 admitted, 4 inside.
    """

    point = fields.Nested(PackPointSchema, required=True)
    rule = fields.Nested(RuleSchema, required=True)
    keys = fields.List(fields.Nested(CodeKeySchema), required=True)
    people = fields.List(PackPersonField(), required=True)
    server_time = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)


class PeopleQuery(Schema):
    """Two or more characters of a name, or the last four digits of a phone."""

    q = Text(least=2, most=20, required=True)


class FoundPersonSchema(Schema):
    """Somebody found; ``flags`` as in a pack."""

    person = fields.String(required=True)
    name = fields.String(required=True)
    phone_last4 = fields.String(required=True)
    flags = fields.Integer(required=True)


class FoundPeopleSchema(Schema):
    """At most twenty."""

    items = fields.List(fields.Nested(FoundPersonSchema), required=True)


class OtherCheckInSchema(Schema):
    """The check-in that stands already."""

    point_name = fields.String(required=True)
    at = fields.DateTime(required=True)


class CheckInConflictSchema(Schema):
    """Something to do; ``text`` says what happened, ``decisions`` how it can end."""

    id = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    name = fields.String(required=True)
    point = fields.String(required=True)
    point_name = fields.String(required=True)
    at = fields.DateTime(required=True)
    received_at = fields.DateTime(required=True)
    other = fields.Nested(OtherCheckInSchema, required=True, allow_none=True)
    text = fields.String(required=True)
    state = choice("open", "resolved", required=True)
    decisions = fields.List(choice(*DECISIONS), required=True)


class CheckInDecisionSchema(Schema):
    """How it ends."""

    decision = choice(*DECISIONS, required=True)
    note = Text(least=0, most=200, lines=True, load_default="")
