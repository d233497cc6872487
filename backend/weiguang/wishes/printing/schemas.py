"""Shapes of what is printed."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from weiguang.storage.codes import is_code
from weiguang.web.schema import ClientId, Schema, choice
from weiguang.wishes.printing.rules import CARDS_MOST
from weiguang.wishes.rules import GROUPS, STATES

SERIAL_MOST = 1_000_000


class _Code(fields.String):
    """A printed code, in any case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).strip().upper()
        if not is_code(text):
            raise ValidationError("心愿编号是 6 位字母和数字，请核对")
        return text


def _serial() -> fields.Integer:
    bounds = validate.Range(0, SERIAL_MOST, error="请填写心愿的序号")
    return fields.Integer(strict=True, load_default=None, allow_none=True, validate=bounds)


class PrintSchema(Schema):
    """Which cards: by code, or by serial; without either, all that were never printed."""

    client_id = ClientId(required=True)
    codes = fields.List(
        _Code(),
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, CARDS_MOST, error=f"一次最多印 {CARDS_MOST} 张"),
    )
    from_serial = _serial()
    to_serial = _serial()

    @validates_schema
    def check_range(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a range that runs backwards, and codes together with serials."""
        first, last = data.get("from_serial"), data.get("to_serial")
        if first is not None and last is not None and first > last:
            raise ValidationError("起始号要小于结束号", "from_serial")
        if data.get("codes") is not None and (first is not None or last is not None):
            raise ValidationError("编号和序号范围只能选一种", "codes")


class ReplaceSchema(Schema):
    """Replace a lost card; the same ``client_id`` again changes nothing."""

    client_id = ClientId(required=True)


class PaperRowSchema(Schema):
    """A wish on paper; ``by`` is the day until which it is needed."""

    code = fields.String(required=True)
    serial = fields.Integer(required=True)
    item = fields.String(required=True)
    group = choice(*GROUPS, required=True)
    district = fields.String(required=True)
    organisation = fields.String(required=True)
    by = fields.String(required=True, allow_none=True)
    invented = fields.Boolean(required=True)


class RoseCardSchema(PaperRowSchema):
    """A rose card: ``link`` is what its QR code says, ``tear_off`` the one-time code of this ``version``."""

    version = fields.Integer(required=True)
    link = fields.String(required=True)
    tear_off = fields.String(required=True)


class SkippedCardSchema(Schema):
    """A chosen wish whose state allows no card."""

    code = fields.String(required=True)
    serial = fields.Integer(required=True)
    state = choice(*STATES, required=True)


class _HeadingSchema(Schema):
    title = fields.String(required=True)
    date = fields.String(required=True)
    host = fields.String(required=True)
    venue = fields.String(required=True)


class RoseCardsSchema(_HeadingSchema):
    """Cards to print now; ``left`` more are waiting for the next request."""

    cards = fields.List(fields.Nested(RoseCardSchema), required=True)
    left = fields.Integer(required=True)
    skipped = fields.List(fields.Nested(SkippedCardSchema), required=True)


class PrintingSchema(_HeadingSchema):
    """What there is to print at a fair; ``first`` and ``last`` are serials, ``wall`` the link for posters."""

    wall = fields.String(required=True)
    unprinted = fields.Integer(required=True)
    printed = fields.Integer(required=True)
    first = fields.Integer(required=True, allow_none=True)
    last = fields.Integer(required=True, allow_none=True)
    districts = fields.List(fields.String(), required=True)
    organisations = fields.List(fields.String(), required=True)
