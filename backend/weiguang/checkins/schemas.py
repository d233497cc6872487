"""Shapes of points, desk codes and check-ins."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from weiguang.checkins.rules import CODES_SHOWN
from weiguang.offline import UnreadableRow
from weiguang.web.queue import read_queue
from weiguang.web.schema import ClientId, Instant, Schema, Text, choice


class EventNameSchema(Schema):
    """An event by title."""

    id = fields.String(required=True)
    title = fields.String(required=True)


class PointSchema(Schema):
    """A check-in point as anyone sees it."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    event = fields.Nested(EventNameSchema, required=True)
    open = fields.Boolean(required=True)


ShownCodeSchema = Schema.from_dict(
    {
        "proof": fields.String(required=True),
        "url": fields.String(required=True),
        "from": fields.DateTime(required=True),
        "to": fields.DateTime(required=True),
    },
    name="ShownCode",
)
"""One code and when to show it."""


class DeskCodeSchema(Schema):
    """What the organiser's screen shows now and next. ``expires_at`` is when the current code stops being good."""

    event = fields.String(required=True)
    title = fields.String(required=True)
    point = fields.String(required=True)
    proof = fields.String(required=True)
    url = fields.String(required=True)
    issued_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)
    rotates_s = fields.Integer(required=True)
    accept_s = fields.Integer(required=True)
    codes = fields.List(fields.Nested(ShownCodeSchema), required=True, metadata={"minItems": CODES_SHOWN})
    checked_in = fields.Integer(required=True)
    server_time = fields.DateTime(required=True)


class CheckInSchema(Schema):
    """One scan. ``scanned_at`` and ``sent_at`` are by the phone's clock: together they tell how wrong it is.

    The shapes of ``point`` and ``proof`` are left to judging: a misread code is an expired code, not a broken form.
    """

    point = Text(most=12, required=True)
    proof = Text(most=40, required=True)
    scanned_at = Instant(required=True)
    sent_at = Instant(load_default=None, allow_none=True)


class CheckedInSchema(Schema):
    """The check-in that stands."""

    state = choice("stored", "duplicate", required=True)
    point = fields.String(required=True)
    event = fields.String(required=True)
    title = fields.String(required=True)
    occurred_at = fields.DateTime(required=True)
    message = fields.String(required=True)


class CheckInRowSchema(CheckInSchema):
    """One scan of an offline queue."""

    client_id = ClientId(required=True)


class CheckInQueueSchema(CheckInRowSchema):
    """A whole offline queue: each row is read on its own, and a malformed one becomes its own refusal."""

    def load(self, data: Any, **_: Any) -> list[dict[str, Any] | UnreadableRow]:
        """Read 1 to 100 rows."""
        return read_queue(data, CheckInRowSchema(), noun="条签到", unreadable="这条签到读不懂，请重新扫码")
