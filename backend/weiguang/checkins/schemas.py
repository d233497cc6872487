"""Shapes of points, desk codes and check-ins."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from weiguang.checkins.deciding import ONCE, WAYS, WHO
from weiguang.checkins.managing import HAND_MADE
from weiguang.checkins.rules import CODES_SHOWN, ROWS_MOST
from weiguang.checkins.service import KINDS
from weiguang.offline import UnreadableRow
from weiguang.web.queue import RowAnswerSchema, read_queue
from weiguang.web.schema import ClientId, Flag, Id, Instant, Schema, Text, choice


class EventNameSchema(Schema):
    """An event by title."""

    id = fields.String(required=True)
    title = fields.String(required=True)


class PointSchema(Schema):
    """A check-in point as anyone sees it; ``event`` is null where it stands at something else."""

    code = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    event = fields.Nested(EventNameSchema, required=True, allow_none=True)
    open = fields.Boolean(required=True)
    check_out = fields.Boolean(required=True)


class RuleSchema(Schema):
    """Who may check in, how often, from when to when, in which ways, and whether people check out."""

    who = choice(*WHO, required=True)
    once = choice(*ONCE, required=True)
    opens_at = fields.DateTime(required=True, allow_none=True)
    closes_at = fields.DateTime(required=True, allow_none=True)
    ways = fields.List(choice(*WAYS), required=True)
    check_out = fields.Boolean(required=True)


class ManagedPointSchema(PointSchema):
    """A check-in point as its staff see it; ``checked_in`` counts today, or the whole event where once is per event."""

    rule = fields.Nested(RuleSchema, required=True)
    closed = fields.Boolean(required=True)
    checked_in = fields.Integer(required=True)


class NewRuleSchema(Schema):
    """A rule as it is set: what is not said is usual."""

    who = choice(*WHO)
    once = choice(*ONCE)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    ways = fields.List(choice(*WAYS), validate=validate.Length(0, len(WAYS), error="方式太多了"))
    check_out = Flag()

    @validates_schema
    def check_times(self, read: dict[str, Any], **_: Any) -> None:
        """A point opens before it closes."""
        opens_at, closes_at = read.get("opens_at"), read.get("closes_at")
        if opens_at and closes_at and opens_at >= closes_at:
            raise ValidationError("结束时间要在开始时间之后", "closes_at")


class NewPointSchema(Schema):
    """A point made by hand."""

    client_id = ClientId(required=True)
    kind = choice(*HAND_MADE, required=True)
    name = Text(most=40, required=True)
    rule = fields.Nested(NewRuleSchema, load_default=dict)


class PointChangesSchema(Schema):
    """What may change; what is not named stays. A rule is replaced as a whole."""

    name = Text(most=40)
    rule = fields.Nested(NewRuleSchema)
    closed = Flag()


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

    event = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    name = fields.String(required=True)
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

    ``proof`` is the screen's proof, or a personal code that staff scanned; staff who found a name give ``person``; a
    plaque has neither. ``act`` is what staff chose. ``event`` is that of the pack a scanning phone decided by. The
    shapes of ``point`` and ``proof`` are left to judging: a misread code is an expired code, not a broken form.
    """

    point = Text(most=12, required=True)
    proof = Text(most=400, load_default=None, allow_none=True)
    person = Id(load_default=None, allow_none=True)
    act = choice("in", "out", load_default=None, allow_none=True)
    event = Id(load_default=None, allow_none=True)
    scanned_at = Instant(required=True)
    sent_at = Instant(load_default=None, allow_none=True)

    @validates_schema
    def check_way(self, read: dict[str, Any], **_: Any) -> None:
        """A code or a name, not both."""
        if read.get("proof") and read.get("person"):
            raise ValidationError("扫码和按姓名查找只能选一种", "person")


class CheckedInSchema(Schema):
    """The check-in or check-out that stands; ``conflict``: it is kept as something to do (``code`` says which).

    ``name`` is for staff only, ``minutes`` belong to a check-out.
    """

    state = choice("stored", "duplicate", "conflict", required=True)
    act = choice("in", "out", required=True)
    code = fields.String()
    point = fields.String(required=True)
    event = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    name = fields.String()
    occurred_at = fields.DateTime(required=True)
    message = fields.String(required=True)
    minutes = fields.Integer()


class TakingBackQuery(Schema):
    """When it was taken back and sent, by the phone's clock; without them it is now."""

    withdrawn_at = Instant(load_default=None)
    sent_at = Instant(load_default=None)


class TakenBackSchema(Schema):
    """What became of the row."""

    client_id = fields.String(required=True)
    state = choice("withdrawn", required=True)
    message = fields.String(required=True)


class CheckInRowSchema(CheckInSchema):
    """One scan of an offline queue."""

    client_id = ClientId(required=True)


class CheckInQueueSchema(CheckInRowSchema):
    """A whole offline queue: each row is read on its own, and a malformed one becomes its own refusal."""

    def load(self, data: Any, **_: Any) -> list[dict[str, Any] | UnreadableRow]:
        """Read 1 to 1,000 rows."""
        return read_queue(data, _ROW, noun="条签到", unreadable="这条签到读不懂，请重新扫码", most=ROWS_MOST)


_ROW = CheckInRowSchema()
"""Made once: making one costs more than reading a row."""


class CheckInAnswerSchema(RowAnswerSchema):
    """What became of one row."""

    act = choice("in", "out")
    occurred_at = fields.DateTime()
    minutes = fields.Integer()


class CheckInAnswersSchema(Schema):
    """One answer per row, in the order of the rows."""

    items = fields.List(fields.Nested(CheckInAnswerSchema), required=True)
