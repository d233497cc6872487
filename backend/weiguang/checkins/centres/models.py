"""Stored service centres."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BooleanField, DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Centre(Document):
    """One centre; ``weekly`` has seven lists of spans, Monday first, a span being ``{"from": "08:30", "to": "17:30"}``.

    An exception is ``{"first_day", "last_day", "spans", "note"}``; without spans the centre is closed.
    """

    name = StringField()
    level = StringField()
    parent = ObjectIdField(null=True)
    path = ListField(ObjectIdField())
    seq = IntField()
    district = StringField()
    address = StringField()
    phone = StringField()
    about = StringField()
    services = ListField(StringField())
    weekly = ListField(ListField(DictField()))
    exceptions = ListField(DictField())
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    invented = BooleanField()
    created_by = ObjectIdField()
    created_at = DateTimeField()
    client_id = StringField()
    fingerprint = StringField()
    meta = {"collection": "centres"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("seq", 1), ("_id", 1)], name="directory"),
        IndexModel([("path", 1), ("seq", 1), ("_id", 1)], name="below"),
        IndexModel([("level", 1), ("seq", 1), ("_id", 1)], name="level"),
        IndexModel(
            [("created_by", 1), ("client_id", 1)],
            name="client",
            unique=True,
            partialFilterExpression={"client_id": {"$exists": True}},
        ),
    ]
