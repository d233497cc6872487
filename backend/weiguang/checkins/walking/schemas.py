"""Shapes of routes, stops, plaques and visits."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from weiguang.checkins.walking.rules import KINDS, STATES, STOPS_MOST
from weiguang.web.schema import ClientId, Day, Flag, Id, Page, Schema, Text, choice

SOUNDS = ("audio/mpeg", "audio/mp4", "audio/ogg")

_LINK = re.compile(r"https://[^\s\"'<>\\^`{|}]+")
_OWN = re.compile(r"/(?!/)[^\s\"'<>\\^`{|}]+")


class RoutesQuery(Page):
    """Which published routes."""

    kind = choice(*KINDS, load_default=None)
    district = Text(most=20, load_default=None)


class RouteHostSchema(Schema):
    """The branch that hosts a route."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class RouteItemSchema(Schema):
    """A route in a list; ``invented`` marks demo content."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    district = fields.String(required=True)
    summary = fields.String(required=True)
    host = fields.Nested(RouteHostSchema, required=True)
    state = choice(*STATES, required=True)
    stop_count = fields.Integer(required=True)
    invented = fields.Boolean(required=True)


class RouteAudioSchema(Schema):
    """A recording of this site; its size is said before it is fetched."""

    src = fields.String(
        required=True,
        validate=validate.And(
            validate.Length(2, 300, error="声音的地址太长了"),
            validate.Regexp(re.compile(rf"{_OWN.pattern}$"), error="声音要放在本站，地址以 / 开头"),
        ),
    )
    type = choice(*SOUNDS, required=True)
    bytes = fields.Integer(strict=True, required=True, validate=validate.Range(1, 500_000_000, error="大小不对"))
    duration_s = fields.Integer(strict=True, required=True, validate=validate.Range(1, 36_000, error="时长不对"))


class RouteQuestionSchema(Schema):
    """Something to think about on the spot; the answer is shown on request and judged by nobody."""

    text = Text(most=200, required=True)
    answer = Text(most=500, lines=True, required=True)


class RouteStopContentSchema(Schema):
    """A stop as its organiser writes it."""

    name = Text(most=40, required=True)
    place = Text(most=80, required=True)
    map_link = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.And(
            validate.Length(9, 500, error="地图链接太长了"),
            validate.Regexp(re.compile(rf"{_LINK.pattern}$"), error="地图链接要以 https:// 开头"),
        ),
    )
    text = Text(most=5000, lines=True, required=True)
    audio = fields.Nested(RouteAudioSchema, load_default=None, allow_none=True)
    question = fields.Nested(RouteQuestionSchema, load_default=None, allow_none=True)


class RouteStopSchema(RouteStopContentSchema):
    """A stop of a route; ``digest`` tells whether a scanned code is this plaque's, without a network."""

    id = fields.String(required=True)
    map_link = fields.String(required=True, allow_none=True)
    audio = fields.Nested(RouteAudioSchema, required=True, allow_none=True)
    question = fields.Nested(RouteQuestionSchema, required=True, allow_none=True)
    digest = fields.String(required=True)


class MyRouteVisitSchema(Schema):
    """When I was last at a stop."""

    stop = fields.String(required=True)
    occurred_at = fields.DateTime(required=True)


class RouteSchema(RouteItemSchema):
    """A route whole, as a phone keeps it; ``visits`` are my own."""

    stops = fields.List(fields.Nested(RouteStopSchema), required=True)
    visits = fields.List(fields.Nested(MyRouteVisitSchema), required=True)


class FoundStopSchema(Schema):
    """The stop of a plaque with its whole route."""

    stop = fields.String(required=True)
    route = fields.Nested(RouteSchema, required=True)


class RouteChangesSchema(Schema):
    """What may change; what is not named stays."""

    title = Text(most=60)
    kind = choice(*KINDS)
    district = Text(most=20)
    summary = Text(most=300, lines=True)


class NewRouteSchema(RouteChangesSchema):
    """A new draft; without ``branch`` it belongs to the first branch I manage."""

    client_id = ClientId(required=True)
    title = Text(most=60, required=True)
    kind = choice(*KINDS, required=True)
    district = Text(most=20, required=True)
    summary = Text(most=300, lines=True, required=True)
    branch = Id(load_default=None)


class RoutePublicationSchema(Schema):
    """Open the route to everybody, or take it down."""

    published = Flag(required=True)


class RouteStopOrderSchema(Schema):
    """Every stop of the route once, in the new order."""

    stops = fields.List(ClientId(), required=True, validate=validate.Length(1, STOPS_MOST, error="请列出全部站点"))

    @validates_schema
    def check_once(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a stop named twice."""
        if len(set(data["stops"])) != len(data["stops"]):
            raise ValidationError("有的站点列了两次", "stops")


class RoutePlaqueSchema(Schema):
    """A plaque to print; ``link`` is what its QR code says."""

    stop = fields.String(required=True)
    number = fields.Integer(required=True)
    name = fields.String(required=True)
    place = fields.String(required=True)
    code = fields.String(required=True)
    link = fields.String(required=True)


class RoutePlaquesSchema(Schema):
    """The plaques of a route."""

    title = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    district = fields.String(required=True)
    state = choice(*STATES, required=True)
    invented = fields.Boolean(required=True)
    plaques = fields.List(fields.Nested(RoutePlaqueSchema), required=True)


class VisitsQuery(Schema):
    """Which days in Shanghai, both included."""

    first = Day(load_default=None, data_key="from")
    last = Day(load_default=None, data_key="to")


class RouteStopVisitsSchema(Schema):
    """Visits (人次) of a stop; a removed one has no number."""

    stop = fields.String(required=True)
    number = fields.Integer(required=True, allow_none=True)
    name = fields.String(required=True)
    visits = fields.Integer(required=True)


class RouteStopCountSchema(Schema):
    """Visits (人次) of a stop on one day."""

    stop = fields.String(required=True)
    visits = fields.Integer(required=True)


class RouteDayVisitsSchema(Schema):
    """Visits (人次) of one day."""

    day = fields.String(required=True)
    visits = fields.Integer(required=True)
    stops = fields.List(fields.Nested(RouteStopCountSchema), required=True)


class RouteVisitsSchema(Schema):
    """Visits (人次) by stop and by day; ``people`` (人) are the known ones behind them, never added to visits."""

    title = fields.String(required=True)
    visits = fields.Integer(required=True)
    people = fields.Integer(required=True)
    stops = fields.List(fields.Nested(RouteStopVisitsSchema), required=True)
    days = fields.List(fields.Nested(RouteDayVisitsSchema), required=True)
