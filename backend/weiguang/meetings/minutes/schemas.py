"""Shapes of minutes."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from weiguang.web.schema import ClientId, Schema, Text, choice

SECTIONS_MOST, DECISION_MOST, TEXT_MOST = 60, 4_000, 20_000
REVISIONS_MOST = 1 << 31


class SectionSchema(Schema):
    """What is written of an agenda item; ``item`` is empty for the general section."""

    item = Text(least=0, most=36, required=True)
    decision = Text(least=0, most=DECISION_MOST, lines=True, required=True)
    text = Text(least=0, most=TEXT_MOST, lines=True, required=True)


def _items(sections: list[dict[str, Any]]) -> None:
    if len({one["item"] for one in sections}) < len(sections):
        raise ValidationError("同一项写了两次")


class MinutesWriteSchema(Schema):
    """What I wrote from revision ``base`` on; sections that are left out stay as they were."""

    client_id = ClientId(required=True)
    base = fields.Integer(required=True, strict=True, validate=validate.Range(0, REVISIONS_MOST, error="版本不对"))
    sections = fields.List(
        fields.Nested(SectionSchema),
        required=True,
        validate=[validate.Length(max=SECTIONS_MOST, error="项目太多了"), _items],
    )


class ShownSectionSchema(Schema):
    """A section; ``title`` is the agenda item's, empty for the general one."""

    item = fields.String(required=True)
    title = fields.String(required=True)
    decision = fields.String(required=True)
    text = fields.String(required=True)


class MergedPartSchema(Schema):
    """What others changed meanwhile; ``both``: two wordings stay, marked, for somebody to choose."""

    item = fields.String(required=True)
    title = fields.String(required=True)
    part = choice("decision", "text", required=True)
    both = fields.Boolean(required=True)


class MinutesSchema(Schema):
    """Minutes as they stand. ``unsettled``: wordings are left to choose from; ``others`` saved since my base."""

    meeting = fields.String(required=True)
    revision = fields.Integer(required=True)
    version = fields.Integer(required=True)
    state = choice("none", "open", "signed", required=True)
    sections = fields.List(fields.Nested(ShownSectionSchema), required=True)
    reason = fields.String(required=True)
    saved_at = fields.DateTime(required=True, allow_none=True)
    saved_by = fields.String(required=True)
    unsettled = fields.Boolean(required=True)
    merged = fields.List(fields.Nested(MergedPartSchema), required=True)
    others = fields.List(fields.String(), required=True)
    may_write = fields.Boolean(required=True)
    may_sign = fields.Boolean(required=True)


class SignatureSchema(Schema):
    """The revision that was read."""

    revision = fields.Integer(required=True, strict=True, validate=validate.Range(1, REVISIONS_MOST, error="版本不对"))


class MinutesCorrectionSchema(Schema):
    """Why signed minutes are written anew; stays with the new version."""

    reason = Text(least=2, most=200, lines=True, required=True)
