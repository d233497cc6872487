"""Shapes of promises, the rescue list, and calls."""

from __future__ import annotations

from marshmallow import fields

from weiguang.web.schema import ClientId, Day, Page, Schema, Text, choice
from weiguang.wishes.promises.calling import OUTCOMES, PURPOSES
from weiguang.wishes.promises.rules import KINDS, NEXT_ACTS
from weiguang.wishes.rules import PUBLISHED


class ProofSchema(Schema):
    """Who acts on a claim: its account by itself, else the claim's own client id, or its paper receipt's token.

    Staff send a client id of their own.
    """

    client_id = ClientId(required=True)
    receipt = Text(most=40, load_default=None)


class ConfirmSchema(Schema):
    """A promise that stands."""

    client_id = ClientId(required=True)


class NewDaySchema(ProofSchema):
    """The day that is promised instead."""

    day = Day(required=True)


class PromiseSchema(Schema):
    """How a promise stands; ``extensions_left`` is how often its claimant may still move the day."""

    code = fields.String(required=True)
    state = choice(*PUBLISHED, required=True)
    promise_by = fields.String(required=True)
    confirmed = fields.Boolean(required=True)
    extensions_left = fields.Integer(required=True)


class RescueQuery(Page):
    """Which part of the rescue list."""

    kind = choice(*KINDS, load_default=None)


class WhomSchema(Schema):
    """Whom to call, masked; ``number`` is the claim's."""

    number = fields.String(required=True)
    name_masked = fields.String(required=True)
    phone_masked = fields.String(required=True)


class RescueSchema(Schema):
    """A wish that hangs: how (``kind``), how long (``days``; for ``due`` until the promised day), what to do next.

    ``unanswered`` counts calls that nobody took.
    """

    code = fields.String(required=True)
    serial = fields.Integer(required=True)
    item = fields.String(required=True)
    district = fields.String(required=True)
    state = choice(*PUBLISHED, required=True)
    kind = choice(*KINDS, required=True)
    days = fields.Integer(required=True)
    promise_by = fields.String(required=True, allow_none=True)
    claimant = fields.Nested(WhomSchema, required=True, allow_none=True)
    unanswered = fields.Integer(required=True)
    next_act = choice(*sorted(set(NEXT_ACTS.values())), required=True)


class RescueCountsSchema(Schema):
    """How many wishes hang in each way."""

    overdue = fields.Integer(required=True)
    relapsed = fields.Integer(required=True)
    due = fields.Integer(required=True)
    call = fields.Integer(required=True)
    displaced = fields.Integer(required=True)
    open = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    undelivered = fields.Integer(required=True)


class ContactSchema(Schema):
    """Why a claimant's telephone is opened; ``number`` is the claim's, where another claim stands."""

    client_id = ClientId(required=True)
    purpose = choice(*PURPOSES, required=True)
    number = Text(most=12, load_default=None, allow_none=True)


class ContactSeenSchema(Schema):
    """Whom to call."""

    name = fields.String(required=True)
    phone = fields.String(required=True)


class CalledSchema(Schema):
    """How a call went."""

    client_id = ClientId(required=True)
    outcome = choice(*OUTCOMES, required=True)
    note = Text(least=0, most=200, load_default="")
    number = Text(most=12, load_default=None, allow_none=True)
