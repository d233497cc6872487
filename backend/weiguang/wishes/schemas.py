"""Shapes of wishes, claims, fairs and boards."""

from __future__ import annotations

from marshmallow import fields, validate

from weiguang.web.schema import MESSAGES, ClientId, Flag, Id, Page, Phone, Schema, Text, choice
from weiguang.wishes.rules import GROUPS, PUBLISHED


class WishItemSchema(Schema):
    """A wish as everybody sees it; ``by`` is the day until which it is needed."""

    code = fields.String(required=True)
    serial = fields.Integer(required=True)
    fair = fields.String(required=True)
    item = fields.String(required=True)
    story = fields.String(required=True)
    group = choice(*GROUPS, required=True)
    age_band = fields.String(required=True)
    district = fields.String(required=True)
    state = choice(*PUBLISHED, required=True)
    by = fields.String(required=True, allow_none=True)
    organisation = fields.String(required=True)
    invented = fields.Boolean(required=True)


class ClaimSeenSchema(Schema):
    """A claim as the caller may see it: only its claimant sees the number."""

    mine = fields.Boolean(required=True)
    number = fields.String()
    promise_by = fields.String()
    thanks = fields.String()


class WishSchema(WishItemSchema):
    """One wish; ``similar`` holds open ones like it when this one is taken."""

    deliver_hint = fields.String(required=True)
    claim = fields.Nested(ClaimSeenSchema, required=True, allow_none=True)
    similar = fields.List(fields.Nested(WishItemSchema), required=True)


class WishesQuery(Page):
    """Which wishes; ``q`` is part of an item, a serial, or a code."""

    fair = Id(load_default=None)
    state = choice(*PUBLISHED, load_default=None)
    group = choice(*GROUPS, load_default=None)
    district = Text(most=20, load_default=None)
    organisation = Text(most=60, load_default=None)
    q = Text(most=30, load_default=None)


class ClaimSchema(Schema):
    """Claim a wish; name and phone are sealed and only shown masked."""

    client_id = ClientId(required=True)
    name = Text(most=30, required=True)
    phone = Phone(required=True, error_messages={**MESSAGES})
    consent = Flag(
        required=True,
        error_messages={"required": "请先同意留下姓名和电话"},
        validate=validate.Equal(True, error="请先同意留下姓名和电话"),
    )
    message = Text(least=0, most=200, lines=True, load_default="")
    card_code = Text(most=12, load_default=None, allow_none=True)
    organisation = Text(least=0, most=60, load_default="")


class HoldSchema(Schema):
    """Whose hold: the client id that the claim will carry."""

    client_id = ClientId(required=True)


class HeldSchema(Schema):
    """``until`` is when the hold ends; null when none was given, and claiming is still possible."""

    until = fields.DateTime(required=True, allow_none=True)


class ClaimedSchema(Schema):
    """The claim that stands."""

    code = fields.String(required=True)
    number = fields.String(required=True)
    claimed_at = fields.DateTime(required=True)
    promise_by = fields.String(required=True)
    item = fields.String(required=True)
    next_steps = fields.List(fields.String(), required=True)
    phone_masked = fields.String(required=True)
    name_masked = fields.String(required=True)


class GivingBackSchema(Schema):
    """The proof of a claim made without an account: the client id it was made with, or its paper receipt's token."""

    client_id = ClientId(load_default=None)
    receipt = Text(most=40, load_default=None)


class ReleaseSchema(Schema):
    """One release by an organiser; the client id keeps a repeat from releasing the next claim."""

    client_id = ClientId(required=True)


class MyClaimSchema(Schema):
    """A claim of mine."""

    code = fields.String(required=True)
    item = fields.String(required=True)
    number = fields.String(required=True)
    claimed_at = fields.DateTime(required=True)
    promise_by = fields.String(required=True)
    state = choice(*PUBLISHED, required=True)


class TallySchema(Schema):
    """Wishes (件): ``collected`` were not withdrawn, ``claimed`` were taken on, ``open`` wait."""

    collected = fields.Integer(required=True)
    claimed = fields.Integer(required=True)
    open = fields.Integer(required=True)


class FairSchema(TallySchema):
    """A charity fair."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    date = fields.String(required=True)
    venue = fields.String(required=True)


class GroupTallySchema(TallySchema):
    """The figures of one group."""

    group = choice(*GROUPS, required=True)


class DistrictTallySchema(TallySchema):
    """The figures of one district."""

    district = fields.String(required=True)


class RecentClaimSchema(Schema):
    """A claim that was just made; never by whom."""

    code = fields.String(required=True)
    item = fields.String(required=True)
    group = choice(*GROUPS, required=True)
    at = fields.DateTime(required=True)


class BoardSchema(TallySchema):
    """The live figures of a fair, at most a second old."""

    fair = fields.String(required=True)
    title = fields.String(required=True)
    delivered = fields.Integer(required=True)
    by_group = fields.List(fields.Nested(GroupTallySchema), required=True)
    by_district = fields.List(fields.Nested(DistrictTallySchema), required=True)
    recent = fields.List(fields.Nested(RecentClaimSchema), required=True)
    as_of = fields.DateTime(required=True)
