"""Shapes of hours and of their changes; every amount is an integer of minutes."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from weiguang.checkins.hours.rules import KINDS, MINUTES_MOST, STATES
from weiguang.web.schema import ClientId, Day, Id, Phone, Schema, Text, choice


class Minutes(fields.Integer):
    """Minutes of one day: a JSON integer and nothing that looks like one."""

    def __init__(self, *, least: int, **kwargs: Any) -> None:
        """``least`` is 0 where nothing may be left, else 1."""
        within = validate.Range(least, MINUTES_MOST, error="一天最多 24 小时，请检查时长")
        super().__init__(strict=True, validate=within, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if type(value) is not int:
            raise ValidationError("时长要用整数，单位是分钟")
        return value


class EntrySchema(Schema):
    """One day at one place: ``minutes`` count; a ``waiting`` one counts only after somebody looked at it."""

    id = fields.String(required=True)
    day = fields.String(required=True)
    title = fields.String(required=True)
    event = fields.String(required=True, allow_none=True)
    in_at = fields.DateTime(required=True, allow_none=True)
    out_at = fields.DateTime(required=True, allow_none=True)
    recorded = fields.Integer(required=True)
    minutes = fields.Integer(required=True)
    by_hand = fields.Boolean(required=True)
    corrected = fields.Boolean(required=True)
    state = choice("counted", "waiting", "struck", required=True)


class HourFiguresSchema(Schema):
    """Minutes that machines recorded, that people added or corrected, and that wait: never one sum."""

    machine_minutes = fields.Integer(required=True)
    hand_minutes = fields.Integer(required=True)
    waiting_minutes = fields.Integer(required=True)


class HourMonthSchema(HourFiguresSchema):
    """The figures of one month, ``YYYY-MM``."""

    month = fields.String(required=True)


class AskingSchema(Schema):
    """Ask for a correction of ``row``, or for the addition of a ``day`` at an ``event``."""

    client_id = ClientId(required=True)
    row = Text(most=200, load_default=None, allow_none=True)
    event = Id(load_default=None, allow_none=True)
    day = Day(load_default=None, allow_none=True)
    text = Text(least=2, most=300, lines=True, required=True)


class MyHourChangeSchema(Schema):
    """A change of my hours; ``answer`` is why it was refused."""

    id = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    state = choice(*STATES, required=True)
    title = fields.String(required=True)
    day = fields.String(required=True)
    minutes = fields.Integer(required=True, allow_none=True)
    was = fields.Integer(required=True, allow_none=True)
    row = fields.String(required=True, allow_none=True)
    text = fields.String(required=True, allow_none=True)
    answer = fields.String(required=True, allow_none=True)
    decided_at = fields.DateTime(required=True, allow_none=True)


class HourChangeSchema(Schema):
    """A change for the staff; ``own`` is one that this caller may not decide on."""

    id = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    state = choice(*STATES, required=True)
    person = fields.String(required=True)
    title = fields.String(required=True)
    day = fields.String(required=True)
    minutes = fields.Integer(required=True, allow_none=True)
    was = fields.Integer(required=True, allow_none=True)
    recorded_minutes = fields.Integer(required=True)
    text = fields.String(required=True, allow_none=True)
    asked_at = fields.DateTime(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    proposed_by = fields.String(required=True, allow_none=True)
    proposed_at = fields.DateTime(required=True, allow_none=True)
    own = fields.Boolean(required=True)


class ProposingSchema(Schema):
    """Hours to add: whose, at which event, on which day, how many, why."""

    client_id = ClientId(required=True)
    event = Id(required=True)
    person = Id(load_default=None, allow_none=True)
    phone = Phone(load_default=None, allow_none=True)
    day = Day(required=True)
    minutes = Minutes(least=1, required=True)
    reason = Text(least=2, most=200, lines=True, required=True)


class AnsweringSchema(Schema):
    """Propose the right ``minutes``, or refuse with a reason."""

    decision = choice("propose", "refuse", required=True)
    minutes = Minutes(least=0, load_default=None, allow_none=True)
    reason = Text(least=2, most=200, lines=True, required=True)


class DecidingSchema(Schema):
    """Approve, or refuse with a reason."""

    decision = choice("approve", "refuse", required=True)
    reason = Text(least=0, most=200, lines=True, load_default="")


class ForgottenSchema(Schema):
    """A check-out that nobody made, closed at the shift's end: ``minutes`` is the most it can be."""

    id = fields.String(required=True)
    person = fields.String(required=True)
    title = fields.String(required=True)
    day = fields.String(required=True)
    in_at = fields.DateTime(required=True, allow_none=True)
    out_at = fields.DateTime(required=True, allow_none=True)
    minutes = fields.Integer(required=True)
    own = fields.Boolean(required=True)


class CheckingSchema(Schema):
    """How many minutes of a forgotten check-out count."""

    row = Text(most=200, required=True)
    minutes = Minutes(least=0, required=True)


class CheckedSchema(Schema):
    """What counts now."""

    id = fields.String(required=True)
    minutes = fields.Integer(required=True)


class VolunteerSchema(Schema):
    """Somebody who signed up."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    phone_masked = fields.String(required=True)
