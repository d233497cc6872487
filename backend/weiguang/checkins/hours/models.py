"""Stored changes of volunteer hours."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BooleanField, DateTimeField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class HourChange(Document):
    """One addition or correction, from being asked for to being decided (see the package's prose).

    ``row`` is the ledger row that it corrects, ``was`` the minutes that counted there when it was proposed, ``minutes``
    what shall count. ``due`` says that the ledger row is still to be derived, ``telling`` that the person is still to
    be told.
    """

    kind = StringField()
    state = StringField()
    person = ObjectIdField()
    event = ObjectIdField()
    row = StringField()
    subject = StringField()
    title = StringField()
    day = StringField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    text = StringField()
    asked_at = DateTimeField()
    minutes = IntField()
    was = IntField()
    reason = StringField()
    proposed_by = ObjectIdField()
    proposed_at = DateTimeField()
    decided_by = ObjectIdField()
    decided_at = DateTimeField()
    answer = StringField()
    made_by = ObjectIdField()
    client = StringField()
    fingerprint = StringField()
    key = StringField()
    due = BooleanField()
    telling = BooleanField()
    meta = {"collection": "hour_changes"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("made_by", 1), ("client", 1)], name="client", unique=True),
        IndexModel("key", name="under_way", unique=True, partialFilterExpression={"key": {"$exists": True}}),
        IndexModel([("state", 1), ("line", 1), ("_id", 1)], name="to_do"),
        IndexModel([("person", 1), ("_id", -1)], name="mine"),
        IndexModel("due", name="due", partialFilterExpression={"due": True}),
        IndexModel("telling", name="telling", partialFilterExpression={"telling": True}),
    ]
