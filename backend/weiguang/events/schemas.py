"""Shapes of events and registrations."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from weiguang.events.rules import KINDS
from weiguang.events.signing_up.schemas import PostSchema
from weiguang.web.schema import ClientId, Day, Flag, Id, Page, Schema, Text, choice


class TentativeSchema(Schema):
    """What is not fixed yet (暂定)."""

    time = fields.Boolean(required=True)
    place = fields.Boolean(required=True)
    note = fields.String(required=True)


class EventItemSchema(Schema):
    """An event in a list; ``registered`` and ``standing`` are about me.

    ``registrations`` counts people (人) with a place, ``waiting`` people in a line; without a limit ``capacity`` and
    ``free`` are null.
    """

    id = fields.String(required=True)
    title = fields.String(required=True)
    year = fields.Integer(required=True)
    date = fields.String(required=True)
    date_text = fields.String(required=True)
    tentative = fields.Nested(TentativeSchema, required=True)
    district = fields.String(required=True)
    host = fields.String(required=True)
    hosts = fields.List(fields.String(), required=True)
    starts = fields.String(required=True)
    ends = fields.String(required=True)
    to_date = fields.String(required=True)
    cancelled = fields.Boolean(required=True)
    venues = fields.List(fields.String(), required=True)
    kind = choice(*KINDS, required=True)
    services = fields.List(fields.String(), required=True)
    fair = fields.Boolean(required=True)
    registered = fields.Boolean(required=True)
    registrations = fields.Integer(required=True)
    standing = choice("placed", "waiting", required=True, allow_none=True)
    capacity = fields.Integer(required=True, allow_none=True)
    free = fields.Integer(required=True, allow_none=True)
    waiting = fields.Integer(required=True)


class StallSchema(Schema):
    """A stall (摊位): its number on the plan if it has one, what it is, and whose."""

    number = Text(least=0, most=10, load_default="")
    name = Text(most=40, required=True)
    host = Text(least=0, most=60, load_default="")


class EventSchema(EventItemSchema):
    """An event with its programme; ``following`` is about me."""

    content = fields.String(required=True)
    programmes = fields.List(fields.String(), required=True)
    blocks = fields.List(fields.String(), required=True)
    stalls = fields.List(fields.Nested(StallSchema), required=True)
    cancel_note = fields.String(required=True)
    following = fields.Boolean(required=True)
    posts = fields.List(fields.Nested(PostSchema), required=True)
    source = fields.String(required=True)


class EventsQuery(Page):
    """Which events."""

    year = fields.Integer(load_default=None, validate=validate.Range(1900, 2200, error="年份不对"))
    district = Text(most=20, load_default=None)


class TentativeChangesSchema(Schema):
    """Which flags to set."""

    time = Flag()
    place = Flag()
    note = Text(least=0, most=100)


class LastDay(Day):
    """The last day of several; empty where there is only one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # type: ignore[override]
        return "" if value == "" else super()._deserialize(value, attr, data, **kwargs)


_EMPTY_OR_TIME = validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^$", error="时间要写成 09:00 这样")


def _texts(most: int, *, least: int = 0) -> fields.List[str]:
    length = validate.Length(least, 30, error=f"请填写 {least} 到 30 项")
    return fields.List(Text(most=most), validate=length)


class EventChangesSchema(Schema):
    """What may change; what is not named stays."""

    title = Text(most=120)
    date = Day()
    date_text = Text(most=60)
    tentative = fields.Nested(TentativeChangesSchema)
    district = Text(most=20)
    host = Text(most=120)
    hosts = _texts(60, least=1)
    to_date = LastDay()
    starts = fields.String(validate=_EMPTY_OR_TIME)
    ends = fields.String(validate=_EMPTY_OR_TIME)
    cancelled = Flag()
    cancel_note = Text(least=0, most=100)
    venues = _texts(80, least=1)
    kind = choice(*KINDS)
    services = _texts(40)
    content = Text(least=0, most=2000, lines=True)
    programmes = _texts(120)
    blocks = _texts(40)
    stalls = fields.List(fields.Nested(StallSchema), validate=validate.Length(0, 200, error="最多 200 个摊位"))


class NewEventSchema(EventChangesSchema):
    """A new event; without ``branch`` it belongs to the first branch I manage events on."""

    client_id = ClientId(required=True)
    title = Text(most=120, required=True)
    date = Day(required=True)
    host = Text(most=120, required=True)
    venues = fields.List(Text(most=80), required=True, validate=validate.Length(1, 30, error="请填写 1 到 30 个地点"))
    district = Text(most=20, required=True)
    branch = Id(load_default=None)
    fair = Flag()
