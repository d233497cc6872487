"""Shapes of centres, their opening hours and their figures."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from weiguang.checkins.centres.service import LEVELS
from weiguang.checkins.footfall.schemas import FootfallFigureSchema
from weiguang.web.schema import ClientId, Day, Id, Page, Schema, Text, choice

SPANS_MOST, EXCEPTIONS_MOST, SERVICES_MOST = 4, 60, 30
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"


def _clock(pattern: str) -> fields.String:
    return fields.String(required=True, validate=validate.Regexp(f"^{pattern}$", error="时间要写成 08:30 这样"))


SpanSchema = Schema.from_dict({"from": _clock(CLOCK), "to": _clock(f"({CLOCK}|24:00)")}, name="OpeningSpan")
"""From when to when, by the clock of Shanghai; an end before the beginning is past midnight."""


def _spans() -> fields.List[Any]:
    most = validate.Length(max=SPANS_MOST, error=f"一天最多 {SPANS_MOST} 个时间段")
    return fields.List(fields.Nested(SpanSchema), required=True, validate=most)


class OpeningExceptionSchema(Schema):
    """Days that go otherwise: with ``spans`` of their own, or closed without any."""

    first_day = Day(required=True)
    last_day = Day(required=True)
    spans = _spans()
    note = Text(least=0, most=40, load_default="")


class OpeningSchema(Schema):
    """Whether it is open now, today's spans, and when that changes."""

    day = fields.String(required=True)
    open = fields.Boolean(required=True)
    spans = fields.List(fields.Nested(SpanSchema), required=True)
    note = fields.String(required=True)
    changes_at = fields.DateTime(required=True, allow_none=True)


class CentreItemSchema(Schema):
    """A centre in the directory; ``parent`` is the centre above it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    level = choice(*LEVELS, required=True)
    parent = fields.String(required=True, allow_none=True)
    district = fields.String(required=True)
    address = fields.String(required=True)
    phone = fields.String(required=True)
    services = fields.List(fields.String(), required=True)
    invented = fields.Boolean(required=True)
    opening = fields.Nested(OpeningSchema, required=True)


class CentreNameSchema(Schema):
    """A centre by name."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class ShownOpeningExceptionSchema(Schema):
    """An exception as it is shown."""

    first_day = fields.String(required=True)
    last_day = fields.String(required=True)
    spans = fields.List(fields.Nested(SpanSchema), required=True)
    note = fields.String(required=True)


class CentreSchema(CentreItemSchema):
    """A centre; ``weekly`` begins on Monday, ``below`` counts the centres under it, ``mine`` says I may edit it."""

    about = fields.String(required=True)
    weekly = fields.List(fields.List(fields.Nested(SpanSchema)), required=True)
    exceptions = fields.List(fields.Nested(ShownOpeningExceptionSchema), required=True)
    ancestors = fields.List(fields.Nested(CentreNameSchema), required=True)
    below = fields.Integer(required=True)
    mine = fields.Boolean(required=True)


class CentresQuery(Page):
    """Which centres: of a level, within (and with) one centre, with all of these words."""

    level = choice(*LEVELS, load_default=None)
    within = Id(load_default=None)
    q = Text(most=40, load_default=None)


class CentreChangesSchema(Schema):
    """What may change; what is not named stays."""

    name = Text(most=40)
    district = Text(least=0, most=20)
    address = Text(least=0, most=80)
    phone = fields.String(validate=validate.Regexp(r"^[0-9 \-]{0,20}$", error="电话只写数字和短横线"))
    about = Text(least=0, most=1000, lines=True)
    services = fields.List(Text(most=30), validate=validate.Length(max=SERVICES_MOST, error="最多写 30 项服务"))
    weekly = fields.List(_spans(), validate=validate.Length(equal=7, error="请填写周一到周日"))
    exceptions = fields.List(
        fields.Nested(OpeningExceptionSchema),
        validate=validate.Length(max=EXCEPTIONS_MOST, error=f"最多 {EXCEPTIONS_MOST} 个特别安排"),
    )


class NewCentreSchema(CentreChangesSchema):
    """A new centre; without ``branch`` it belongs to the first branch I manage centres on."""

    client_id = ClientId(required=True)
    name = Text(most=40, required=True)
    level = choice(*LEVELS, required=True)
    parent = Id(load_default=None, allow_none=True)
    branch = Id(load_default=None)


class CentrePlaqueSchema(Schema):
    """What stands on a plaque; ``url`` is in capitals, which makes a smaller code."""

    centre = fields.String(required=True)
    name = fields.String(required=True)
    point = fields.String(required=True)
    url = fields.String(required=True)


class KnownSchema(Schema):
    """Who checked in: attendances (人次) and different people (人)."""

    attendances = fields.Integer(required=True)
    people = fields.Integer(required=True)


class CentreDaySchema(Schema):
    """One day: known people and others, side by side, never added."""

    day = fields.String(required=True)
    known = fields.Nested(KnownSchema, required=True)
    others = fields.Nested(FootfallFigureSchema, required=True)


CentreFiguresSchema = Schema.from_dict(
    {
        "centre": fields.String(required=True),
        "name": fields.String(required=True),
        "from": fields.String(required=True),
        "to": fields.String(required=True),
        "known": fields.Nested(KnownSchema, required=True),
        "visits": fields.Integer(required=True),
        "days": fields.List(fields.Nested(CentreDaySchema), required=True),
    },
    name="CentreFigures",
)
"""A range of days; ``visits`` is the sum of the others' visits, for whom no people can be summed."""

FiguresQuery = Schema.from_dict({"from": Day(load_default=None), "to": Day(load_default=None)}, name="FiguresQuery")
"""From which day to which; the last 30 days without."""


class CentreOfDaySchema(CentreDaySchema):
    """One centre's figures of one day."""

    centre = fields.String(required=True)
    name = fields.String(required=True)
    level = choice(*LEVELS, required=True)


class FiguresOfDayQuery(Page):
    """Of which day, today's without; within (and with) one centre."""

    day = Day(load_default=None)
    within = Id(load_default=None)
