"""Shapes of programmes, previews and imports."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate, validates_schema

from weiguang.events.programme.tables import TEXT_MOST, TITLE_MOST
from weiguang.events.rules import KINDS
from weiguang.events.schemas import TentativeSchema
from weiguang.web.schema import Day, Id, Page, Schema, Text, choice

YEAR = validate.Range(1900, 2200, error="年份不对")


class TableSchema(Schema):
    """A table as text with tabs, and what it does not say itself."""

    text = fields.String(
        required=True, validate=validate.Length(0, TEXT_MOST, error="表格太长了，请只粘贴活动安排的部分")
    )
    title = Text(least=0, most=TITLE_MOST, load_default="")
    year = fields.Integer(strict=True, load_default=None, allow_none=True, validate=YEAR)
    day = Day(load_default=None, allow_none=True)
    host = Text(least=0, most=60, load_default="")
    branch = Id(load_default=None)


class TableFindingSchema(Schema):
    """One thing to put right (error) or to look at (warning); ``row`` is the table's, null for it as a whole."""

    field = fields.String(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)
    level = choice("error", "warning", required=True)
    row = fields.Integer(required=True, allow_none=True)


class ReadFileSchema(Schema):
    """A file as text with tabs."""

    text = fields.String(required=True)
    findings = fields.List(fields.Nested(TableFindingSchema), required=True)


class TableColumnSchema(Schema):
    """A column that is kept: what it means, and how the table calls it."""

    field = fields.String(required=True)
    header = fields.String(required=True)


class RowChangeSchema(Schema):
    """What an import changes about an event."""

    field = fields.String(required=True)
    label = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)


class TableRowSchema(Schema):
    """One row and what an import makes of it; a refused row's other fields mean nothing."""

    number = fields.Integer(required=True)
    act = choice("new", "changed", "unchanged", "refused", required=True)
    event = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    date = fields.String(required=True)
    date_text = fields.String(required=True)
    district = fields.String(required=True)
    host = fields.String(required=True)
    venues = fields.List(fields.String(), required=True)
    services = fields.List(fields.String(), required=True)
    kind = choice(*KINDS, required=True)
    tentative = fields.Nested(TentativeSchema, required=True)
    cancelled = fields.Boolean(required=True)
    changes = fields.List(fields.Nested(RowChangeSchema), required=True)


class TableCountsSchema(Schema):
    """Rows by what becomes of them; ``gone`` are events that are in no row any more, and stay."""

    new = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    gone = fields.Integer(required=True)


class ProgrammeNameSchema(Schema):
    """A programme by title."""

    id = fields.String(required=True)
    title = fields.String(required=True)


class TableLookSchema(Schema):
    """What an import would do (of a preview), or did. ``programme`` is null for a title that is not known yet."""

    title = fields.String(required=True)
    year = fields.Integer(required=True)
    programme = fields.Nested(ProgrammeNameSchema, required=True, allow_none=True)
    columns = fields.List(fields.Nested(TableColumnSchema), required=True)
    counts = fields.Nested(TableCountsSchema, required=True)
    errors = fields.Integer(required=True)
    warnings = fields.Integer(required=True)
    findings = fields.List(fields.Nested(TableFindingSchema), required=True)
    rows = fields.List(fields.Nested(TableRowSchema), required=True)
    gone = fields.List(fields.Nested(ProgrammeNameSchema), required=True)


class ProgrammeSchema(Schema):
    """A programme in a list; ``events`` counts them (场)."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    year = fields.Integer(required=True)
    branch = fields.String(required=True)
    day = fields.String(required=True, allow_none=True)
    host = fields.String(required=True)
    events = fields.Integer(required=True)
    changed_at = fields.DateTime(required=True)


class ProgrammesQuery(Page):
    """A page of programmes."""


class PrintQuery(Schema):
    """Which table: a programme's, or that of a year."""

    programme = Id(load_default=None)
    year = fields.Integer(load_default=None, validate=YEAR)

    @validates_schema
    def one_of_both(self, data: dict[str, object], **_: object) -> None:
        """Exactly one says which."""
        if (data.get("programme") is None) == (data.get("year") is None):
            raise ValidationError("请说明是哪一张表，或者哪一年", "programme")


class PrintedRowSchema(Schema):
    """One row of cells, in the order of the columns."""

    event = fields.String(required=True)
    cells = fields.List(fields.String(), required=True)


class PrintedTableSchema(Schema):
    """A table as it is printed."""

    title = fields.String(required=True)
    year = fields.Integer(required=True)
    columns = fields.List(fields.Nested(TableColumnSchema), required=True)
    rows = fields.List(fields.Nested(PrintedRowSchema), required=True)


class FeedQuery(Schema):
    """Which events: of a district, or of a branch and all below it; else all."""

    district = Text(most=20, load_default=None)
    branch = Id(load_default=None)


class FollowSchema(Schema):
    """Follow an event: the event and the person are key enough."""


class FollowedSchema(Schema):
    """Whether I follow it now."""

    event = fields.String(required=True)
    following = fields.Boolean(required=True)
