"""Shapes of the sale fund; every amount is an integer of fen."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from weiguang.storage.codes import is_code
from weiguang.web.schema import ClientId, Instant, Schema, Text, choice
from weiguang.wishes.fund.rules import ALLOCATION_STATES, FEN_MOST, FILING_NUMBER, SALE_STATES
from weiguang.wishes.rules import PUBLISHED


class Fen(fields.Integer):
    """An amount in fen, above zero: a JSON integer and nothing that looks like one."""

    def __init__(self, **kwargs: Any) -> None:
        """Bound it, so that sums stay far inside 64 bits."""
        within = validate.Range(1, FEN_MOST, error="金额要大于 0，一笔不超过 1000 万元")
        super().__init__(strict=True, validate=within, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if type(value) is not int:
            raise ValidationError("金额要用整数，单位是分")
        return value


class FilingNumber(Text):
    """A fund-raising filing number, in capitals."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).replace(" ", "").upper()
        if not FILING_NUMBER.fullmatch(text):
            raise ValidationError("请照备案文件填写公开募捐备案编号")
        return text


class WishCode(fields.String):
    """A printed code, in any case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).strip().upper()
        if not is_code(text):
            raise ValidationError("心愿编号是 6 位字母和数字")
        return text


class NewSaleSchema(Schema):
    """A sale to record."""

    client_id = ClientId(required=True)
    stall = Text(most=40, required=True)
    fen = Fen(required=True)
    organisation = Text(most=60, required=True)
    filing_number = FilingNumber(most=40, required=True)
    sold_at = Instant(required=True)
    note = Text(least=0, most=200, lines=True, load_default="")


class CorrectionSchema(Schema):
    """A counter entry: ``fen`` is what it takes off."""

    fen = fields.Integer(required=True)
    reason = fields.String(required=True)
    at = fields.DateTime(required=True)


class NewCorrectionSchema(Schema):
    """A correction to record."""

    client_id = ClientId(required=True)
    fen = Fen(required=True)
    reason = Text(least=2, most=100, required=True)


class SaleSchema(Schema):
    """A sale; it counts when it is ``booked``, with ``fen − corrected_fen``."""

    id = fields.String(required=True)
    stall = fields.String(required=True)
    fen = fields.Integer(required=True)
    corrected_fen = fields.Integer(required=True)
    organisation = fields.String(required=True)
    filing_number = fields.String(required=True)
    sold_at = fields.DateTime(required=True)
    note = fields.String(required=True)
    state = choice(*SALE_STATES, required=True)
    evidence = fields.Boolean(required=True)
    corrections = fields.List(fields.Nested(CorrectionSchema), required=True)
    at = fields.DateTime(required=True)


class FundingSchema(Schema):
    """What an allocation to a wish takes from the fund."""

    client_id = ClientId(required=True)
    fen = Fen(required=True)


class NewAllocationSchema(FundingSchema):
    """An allocation to make."""

    wish = WishCode(required=True)


class AllocationSchema(Schema):
    """An allocation to the wish with this code."""

    id = fields.String(required=True)
    wish = fields.String(required=True)
    fen = fields.Integer(required=True)
    state = choice(*ALLOCATION_STATES, required=True)
    at = fields.DateTime(required=True)


class FundedWishSchema(Schema):
    """The wish an allocation went to."""

    code = fields.String(required=True)
    serial = fields.Integer(required=True)
    item = fields.String(required=True)
    state = choice(*PUBLISHED, required=True)


class AllocationItemSchema(Schema):
    """An allocation with its wish."""

    id = fields.String(required=True)
    wish = fields.Nested(FundedWishSchema, required=True)
    fen = fields.Integer(required=True)
    state = choice(*ALLOCATION_STATES, required=True)
    at = fields.DateTime(required=True)


class SourceSchema(Schema):
    """Who raised money, and under which filing number."""

    organisation = fields.String(required=True)
    filing_number = fields.String(required=True)


class FundSumsSchema(Schema):
    """Sums of the fund; ``received − allocated = free``. Pending sales do not count yet."""

    received_fen = fields.Integer(required=True)
    allocated_fen = fields.Integer(required=True)
    free_fen = fields.Integer(required=True)
    pending_fen = fields.Integer(required=True)
    pending_sales = fields.Integer(required=True)
    wishes_funded = fields.Integer(required=True)


class FundSchema(FundSumsSchema):
    """The fund, with the ``source`` of the last sale to be offered for the next."""

    source = fields.Nested(SourceSchema, required=True, allow_none=True)


class FundSummarySchema(Schema):
    """What everybody may know."""

    received_fen = fields.Integer(required=True)
    allocated_fen = fields.Integer(required=True)
    wishes_funded = fields.Integer(required=True)
    sources = fields.List(fields.Nested(SourceSchema), required=True)
