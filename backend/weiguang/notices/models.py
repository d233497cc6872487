"""Stored notices, inbox rows, deliveries and push subscriptions."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import (
    BinaryField,
    DateTimeField,
    DictField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Notice(Document):
    """One notice and the work of sending it; ``line`` is the line of the branch it was sent for.

    ``link`` is where in the app its matter is dealt with; only the system's own notices have one.
    """

    title = StringField()
    body = StringField()
    link = StringField(null=True)
    urgency = StringField()
    channels = ListField(StringField())
    audience = DictField()
    audience_text = StringField()
    reach = DictField()
    by = ObjectIdField()
    line = ListField(ObjectIdField())
    client_id = StringField()
    fingerprint = StringField()
    created_at = DateTimeField()
    send_at = DateTimeField(null=True)
    expires_at = DateTimeField(null=True)
    sent_at = DateTimeField(null=True)
    state = StringField()
    due_at = DateTimeField()
    owner = StringField(null=True)
    fence = IntField()
    cursor = ObjectIdField(null=True)
    meta = {"collection": "notices"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("by", 1), ("client_id", 1)], name="client", unique=True),
        IndexModel([("by", 1), ("_id", -1)], name="mine"),
        IndexModel([("line", 1), ("_id", -1)], name="scope"),
        IndexModel([("state", 1), ("due_at", 1)], name="due"),
    ]


class InboxRow(Document):
    """One notice in one person's inbox; ``_id`` is ``NOTICE:PERSON``."""

    id = StringField(primary_key=True)
    notice = ObjectIdField()
    person = ObjectIdField()
    sent_at = DateTimeField()
    expires_at = DateTimeField(null=True)
    seen_at = DateTimeField(null=True)
    meta = {"collection": "inbox"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("person", 1), ("sent_at", -1), ("_id", -1)], name="newest"),
        IndexModel([("person", 1), ("seen_at", 1)], name="unseen"),
        IndexModel([("notice", 1), ("seen_at", 1)], name="followed"),
    ]


class Delivery(Document):
    """One push to one person; ``_id`` is ``NOTICE:PERSON:webpush``.

    ``results`` maps each subscription that has answered for good to ``sent``, ``gone`` or ``failed:REASON``; a retry
    goes to the others only.
    """

    id = StringField(primary_key=True)
    notice = ObjectIdField()
    person = ObjectIdField()
    urgency = StringField()
    state = StringField()
    reason = StringField(null=True)
    results = DictField()
    attempts = IntField()
    due_at = DateTimeField()
    expires_at = DateTimeField()
    owner = StringField(null=True)
    meta = {"collection": "deliveries"}
    indexes: ClassVar[list[IndexModel]] = [
        # Ends in due_at, so looking for work never walks past what is not due yet.
        IndexModel([("urgency", 1), ("state", 1), ("due_at", 1)], name="due"),
        IndexModel([("notice", 1), ("state", 1)], name="followed"),
    ]


class Subscription(Document):
    """One browser that agreed to pushes; ``_id`` is the SHA-256 of its endpoint in hex."""

    id = StringField(primary_key=True)
    person = ObjectIdField()
    session = ObjectIdField()
    endpoint = StringField()
    origin = StringField()
    p256dh = BinaryField()
    auth = BinaryField()
    created_at = DateTimeField()
    last_ok = DateTimeField(null=True)
    meta = {"collection": "push_subscriptions"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel([("person", 1), ("created_at", 1)], name="person")]
