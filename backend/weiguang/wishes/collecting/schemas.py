"""Shapes of drafts, reviews and imports."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate, validates_schema

from weiguang.web.schema import ClientId, Day, Page, Phone, Schema, Text, choice
from weiguang.wishes.collecting.rules import AGE_BANDS, EVERY_AGE, EVERY_DISTRICT, IMPORT_STATES
from weiguang.wishes.rules import GROUPS, STATES, UNPUBLISHED


class LandlineOrPhone(Phone):
    """A mobile number, or a landline with or without its area code: the elderly have those."""

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> str:
        text = fields.String._deserialize(self, value, attr, data, **kwargs).replace("-", "").replace(" ", "")
        if text == "" or (text.isascii() and text.isdigit() and 7 <= len(text) <= 12):
            return text
        return super()._deserialize(value, attr, data, **kwargs)


class NewBeneficiarySchema(Schema):
    """Who the wish is for; sealed, and never part of an answer."""

    name = Text(most=30, required=True)
    phone = LandlineOrPhone(load_default="")
    address = Text(least=0, most=120, load_default="")
    guardian = Text(least=0, most=60, load_default="")
    true_story = Text(most=2000, lines=True, required=True)


class NewDraftSchema(Schema):
    """A wish written down by hand. ``story`` is the text for the wall."""

    client_id = ClientId(required=True)
    item = Text(most=60, required=True)
    story = Text(most=300, lines=True, required=True)
    group = choice(*GROUPS, required=True)
    age_band = choice(EVERY_AGE, *AGE_BANDS, load_default=EVERY_AGE)
    district = Text(most=20, load_default=EVERY_DISTRICT)
    organisation = Text(most=60, required=True)
    deliver_hint = Text(least=0, most=100, load_default="")
    by = Day(load_default=None, allow_none=True)
    beneficiary = fields.Nested(NewBeneficiarySchema, required=True)

    @validates_schema
    def guardian_of_a_child(self, data: dict[str, object], **_: object) -> None:
        """A child is met through the guardian, who also consents."""
        beneficiary = data.get("beneficiary")
        if data.get("group") == GROUPS[0] and isinstance(beneficiary, dict) and not beneficiary.get("guardian"):
            raise ValidationError({"beneficiary": {"guardian": ["困境儿童要填监护人，送达要先联系监护人"]}})


class BeneficiaryChangesSchema(Schema):
    """What changes about whom the wish is for."""

    name = Text(most=30)
    phone = LandlineOrPhone()
    address = Text(least=0, most=120)
    guardian = Text(least=0, most=60)
    true_story = Text(most=2000, lines=True)


class DraftChangesSchema(Schema):
    """What changes; ``version`` is the one that was seen."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(0, 1_000_000))
    item = Text(most=60)
    story = Text(most=300, lines=True)
    group = choice(*GROUPS)
    age_band = choice(EVERY_AGE, *AGE_BANDS)
    district = Text(most=20)
    organisation = Text(most=60)
    deliver_hint = Text(least=0, most=100)
    by = Day(allow_none=True)
    beneficiary = fields.Nested(BeneficiaryChangesSchema)


class DraftFindingSchema(Schema):
    """One thing that stops publication, and what to do about it."""

    field = fields.String(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class DraftSchema(Schema):
    """A wish as those see it who work on it; ``note`` is what the reviewer wrote."""

    code = fields.String(required=True)
    serial = fields.Integer(required=True)
    item = fields.String(required=True)
    story = fields.String(required=True)
    group = choice(*GROUPS, required=True)
    age_band = fields.String(required=True)
    district = fields.String(required=True)
    organisation = fields.String(required=True)
    deliver_hint = fields.String(required=True)
    by = fields.String(required=True, allow_none=True)
    state = choice(*STATES, required=True)
    version = fields.Integer(required=True)
    note = fields.String(required=True)
    mine = fields.Boolean(required=True)
    findings = fields.List(fields.Nested(DraftFindingSchema), required=True)


class DraftsQuery(Page):
    """Which stage."""

    state = choice(*UNPUBLISHED, load_default="collected")


class WishReviewSchema(Schema):
    """A decision; sending back needs a note that says what to change. ``version`` is the one that was seen."""

    client_id = ClientId(required=True)
    decision = choice("approve", "send_back", required=True)
    note = Text(least=0, most=200, lines=True, load_default="")
    version = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0, 1_000_000))

    @validates_schema
    def note_for_the_author(self, data: dict[str, object], **_: object) -> None:
        """Nobody can change what they are not told."""
        if data.get("decision") == "send_back" and not data.get("note"):
            raise ValidationError("请写明要改什么", "note")


class ReviewPurposeSchema(Schema):
    """Why a sealed story is opened."""

    purpose = choice("review", required=True)


class TrueStorySchema(Schema):
    """The true story, and which facts about the beneficiary are there."""

    true_story = fields.String(required=True)
    known = fields.List(choice("name", "phone", "address", "guardian"), required=True)


class WallOpeningSchema(Schema):
    """One opening of the wall."""

    client_id = ClientId(required=True)


class WallOpenedSchema(Schema):
    """Since when the wall is open, and how many wishes this opened."""

    opened_at = fields.DateTime(required=True)
    opened = fields.Integer(required=True)


class CollectingSchema(Schema):
    """How far collecting is: wishes (件) by stage, as far as the caller sees them."""

    title = fields.String(required=True)
    collected = fields.Integer(required=True)
    reviewed = fields.Integer(required=True)
    published = fields.Integer(required=True)
    opened_at = fields.DateTime(required=True, allow_none=True)
    may_review = fields.Boolean(required=True)
    may_collect = fields.Boolean(required=True)


class ImportQuery(Schema):
    """Which upload; ``dry_run`` only looks at the file and stores nothing."""

    client_id = ClientId(required=True)
    filename = Text(least=0, most=120, load_default="")
    dry_run = fields.Boolean(load_default=False)


class ImportFindingSchema(Schema):
    """One thing to put right; ``row`` is the spreadsheet's, null for the file as a whole."""

    row = fields.Integer(required=True, allow_none=True)
    field = fields.String(required=True)
    level = choice("error", "warning", required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class ImportColumnSchema(Schema):
    """A column that was understood."""

    column = fields.String(required=True)
    header = fields.String(required=True)
    field = fields.String(required=True)


class WishImportSchema(Schema):
    """One upload and how far it is. ``created`` are wishes that were stored (of a preview: that would be)."""

    id = fields.String(required=True)
    kind = choice("preview", "import", required=True)
    state = choice(*IMPORT_STATES, required=True)
    filename = fields.String(required=True)
    rows = fields.Integer(required=True)
    done = fields.Integer(required=True)
    created = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    errors = fields.Integer(required=True)
    warnings = fields.Integer(required=True)
    columns = fields.List(fields.Nested(ImportColumnSchema), required=True)
    findings = fields.List(fields.Nested(ImportFindingSchema), required=True)
