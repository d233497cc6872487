"""Shapes of certificates."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from weiguang.checkins.hours.certificates.rules import CODE_LENGTH, KINDS, STATES
from weiguang.storage.codes import ALPHABET
from weiguang.web.schema import ClientId, Day, Id, Schema, choice


class CertificateCode(fields.String):
    """The code on a certificate, in any case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).strip().upper()
        if len(text) != CODE_LENGTH or any(letter not in ALPHABET for letter in text):
            raise ValidationError("核验码不对")
        return text


class IssuingSchema(Schema):
    """A period (both days included), one activity, or a void certificate to be made anew."""

    client_id = ClientId(required=True)
    first = Day(load_default=None, allow_none=True)
    last = Day(load_default=None, allow_none=True)
    event = Id(load_default=None, allow_none=True)
    replaces = CertificateCode(load_default=None, allow_none=True)


class CertificateLineSchema(Schema):
    """One activity: from when to when, how often, how long."""

    title = fields.String(required=True)
    first = fields.String(required=True)
    last = fields.String(required=True)
    times = fields.Integer(required=True)
    minutes = fields.Integer(required=True)
    by_hand = fields.Boolean(required=True)


class CertificateSchema(Schema):
    """What the paper says, and whether it is still good; ``since`` is when it stopped being so.

    One of hours has lines and minutes; one of the Party school has the term as ``title`` and ``sessions``.
    """

    code = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    issuer = fields.String(required=True)
    first = fields.String(required=True)
    last = fields.String(required=True)
    lines = fields.List(fields.Nested(CertificateLineSchema), required=True)
    machine_minutes = fields.Integer(required=True)
    hand_minutes = fields.Integer(required=True)
    title = fields.String(required=True)
    sessions = fields.Integer(required=True)
    issued_on = fields.String(required=True)
    state = choice(*STATES, required=True)
    since = fields.DateTime(required=True, allow_none=True)


class OwnCertificateSchema(CertificateSchema):
    """The same for its owner; ``link`` is what its QR code holds, ``pdf`` whether a PDF shows every letter of it."""

    link = fields.String(required=True)
    pdf = fields.Boolean(required=True)


class CertificateItemSchema(Schema):
    """A certificate in its owner's list; ``title`` where it certifies a single activity, or a term."""

    code = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    number = fields.String(required=True)
    title = fields.String(required=True)
    first = fields.String(required=True)
    last = fields.String(required=True)
    machine_minutes = fields.Integer(required=True)
    hand_minutes = fields.Integer(required=True)
    issued_at = fields.DateTime(required=True)
    state = choice(*STATES, required=True)
    since = fields.DateTime(required=True, allow_none=True)
