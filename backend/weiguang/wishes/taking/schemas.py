"""Shapes of lists, helped claims, receipts and conflicts."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from weiguang.offline import UnreadableRow
from weiguang.web.queue import RowAnswerSchema, read_queue
from weiguang.web.schema import MESSAGES, ClientId, Flag, Instant, Phone, Schema, Text, choice
from weiguang.wishes.rules import CHANNELS, PUBLISHED
from weiguang.wishes.schemas import ClaimedSchema, WishItemSchema
from weiguang.wishes.taking.deciding import DECISIONS
from weiguang.wishes.taking.paper import PaperRow
from weiguang.wishes.taking.rules import ROWS_MOST

NO_CONSENT = "请先确认本人同意留下姓名和电话"


def _consent() -> Flag:
    return Flag(
        required=True,
        error_messages={"required": NO_CONSENT},
        validate=validate.Equal(True, error=NO_CONSENT),
    )


class OrganisationListSchema(Schema):
    """An organisation's list; ``codes`` are codes or serials as they were typed."""

    client_id = ClientId(required=True)
    organisation = Text(most=60, required=True)
    name = Text(most=30, required=True)
    phone = Phone(required=True, error_messages={**MESSAGES})
    consent = _consent()
    message = Text(least=0, most=200, lines=True, load_default="")
    codes = fields.List(
        Text(most=12),
        required=True,
        validate=validate.Length(1, ROWS_MOST, error=f"请填写 1 到 {ROWS_MOST} 个编号"),
        error_messages=MESSAGES,
    )


class ListedSchema(Schema):
    """What became of one wish of the list; ``client_id`` proves the claim, as for any other."""

    typed = fields.String(required=True)
    client_id = fields.String()
    state = choice("claimed", "already_yours", "taken", "held", "given_back", "unknown", required=True)
    code = fields.String()
    item = fields.String()
    number = fields.String()
    promise_by = fields.String()
    similar = fields.List(fields.Nested(WishItemSchema))


class ListAnswerSchema(Schema):
    """One answer per row, in the order of the rows."""

    items = fields.List(fields.Nested(ListedSchema), required=True)


class HelpedClaimSchema(Schema):
    """A claim for somebody else, who consented before ``witness``; the phone may be a family member's."""

    client_id = ClientId(required=True)
    name = Text(most=30, required=True)
    phone = Phone(required=True, error_messages={**MESSAGES})
    consent = _consent()
    witness = Text(most=30, required=True)
    message = Text(least=0, most=200, lines=True, load_default="")
    card_code = Text(most=12, load_default=None, allow_none=True)


class HelpedClaimedSchema(ClaimedSchema):
    """The claim with the link of its paper receipt."""

    receipt = fields.String(required=True)


class ReceiptSchema(Schema):
    """A claim as its paper receipt opens it; only ``code`` and ``item`` once it no longer stands."""

    code = fields.String(required=True)
    item = fields.String(required=True)
    stands = fields.Boolean(required=True)
    state = choice(*PUBLISHED)
    state_words = fields.String()
    number = fields.String()
    claimed_at = fields.DateTime()
    promise_by = fields.String()
    next_steps = fields.List(fields.String())
    name_masked = fields.String()
    phone_masked = fields.String()


class PaperRowSchema(Schema):
    """One row of a paper list; ``wish`` is a code or a serial, ``claimed_at`` the true time."""

    client_id = ClientId(required=True)
    wish = Text(most=12, required=True)
    name = Text(most=30, required=True)
    phone = Phone(required=True, error_messages={**MESSAGES})
    claimed_at = Instant(required=True)
    consent = _consent()

    @post_load
    def as_row(self, read: dict[str, Any], **_: Any) -> PaperRow:
        """Consent is asked for and not kept: without it there is no row."""
        read.pop("consent")
        return PaperRow(**read)


class PaperListSchema(PaperRowSchema):
    """A paper list: each row is read on its own, and a malformed one becomes its own refusal."""

    def load(self, data: Any, **_: Any) -> list[PaperRow | UnreadableRow]:
        """Read 1 to 100 rows."""
        unreadable = "这一行读不懂，请重新填写"
        return read_queue(data, PaperRowSchema(), noun="行", unreadable=unreadable, say_why=True)


class PaperAnswerSchema(RowAnswerSchema):
    """What became of one row, and which wish it was."""

    wish = fields.String()
    item = fields.String()


class PaperAnswersSchema(Schema):
    """One answer per row, in the order of the rows."""

    items = fields.List(fields.Nested(PaperAnswerSchema), required=True)


class ConflictSideSchema(Schema):
    """One of two claimants, masked."""

    claimed_at = fields.DateTime(required=True)
    channel = choice(*CHANNELS, required=True)
    organisation = fields.String(required=True)
    number = fields.String(required=True)
    name_masked = fields.String(required=True)
    phone_masked = fields.String(required=True)


class ClaimConflictSchema(Schema):
    """Something to do: ``waiting`` lost, or was on paper; ``standing`` has the wish now."""

    id = fields.String(required=True)
    kind = choice("paper", "displaced", required=True)
    at = fields.DateTime(required=True)
    code = fields.String(required=True)
    serial = fields.Integer(required=True)
    item = fields.String(required=True)
    wish_state = choice(*PUBLISHED, required=True)
    waiting = fields.Nested(ConflictSideSchema, required=True)
    standing = fields.Nested(ConflictSideSchema, required=True, allow_none=True)


class ConflictDecisionSchema(Schema):
    """How a conflict is decided, or that somebody called."""

    client_id = ClientId(required=True)
    decision = choice(*DECISIONS, required=True)
    note = Text(least=0, most=200, lines=True, load_default="")
