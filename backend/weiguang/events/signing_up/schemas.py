"""Shapes of registrations, plans and rosters."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from weiguang.events.signing_up.models import SEATS_MOST
from weiguang.events.signing_up.rules import POOL, SHIFT_LASTS_MOST
from weiguang.web.schema import ClientId, Instant, Schema, Text, choice

SHIFT_MOST = 500
POSTS_MOST = 20
SHIFTS_MOST = 20


class RegisteringSchema(Schema):
    """Sign up, for a ``shift`` where there are posts; without a client id event and person are key enough."""

    client_id = ClientId(load_default=None)
    shift = ClientId(load_default=POOL)


class TakingBackQuery(Schema):
    """Which sign-up; without one, all of mine for the event."""

    client_id = ClientId(load_default=None)


class SeatSchema(Schema):
    """One sign-up of mine; ``position`` counts from 1 in the line and is null for whoever has a place."""

    client_id = fields.String(required=True)
    shift = fields.String(required=True, allow_none=True)
    post = fields.String(required=True)
    starts_at = fields.DateTime(required=True, allow_none=True)
    ends_at = fields.DateTime(required=True, allow_none=True)
    state = choice("placed", "waiting", required=True)
    position = fields.Integer(required=True, allow_none=True)
    registered_at = fields.DateTime(required=True)


class RegistrationSchema(Schema):
    """My registration: the sign-up that was asked about in front, all of mine for the event in ``seats``."""

    event = fields.String(required=True)
    registered = fields.Boolean(required=True)
    registered_at = fields.DateTime(required=True, allow_none=True)
    state = choice("placed", "waiting", required=True, allow_none=True)
    position = fields.Integer(required=True, allow_none=True)
    shift = fields.String(required=True, allow_none=True)
    seats = fields.List(fields.Nested(SeatSchema), required=True)


class ShiftSchema(Schema):
    """A shift with what is taken and free; ``waiting`` counts people in its line."""

    id = fields.String(required=True)
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    capacity = fields.Integer(required=True)
    placed = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    free = fields.Integer(required=True)


class PostSchema(Schema):
    """A post (岗位) with its shifts (班次)."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    note = fields.String(required=True)
    shifts = fields.List(fields.Nested(ShiftSchema), required=True)


class PoolSchema(Schema):
    """Those who signed up for the event as a whole."""

    placed = fields.Integer(required=True)
    waiting = fields.Integer(required=True)


class SignUpPlanSchema(Schema):
    """The plan as its organiser edits it; ``version`` 0 was never saved. ``registrations`` counts people (人)."""

    version = fields.Integer(required=True)
    capacity = fields.Integer(required=True, allow_none=True)
    pool = fields.Nested(PoolSchema, required=True)
    posts = fields.List(fields.Nested(PostSchema), required=True)
    registrations = fields.Integer(required=True)
    waiting = fields.Integer(required=True)


class NewShiftSchema(Schema):
    """A shift of the plan; its id is the organiser's, so that saving twice is saving once."""

    id = ClientId(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    capacity = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, SHIFT_MOST, error=f"名额请填 1 到 {SHIFT_MOST}")
    )

    @validates_schema
    def _check_times(self, data: dict[str, Any], **_: Any) -> None:
        if not data["starts_at"] < data["ends_at"] <= data["starts_at"] + SHIFT_LASTS_MOST:
            raise ValidationError("结束要晚于开始，一个班次最长 24 小时", "ends_at")


class NewPostSchema(Schema):
    """A post of the plan."""

    id = ClientId(required=True)
    name = Text(most=20, required=True)
    note = Text(least=0, most=100, load_default="")
    shifts = fields.List(
        fields.Nested(NewShiftSchema),
        required=True,
        validate=validate.Length(1, SHIFTS_MOST, error=f"每个岗位请安排 1 到 {SHIFTS_MOST} 个班次"),
    )


class NewSignUpPlanSchema(Schema):
    """The whole plan; ``version`` is the one it was made from. Without ``capacity`` the event has no limit."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(0, 1_000_000, error="版本不对"))
    capacity = fields.Integer(
        required=True,
        allow_none=True,
        strict=True,
        validate=validate.Range(1, SEATS_MOST, error=f"名额请填 1 到 {SEATS_MOST}"),
    )
    posts = fields.List(
        fields.Nested(NewPostSchema),
        required=True,
        validate=validate.Length(0, POSTS_MOST, error=f"最多 {POSTS_MOST} 个岗位"),
    )

    @validates_schema
    def _check_ids(self, data: dict[str, Any], **_: Any) -> None:
        ids = [post["id"] for post in data["posts"]] + [
            shift["id"] for post in data["posts"] for shift in post["shifts"]
        ]
        if len(set(ids)) != len(ids):
            raise ValidationError("岗位和班次的编号重复，请刷新后重试", "posts")


class RosterRowSchema(SeatSchema):
    """Somebody who signed up, for those who run the event."""

    class Meta(Schema.Meta):
        """What proves a sign-up stays with its owner."""

        exclude = ("client_id",)

    person = fields.String(required=True)
    name = fields.String(required=True)
    phone = fields.String(required=True)


class SeatQuery(Schema):
    """In which shift; without one, at the event as a whole."""

    shift = ClientId(load_default=POOL)


class MoveSchema(SeatQuery):
    """Where to."""

    to = ClientId(required=True)
