"""Shapes of delivery teams, run sheets, marks and thanks."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from weiguang.offline import UnreadableRow
from weiguang.web.queue import read_queue
from weiguang.web.schema import ClientId, Day, Id, Instant, Page, Phone, Schema, Text, choice
from weiguang.wishes.delivery.rules import (
    MEMBERS_MOST,
    OUTCOMES,
    RECEIPT_KINDS,
    SIGNATURE_MOST,
    STOP_STATES,
    STOPS_MOST,
)
from weiguang.wishes.rules import GROUPS, PUBLISHED

DISTRICTS_MOST = 20


def _listed(item: fields.Field[Any], most: int, **kwargs: Any) -> fields.List[Any]:
    return fields.List(item, validate=validate.Length(0, most, error=f"最多 {most} 个"), **kwargs)


class NewTeamSchema(Schema):
    """A team to make; people are named by the phones they sign in with."""

    client_id = ClientId(required=True)
    name = Text(most=20, required=True)
    phones = _listed(Phone(), MEMBERS_MOST, load_default=list)
    districts = _listed(Text(most=20), DISTRICTS_MOST, load_default=list)


class TeamChangeSchema(Schema):
    """What to change of a team."""

    name = Text(most=20)
    districts = _listed(Text(most=20), DISTRICTS_MOST)
    add_phones = _listed(Phone(), MEMBERS_MOST)
    remove = _listed(Id(), MEMBERS_MOST)


class TeamMemberSchema(Schema):
    """One of a team, masked."""

    id = fields.String(required=True)
    name_masked = fields.String(required=True)
    phone_masked = fields.String(required=True)


class MyTeamSchema(Schema):
    """A team of mine."""

    id = fields.String(required=True)
    fair = fields.String(required=True)
    fair_title = fields.String(required=True)
    name = fields.String(required=True)
    districts = fields.List(fields.String(), required=True)


class MyTeamsSchema(Schema):
    """The teams I belong to."""

    items = fields.List(fields.Nested(MyTeamSchema), required=True)


class TeamSchema(Schema):
    """A delivery team, for planners."""

    id = fields.String(required=True)
    fair = fields.String(required=True)
    name = fields.String(required=True)
    districts = fields.List(fields.String(), required=True)
    members = fields.List(fields.Nested(TeamMemberSchema), required=True)


class PlanSchema(Schema):
    """Stops to plan; without ``codes`` every prepared wish of the team's districts."""

    client_id = ClientId(required=True)
    team = Id(required=True)
    day = Day(required=True)
    codes = _listed(Text(most=12), STOPS_MOST, load_default=None, allow_none=True)


class PlannedSchema(Schema):
    """What became of one wish of a plan."""

    code = fields.String(required=True)
    state = choice("planned", "refused", required=True)
    reason = fields.String()
    message = fields.String(required=True)


class PlanAnswerSchema(Schema):
    """One answer a wish, in the order of the run sheet."""

    items = fields.List(fields.Nested(PlannedSchema), required=True)


class SheetQuery(Page):
    """Which day; today without one."""

    day = Day(load_default=None)


class StopSchema(Schema):
    """A stop: what goes where, never to whom. ``stop`` is null before one is planned.

    ``message`` is what the claimant says to whoever gets it; the team passes it on.
    """

    code = fields.String(required=True)
    serial = fields.Integer(required=True)
    item = fields.String(required=True)
    group = choice(*GROUPS, required=True)
    age_band = fields.String(required=True)
    district = fields.String(required=True)
    organisation = fields.String(required=True)
    state = choice(*PUBLISHED, required=True)
    stop = fields.String(required=True, allow_none=True, validate=validate.OneOf([*STOP_STATES, None]))
    seq = fields.Integer(required=True)
    day = fields.String(required=True, allow_none=True)
    tries = fields.Integer(required=True)
    pictures = fields.List(fields.String(), required=True)
    receipt = fields.String(required=True, allow_none=True)
    thanks = fields.String(required=True, allow_none=True)
    message = fields.String(required=True)


class SheetDaySchema(Schema):
    """How far one run sheet is."""

    team = fields.String(required=True)
    day = fields.String(required=True)
    stops = fields.Integer(required=True)
    delivered = fields.Integer(required=True)
    absent = fields.Integer(required=True)


class SheetDaysSchema(Schema):
    """The run sheets of a fair, latest day first."""

    items = fields.List(fields.Nested(SheetDaySchema), required=True)


class AddressSchema(Schema):
    """Who and where; empty where nothing is known."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    phone = fields.String(required=True)
    address = fields.String(required=True)
    guardian = fields.String(required=True)


class AddressesSchema(Schema):
    """The addresses of a day."""

    items = fields.List(fields.Nested(AddressSchema), required=True)


class SheetDayQuery(Schema):
    """Whose day to open."""

    day = Day(required=True)


class GoodsReceiptSchema(Schema):
    """A signature on glass as an SVG path, or the digits the beneficiary was told."""

    kind = choice(*RECEIPT_KINDS, required=True)
    value = Text(most=SIGNATURE_MOST, required=True)


class MarkSchema(Schema):
    """One tap. ``at`` and ``sent_at`` are by the phone's clock: together they tell how wrong it is."""

    wish = Text(most=12, required=True)
    outcome = choice(*OUTCOMES, required=True)
    day = Day(load_default=None, allow_none=True)
    at = Instant(required=True)
    sent_at = Instant(load_default=None, allow_none=True)
    receipt = fields.Nested(GoodsReceiptSchema, load_default=None, allow_none=True)


class MarkedSchema(Schema):
    """The mark that stands."""

    state = choice("stored", "duplicate", required=True)
    wish = fields.String(required=True)
    outcome = choice(*OUTCOMES, required=True)
    message = fields.String(required=True)


class MarkRowSchema(MarkSchema):
    """One mark of an offline queue."""

    client_id = ClientId(required=True)


class MarkQueueSchema(MarkRowSchema):
    """A whole offline queue: each row is read on its own, and a malformed one becomes its own refusal."""

    def load(self, data: Any, **_: Any) -> list[dict[str, Any] | UnreadableRow]:
        """Read 1 to 100 rows."""
        unreadable = "这条配送记录读不懂，请回到这一站再记一次"
        return read_queue(data, MarkRowSchema(), noun="条配送记录", unreadable=unreadable)


class ReceiptCodeSchema(Schema):
    """The digits for the beneficiary."""

    code = fields.String(required=True)


class PictureSchema(Schema):
    """A photo that was kept."""

    id = fields.String(required=True)


class FinishSchema(Schema):
    """One request of the organiser; the client id makes a repeat the same."""

    client_id = ClientId(required=True)


class ThanksSchema(Schema):
    """Thanks to write down."""

    client_id = ClientId(required=True)
    text = Text(most=200, lines=True, required=True)


class ThanksReviewSchema(Schema):
    """A decision about the thanks that carry this client id."""

    client_id = ClientId(required=True)
    decision = choice("approve", "refuse", required=True)


class ThanksWaitingSchema(Schema):
    """Thanks that wait for a second person."""

    code = fields.String(required=True)
    serial = fields.Integer(required=True)
    item = fields.String(required=True)
    client_id = fields.String(required=True)
    text = fields.String(required=True)
    at = fields.DateTime(required=True)
    mine = fields.Boolean(required=True)


class ThanksProofSchema(Schema):
    """The proof of a claim: the client id it was made with."""

    client_id = ClientId(required=True)


class ThanksReadSchema(Schema):
    """What the beneficiary says to the claimant; null while there is nothing."""

    text = fields.String(required=True, allow_none=True)
