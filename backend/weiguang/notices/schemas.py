"""Shapes of notices, the inbox and push subscriptions."""

from __future__ import annotations

from marshmallow import fields, validate

from weiguang.web.schema import ClientId, Flag, Id, Instant, Schema, Text, choice

URGENCIES = ("normal", "high")
CHANNELS = ("inbox", "webpush")
"""The inbox always gets a notice, whatever is asked."""

STATES = ("scheduled", "sending", "sent", "expired")
MOST_PARTS = validate.Length(max=100, error="最多选 100 个")


class AudienceSchema(Schema):
    """Whom to address: the union of its parts."""

    everyone = Flag()
    branches = fields.List(Id(), validate=MOST_PARTS)
    events = fields.List(Id(), validate=MOST_PARTS)
    districts = fields.List(Text(most=20), validate=MOST_PARTS)


class ReachQuerySchema(Schema):
    """Whom would this reach?"""

    audience = fields.Nested(AudienceSchema, required=True)


class ChannelReachSchema(Schema):
    """People by channel."""

    inbox = fields.Integer(required=True)
    webpush = fields.Integer(required=True)


class ReachSchema(Schema):
    """How many people, and by which channel."""

    people = fields.Integer(required=True)
    channels = fields.Nested(ChannelReachSchema, required=True)
    unreachable_by_push = fields.Integer(required=True)


class NewNoticeSchema(Schema):
    """A notice to send, now or at ``send_at``; a time that has passed means now."""

    client_id = ClientId(required=True)
    title = Text(most=60, required=True)
    body = Text(most=2000, lines=True, required=True)
    audience = fields.Nested(AudienceSchema, required=True)
    urgency = choice(*URGENCIES, load_default="normal")
    channels = fields.List(choice(*CHANNELS), load_default=list(CHANNELS), validate=validate.Length(1, 2))
    send_at = Instant(load_default=None, allow_none=True)
    expires_at = Instant(load_default=None, allow_none=True)


class NoticeReachSchema(Schema):
    """The forecast kept with a notice."""

    people = fields.Integer(required=True)
    webpush = fields.Integer(required=True)


class NoticeSchema(Schema):
    """A notice and how far it is."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    urgency = choice(*URGENCIES, required=True)
    state = choice(*STATES, required=True)
    audience = fields.Nested(AudienceSchema, required=True)
    audience_text = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    send_at = fields.DateTime(required=True, allow_none=True)
    expires_at = fields.DateTime(required=True, allow_none=True)
    sent_at = fields.DateTime(required=True, allow_none=True)
    link = fields.String(required=True, allow_none=True)
    reach = fields.Nested(NoticeReachSchema, required=True)


class InboxDeliverySchema(Schema):
    """Inboxes that hold the notice, and how many were opened."""

    delivered = fields.Integer(required=True)
    seen = fields.Integer(required=True)


class PushDeliverySchema(Schema):
    """Pushes by state. ``shown`` stays 0 until phones report it."""

    queued = fields.Integer(required=True)
    sent = fields.Integer(required=True)
    shown = fields.Integer(required=True)
    gone = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    expired = fields.Integer(required=True)


class DeliverySchema(Schema):
    """How far a notice got, in numbers only."""

    inbox = fields.Nested(InboxDeliverySchema, required=True)
    webpush = fields.Nested(PushDeliverySchema, required=True)


class InboxItemSchema(Schema):
    """A notice in my inbox; ``link`` is where in the app its matter is dealt with."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    link = fields.String(required=True, allow_none=True)
    urgency = choice(*URGENCIES, required=True)
    sent_at = fields.DateTime(required=True)
    seen_at = fields.DateTime(required=True, allow_none=True)


class OpenedSchema(Schema):
    """Opening a notice says nothing more: the body is empty, and anything in it is refused."""


class SeenSchema(Schema):
    """When I first opened it."""

    id = fields.String(required=True)
    seen_at = fields.DateTime(required=True)


class PushKeySchema(Schema):
    """The VAPID public key in base64url."""

    key = fields.String(required=True)


class PushKeysSchema(Schema):
    """The browser's keys in base64url."""

    p256dh = Text(most=200, required=True)
    auth = Text(most=100, required=True)


class SubscriptionSchema(Schema):
    """A browser's push subscription."""

    endpoint = Text(most=1000, required=True)
    keys = fields.Nested(PushKeysSchema, required=True)


class EndpointSchema(Schema):
    """A browser's push address."""

    endpoint = Text(most=1000, required=True)


class SubscriptionKeptSchema(Schema):
    """The subscription that is kept."""

    id = fields.String(required=True)
