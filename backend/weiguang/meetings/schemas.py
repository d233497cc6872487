"""Shapes of meetings, apologies, attendance and the yearly overview."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from weiguang.branches.schemas import BranchNameSchema
from weiguang.media.schemas import shown_blocks, written_blocks
from weiguang.meetings.rules import KINDS
from weiguang.storage.clock import YEARS
from weiguang.web.schema import ClientId, Id, Instant, Page, Schema, Text, choice

BRANCHES_MOST, AGENDA_MOST, CALLED_MOST = 20, 30, 200


class MeetingsQuery(Page):
    """What is to come, soonest first, or what is over, latest first."""

    when = choice("coming", "past", load_default="coming")


class BranchOfMeetingSchema(BranchNameSchema):
    """A branch of a meeting; one that was invited accepts or declines."""

    state = choice("accepted", "invited", "declined", required=True)


class MeetingItemSchema(Schema):
    """A meeting in a list. ``signed``: its minutes are; ``excused``: I said that I cannot come."""

    id = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    title = fields.String(required=True)
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    place = fields.String(required=True)
    online = fields.Boolean(required=True)
    state = choice("coming", "under_way", "past", "cancelled", required=True)
    signed = fields.Boolean(required=True)
    branches = fields.List(fields.Nested(BranchOfMeetingSchema), required=True)
    excused = fields.Boolean(required=True)


class AgendaItemSchema(Schema):
    """An item of the agenda; the minutes refer to its ``id``, which the phone makes."""

    id = ClientId(required=True)
    title = Text(most=100, required=True)
    note = Text(least=0, most=500, lines=True, load_default="")


class ShownAgendaItemSchema(Schema):
    """An item of the agenda."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    note = fields.String(required=True)


class NamedPersonSchema(Schema):
    """Somebody by name."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class AttendanceFiguresSchema(Schema):
    """People (人): called, who came, and who said that they cannot and did not."""

    called = fields.Integer(required=True)
    came = fields.Integer(required=True)
    excused = fields.Integer(required=True)


class ApologySchema(Schema):
    """Why somebody cannot come, since when they say so."""

    reason = fields.String(required=True)
    at = fields.DateTime(required=True)


class NewApologySchema(Schema):
    """Why I cannot come; only the branch's secretary reads it."""

    reason = Text(least=2, most=200, lines=True, required=True)


class MineAtMeetingSchema(Schema):
    """How I stand: called, excused, come."""

    called = fields.Boolean(required=True)
    apology = fields.Nested(ApologySchema, required=True, allow_none=True)
    came_at = fields.DateTime(required=True, allow_none=True)


class MayAtMeetingSchema(Schema):
    """What I may do; ``answer`` are the branches for which I may answer the invitation."""

    manage = fields.Boolean(required=True)
    attendance = fields.Boolean(required=True)
    minutes = fields.Boolean(required=True)
    answer = fields.List(fields.String(), required=True)


class MeetingSchema(MeetingItemSchema):
    """A whole meeting; ``called_by_name``: it concerns some members only."""

    class Meta(Schema.Meta):
        """What only a list says."""

        exclude = ("excused",)

    link = fields.String(required=True)
    agenda = fields.List(fields.Nested(ShownAgendaItemSchema), required=True)
    materials = shown_blocks()
    chair = fields.Nested(NamedPersonSchema, required=True, allow_none=True)
    recorder = fields.Nested(NamedPersonSchema, required=True, allow_none=True)
    called_by_name = fields.Boolean(required=True)
    cancel_note = fields.String(required=True)
    figures = fields.Nested(AttendanceFiguresSchema, required=True)
    mine = fields.Nested(MineAtMeetingSchema, required=True)
    may = fields.Nested(MayAtMeetingSchema, required=True)


class MeetingChangesSchema(Schema):
    """What may change; what is not named stays. Without a place a meeting is online."""

    title = Text(most=100)
    starts_at = Instant()
    ends_at = Instant()
    place = Text(least=0, most=100)
    link = Text(least=0, most=500)
    agenda = fields.List(fields.Nested(AgendaItemSchema), validate=validate.Length(max=AGENDA_MOST, error="议程太长了"))
    materials = written_blocks()
    chair = Id()
    recorder = Id(allow_none=True)
    called = fields.List(Id(), validate=validate.Length(max=CALLED_MOST, error="通知的人太多了，请通知全体党员"))


def _branches(read: list[Any]) -> None:
    if len(set(read)) < len(read):
        raise ValidationError("同一个支部写了两次")


class NewMeetingSchema(MeetingChangesSchema):
    """Convene a meeting: the first branch convenes, the others are invited."""

    client_id = ClientId(required=True)
    kind = choice(*KINDS, required=True)
    title = Text(most=100, required=True)
    branches = fields.List(
        Id(),
        required=True,
        validate=[validate.Length(1, BRANCHES_MOST, error=f"请选 1 到 {BRANCHES_MOST} 个支部"), _branches],
    )
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)


class CancellationSchema(Schema):
    """Why it does not take place; shown on its page."""

    note = Text(least=0, most=200, lines=True, load_default="")


class InvitationAnswerSchema(Schema):
    """A branch's answer."""

    decision = choice("accept", "decline", required=True)


class MeetingPointSchema(Schema):
    """The code of the check-in point."""

    point = fields.String(required=True)


class AttendanceQuery(Page):
    """Who came, who is excused, or who neither came nor said anything."""

    state = choice("came", "excused", "silent", load_default=None, allow_none=True)


class AttendeeSchema(Schema):
    """Somebody who is called."""

    person = fields.String(required=True)
    name = fields.String(required=True)
    state = choice("came", "excused", "silent", required=True)
    apology = fields.Nested(ApologySchema, required=True, allow_none=True)


class YearQuery(Schema):
    """Which year; the running one."""

    year = fields.Integer(load_default=None, validate=validate.Range(YEARS.start, YEARS.stop - 1, error="年份不对"))


MonthSchema = Schema.from_dict(
    {name: fields.Integer(required=True) for name in ("signed", "unsigned", "planned")}, name="MeetingMonth"
)
"""Meetings of a month: minutes signed, over but not signed, and to come."""


class YearRowSchema(Schema):
    """Twelve months of one kind, which the rules ask for every month or every quarter."""

    kind = choice(*KINDS, required=True)
    every = choice("month", "quarter", required=True)
    months = fields.List(fields.Nested(MonthSchema), required=True)


class YearGapSchema(Schema):
    """A month or a quarter that has no signed meeting yet; ``over``: it is past."""

    kind = choice(*KINDS, required=True)
    every = choice("month", "quarter", required=True)
    number = fields.Integer(required=True)
    over = fields.Boolean(required=True)
    unsigned = fields.Boolean(required=True)
    planned = fields.Boolean(required=True)


class MeetingYearSchema(Schema):
    """A branch's year of meetings: help for planning, and nothing else."""

    branch = fields.Nested(BranchNameSchema, required=True)
    year = fields.Integer(required=True)
    rows = fields.List(fields.Nested(YearRowSchema), required=True)
    gaps = fields.List(fields.Nested(YearGapSchema), required=True)
