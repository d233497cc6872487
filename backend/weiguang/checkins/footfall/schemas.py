"""Shapes of plaques, visits and footfall."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from weiguang.checkins.footfall.rules import RANK_MOST, REGISTERS, VISITS
from weiguang.web.schema import ClientId, Schema, choice


class PlaqueSchema(Schema):
    """What stands behind a plaque, and the day's salt that browsers hash with. ``centre`` and ``event`` are ids."""

    point = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    centre = fields.String(required=True, allow_none=True)
    event = fields.String(required=True, allow_none=True)
    day = fields.String(required=True)
    salt = fields.String(required=True)


class VisitSchema(Schema):
    """One visit without an account. Only a browser's first visit of the day brings its pair; nothing says who came."""

    client_id = ClientId(required=True)
    visit = choice(*VISITS, required=True)
    register = fields.Integer(strict=True, load_default=None, validate=validate.Range(0, REGISTERS - 1))
    rank = fields.Integer(strict=True, load_default=None, validate=validate.Range(1, RANK_MOST))

    @validates_schema
    def _pair_belongs_to_the_first(self, data: dict[str, Any], **_: Any) -> None:
        pair = data.get("register") is not None, data.get("rank") is not None
        if any(pair) != (data.get("visit") == "first") or any(pair) != all(pair):
            raise ValidationError("只有当天第一次到访带这两项，而且要一起带", "register")


class VisitCountedSchema(Schema):
    """The visit is counted."""

    state = choice("stored", "duplicate", required=True)
    point = fields.String(required=True)


class FootfallFigureSchema(Schema):
    """Visits (人次), and about how many different visitors (人数), give or take ``plus_minus``.

    ``unsure`` of the visits could not be told apart and are missing from ``people``. Neither is ever added to people
    or attendances of the ledger, nor ``people`` to those of another day or point.
    """

    visits = fields.Integer(required=True)
    people = fields.Integer(required=True)
    plus_minus = fields.Integer(required=True)
    unsure = fields.Integer(required=True)


class FootfallDaySchema(FootfallFigureSchema):
    """One day."""

    day = fields.String(required=True)


class PointFootfallSchema(Schema):
    """A point with a plaque, which says ``url``; ``visits`` is the sum of its days; of people there is no such sum."""

    point = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    url = fields.String(required=True)
    visits = fields.Integer(required=True)
    days = fields.List(fields.Nested(FootfallDaySchema), required=True)
