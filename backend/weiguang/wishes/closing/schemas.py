"""Shapes of the closing report and of withdrawing."""

from __future__ import annotations

from marshmallow import fields

from weiguang.web.schema import ClientId, Page, Schema, Text, choice
from weiguang.wishes.closing.rules import CASE_REASONS, CHANNEL_WORDS, PATH, WITHDRAW_REASONS
from weiguang.wishes.fund.schemas import FundSumsSchema, SourceSchema
from weiguang.wishes.rules import GROUPS, STATES


class WithdrawSchema(Schema):
    """Take a wish down; ``note`` is for the organisers and must not tell who."""

    client_id = ClientId(required=True)
    reason = choice(*WITHDRAW_REASONS, required=True)
    note = Text(least=0, most=200, lines=True, load_default="")


class ReportWishesQuery(Page):
    """Which wishes of the report."""

    show = choice("all", "unfinished", load_default="all")


class StepSchema(Schema):
    """One act of a wish's path; never by whom."""

    act = choice(*PATH, required=True)
    at = fields.DateTime(required=True)
    channel = fields.String(required=True, allow_none=True)


class ReportWishSchema(Schema):
    """A wish with its path; ``reason`` says why it is not delivered yet, ``withdrawn`` why it was taken down."""

    code = fields.String(required=True)
    serial = fields.Integer(required=True)
    item = fields.String(required=True)
    group = choice(*GROUPS, required=True)
    age_band = fields.String(required=True)
    district = fields.String(required=True)
    organisation = fields.String(required=True)
    state = choice(*STATES, required=True)
    channel = fields.String(required=True, allow_none=True)
    promise_by = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    withdrawn = fields.String(required=True, allow_none=True)
    withdrawn_note = fields.String(required=True)
    path = fields.List(fields.Nested(StepSchema), required=True)


class StateFigureSchema(Schema):
    """Wishes (件) in one state."""

    state = choice(*STATES, required=True)
    wishes = fields.Integer(required=True)


class FigureSchema(Schema):
    """Wishes (件): all, delivered, and not delivered yet."""

    wishes = fields.Integer(required=True)
    delivered = fields.Integer(required=True)
    unfinished = fields.Integer(required=True)


class GroupFigureSchema(FigureSchema):
    """The wishes of one group."""

    group = choice(*GROUPS, required=True)


class DistrictFigureSchema(FigureSchema):
    """The wishes of one district."""

    district = fields.String(required=True)


class ChannelFigureSchema(FigureSchema):
    """The wishes that were taken through one channel."""

    channel = choice(*CHANNEL_WORDS, required=True)


class CaseFigureSchema(Schema):
    """Wishes (件) that are not delivered yet, by reason."""

    reason = choice(*CASE_REASONS, required=True)
    wishes = fields.Integer(required=True)


class WithdrawnFigureSchema(Schema):
    """Wishes (件) that were taken down, by reason."""

    reason = choice(*WITHDRAW_REASONS, required=True)
    wishes = fields.Integer(required=True)


class SpanSchema(Schema):
    """Days between two acts, over the ``wishes`` (件) of which both are known."""

    median_days = fields.Float(required=True, allow_none=True)
    max_days = fields.Float(required=True, allow_none=True)
    wishes = fields.Integer(required=True)


class FundAccountSchema(FundSumsSchema):
    """The sale fund in the report."""

    sources = fields.List(fields.Nested(SourceSchema), required=True)


class ReportSchema(Schema):
    """The closing report; ``wishes`` hung on the wall and were not withdrawn."""

    fair = fields.String(required=True)
    title = fields.String(required=True)
    date = fields.String(required=True)
    venue = fields.String(required=True)
    as_of = fields.DateTime(required=True)
    wishes = fields.Integer(required=True)
    delivered = fields.Integer(required=True)
    delivered_percent = fields.Float(required=True, allow_none=True)
    by_state = fields.List(fields.Nested(StateFigureSchema), required=True)
    by_group = fields.List(fields.Nested(GroupFigureSchema), required=True)
    by_district = fields.List(fields.Nested(DistrictFigureSchema), required=True)
    by_channel = fields.List(fields.Nested(ChannelFigureSchema), required=True)
    cases = fields.List(fields.Nested(CaseFigureSchema), required=True)
    withdrawn = fields.List(fields.Nested(WithdrawnFigureSchema), required=True)
    open_to_claimed = fields.Nested(SpanSchema, required=True)
    claimed_to_delivered = fields.Nested(SpanSchema, required=True)
    fund = fields.Nested(FundAccountSchema, required=True)
