"""Shapes of points, desk codes and check-ins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields

from weiguang.checkins.checking_in import Unreadable
from weiguang.checkins.rules import CODES_SHOWN
from weiguang.web.schema import ClientId, Instant, Schema, Text, choice

ROWS_MOST = 100


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

    def load(self, data: Any, **_: Any) -> list[dict[str, Any] | Unreadable]:
        """Read 1 to `ROWS_MOST` rows."""
        if not isinstance(data, list) or not 1 <= len(data) <= ROWS_MOST:
            raise ValidationError(f"请提交 1 到 {ROWS_MOST} 条签到")
        return [_read(row) for row in data]


def _read(row: Any) -> dict[str, Any] | Unreadable:
    try:
        return CheckInRowSchema().load(row)  # type: ignore[no-any-return]
    except ValidationError as error:
        faults = error.messages if isinstance(error.messages, dict) else {}
        client_id = "" if "client_id" in faults or not isinstance(row, dict) else str(UUID(row["client_id"]))
        return Unreadable(client_id, "这条签到读不懂，请重新扫码")


class RowAnswerSchema(Schema):
    """What became of one row."""

    client_id = fields.String(required=True)
    state = choice("stored", "duplicate", "conflict", "refused", required=True)
    code = fields.String()
    message = fields.String(required=True)


class QueueAnswerSchema(Schema):
    """One answer per row, in the order of the rows."""

    items = fields.List(fields.Nested(RowAnswerSchema), required=True)
