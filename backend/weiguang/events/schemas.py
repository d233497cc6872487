"""Shapes of events and registrations."""

from __future__ import annotations

from marshmallow import fields, validate

from weiguang.events.rules import KINDS
from weiguang.web.schema import ClientId, Day, Flag, Id, Page, Schema, Text, choice


class TentativeSchema(Schema):
    """What is not fixed yet (暂定)."""

    time = fields.Boolean(required=True)
    place = fields.Boolean(required=True)
    note = fields.String(required=True)


class EventItemSchema(Schema):
    """An event in a list; ``registered`` is about me, ``registrations`` counts people (人)."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    year = fields.Integer(required=True)
    date = fields.String(required=True)
    date_text = fields.String(required=True)
    tentative = fields.Nested(TentativeSchema, required=True)
    district = fields.String(required=True)
    host = fields.String(required=True)
    venues = fields.List(fields.String(), required=True)
    kind = choice(*KINDS, required=True)
    services = fields.List(fields.String(), required=True)
    fair = fields.Boolean(required=True)
    registered = fields.Boolean(required=True)
    registrations = fields.Integer(required=True)


class EventSchema(EventItemSchema):
    """An event with its programme."""

    content = fields.String(required=True)
    programmes = fields.List(fields.String(), required=True)
    blocks = fields.List(fields.String(), required=True)
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
    host = Text(most=60)
    venues = _texts(80, least=1)
    kind = choice(*KINDS)
    services = _texts(40)
    content = Text(least=0, most=2000, lines=True)
    programmes = _texts(120)
    blocks = _texts(40)


class NewEventSchema(EventChangesSchema):
    """A new event; without ``branch`` it belongs to the first branch I manage events on."""

    client_id = ClientId(required=True)
    title = Text(most=120, required=True)
    date = Day(required=True)
    host = Text(most=60, required=True)
    venues = fields.List(Text(most=80), required=True, validate=validate.Length(1, 30, error="请填写 1 到 30 个地点"))
    district = Text(most=20, required=True)
    branch = Id(load_default=None)
    fair = Flag()


class RegisteringSchema(Schema):
    """Sign up; without a client id the event and the person are key enough."""

    client_id = ClientId(load_default=None)


class RegistrationSchema(Schema):
    """Signed up."""

    event = fields.String(required=True)
    registered = fields.Boolean(required=True)
    registered_at = fields.DateTime(required=True)
