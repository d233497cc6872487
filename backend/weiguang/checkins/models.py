"""Stored check-in points."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BinaryField, DictField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Point(Document):
    """One check-in point; ``_id`` is its code. ``secret`` never leaves the server.

    ``key`` is the natural key of what it stands at, such as ``event:EVENT`` for an event's own. ``subject`` is what the
    ledger says a check-in there was about, and ``title`` how that is called. ``rule`` says who may, how often and when.
    """

    id = StringField(primary_key=True)
    key = StringField()
    kind = StringField()
    subject = StringField()
    title = StringField()
    event = ObjectIdField()
    name = StringField()
    rule = DictField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    secret = BinaryField()
    meta = {"collection": "check_in_points"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel("key", name="key", unique=True, partialFilterExpression={"key": {"$exists": True}}),
        IndexModel([("event", 1), ("_id", 1)], name="of_event"),
    ]
