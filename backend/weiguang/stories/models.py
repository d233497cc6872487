"""Stored stories."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BooleanField, DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document

_PUBLISHED = {"state": "published"}


class Story(Document):
    """One story; ``_id`` is its code. ``shown_to`` holds "all" or ids of branches.

    ``revision`` grows with every save, ``saved`` is the fingerprint of the last one, so that its repeat is recognised.
    ``publish_at`` is when it is planned, ``published_at`` where it stands in the list.
    """

    id = StringField(primary_key=True)
    title = StringField()
    summary = StringField()
    topic = StringField()
    cover = StringField(null=True)
    author = StringField()
    blocks = ListField(DictField())
    shown_to = ListField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    state = StringField()
    publish_at = DateTimeField(null=True)
    published_at = DateTimeField(null=True)
    revision = IntField()
    saved = StringField()
    edited_at = DateTimeField()
    edited_by = ObjectIdField(null=True)
    invented = BooleanField()
    client_id = StringField()
    created_by = ObjectIdField(null=True)
    created_at = DateTimeField()
    fingerprint = StringField()
    meta = {"collection": "stories"}
    indexes: ClassVar[list[IndexModel]] = [
        # Whom it is shown to comes first: the list of one reader merges a few sorted runs and never walks past others'.
        IndexModel(
            [("shown_to", 1), ("published_at", -1), ("_id", -1)], name="newest", partialFilterExpression=_PUBLISHED
        ),
        IndexModel(
            [("shown_to", 1), ("topic", 1), ("published_at", -1), ("_id", -1)],
            name="topic",
            partialFilterExpression=_PUBLISHED,
        ),
        IndexModel([("line", 1), ("created_at", -1), ("_id", -1)], name="managed"),
        IndexModel([("line", 1), ("state", 1), ("created_at", -1), ("_id", -1)], name="managed_state"),
        IndexModel("publish_at", name="due", partialFilterExpression={"state": "scheduled"}),
        IndexModel(
            [("created_by", 1), ("client_id", 1)],
            name="client",
            unique=True,
            partialFilterExpression={"client_id": {"$exists": True}},
        ),
    ]
