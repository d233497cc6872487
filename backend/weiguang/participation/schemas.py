"""Shapes of counts and of the rows behind them."""

from __future__ import annotations

from marshmallow import fields

from weiguang.participation.rules import KINDS, UNITS
from weiguang.web.schema import Day, Id, Page, Schema, choice

BY = ("day", "month", "year", "kind", "branch")


class CountsQuery(Schema):
    """What to count. ``from`` and ``to`` are days in Shanghai, both included."""

    branch = Id(load_default=None)
    kind = choice(*KINDS, load_default=None)
    measure = choice(*UNITS, load_default="attendances")
    first = Day(load_default=None, data_key="from")
    last = Day(load_default=None, data_key="to")
    by = choice(*BY, load_default=None)


class DefinitionSchema(Schema):
    """What a measure means."""

    id = fields.String(required=True)
    text = fields.String(required=True)


class CountRowSchema(Schema):
    """One line of a split."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    exact = fields.Float(required=True)
    approx = fields.Float(required=True)


class CountsSchema(Schema):
    """A number with its measure. ``approx`` is imported history and is never part of ``exact``.

    Hours have one decimal, everything else none. ``waiting`` says how many ledger rows no total holds yet (normally 0
    within two seconds).
    """

    measure = choice(*UNITS, required=True)
    unit = fields.String(required=True)
    definition = fields.Nested(DefinitionSchema, required=True)
    exact = fields.Float(required=True)
    approx = fields.Float(required=True)
    rows = fields.List(fields.Nested(CountRowSchema), required=True)
    as_of = fields.DateTime(required=True)
    waiting = fields.Integer(required=True)


class RowsQuery(Page):
    """Which rows."""

    branch = Id(load_default=None)
    kind = choice(*KINDS, load_default=None)
    measure = choice(*UNITS, load_default=None)
    first = Day(load_default=None, data_key="from")
    last = Day(load_default=None, data_key="to")


class RowSchema(Schema):
    """One ledger row; ``quantity`` as in counts.

    ``who`` is a member's name, 市民 for a citizen without an account, or empty.
    """

    id = fields.String(required=True)
    day = fields.String(required=True)
    kind = choice(*KINDS, required=True)
    title = fields.String(required=True)
    who = fields.String(required=True)
    occurred_at = fields.DateTime(required=True)
    received_at = fields.DateTime(required=True)
    source = fields.String(required=True)
    measure = choice(*UNITS, required=True)
    quantity = fields.Float(required=True)
    approx = fields.Boolean(required=True)
    branches = fields.List(fields.String(), required=True)
    corrects = fields.String(required=True, allow_none=True)
