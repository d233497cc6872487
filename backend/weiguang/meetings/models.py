"""Stored meetings and apologies."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BinaryField, DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Meeting(Document):
    """One meeting. ``branches`` are all, the convening one first; ``accepted`` and ``declined`` are some of them.

    ``reach`` holds all branches and everything above them. ``called`` is empty where every member is. An agenda item is
    ``{"id", "title", "note"}``. ``revision`` grows with every change, ``telling`` is what people are still to be told.
    ``signed_at`` follows the minutes.
    """

    kind = StringField()
    title = StringField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    branches = ListField(ObjectIdField())
    accepted = ListField(ObjectIdField())
    declined = ListField(ObjectIdField())
    reach = ListField(ObjectIdField())
    called = ListField(ObjectIdField())
    chair = ObjectIdField()
    recorder = ObjectIdField(null=True)
    starts_at = DateTimeField()
    ends_at = DateTimeField()
    place = StringField()
    link = StringField()
    agenda = ListField(DictField())
    materials = ListField(DictField())
    revision = IntField()
    telling = ListField(DictField())
    held_at = DateTimeField(null=True)
    signed_at = DateTimeField(null=True)
    cancelled_at = DateTimeField(null=True)
    cancel_note = StringField()
    client_id = StringField()
    created_by = ObjectIdField()
    created_at = DateTimeField()
    fingerprint = StringField()
    meta = {"collection": "meetings"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("accepted", 1), ("starts_at", 1), ("_id", 1)], name="of_branch"),
        IndexModel([("reach", 1), ("starts_at", 1), ("_id", 1)], name="reach"),
        IndexModel("telling.key", name="telling", partialFilterExpression={"telling.key": {"$exists": True}}),
        IndexModel(
            [("created_by", 1), ("client_id", 1)],
            name="client",
            unique=True,
            partialFilterExpression={"client_id": {"$exists": True}},
        ),
    ]


class Apology(Document):
    """Who said why they cannot come: ``_id`` is ``MEETING:PERSON``, the reason is sealed."""

    id = StringField(primary_key=True)
    meeting = ObjectIdField()
    person = ObjectIdField()
    sealed = BinaryField()
    at = DateTimeField()
    meta = {"collection": "apologies"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel([("meeting", 1), ("person", 1)], name="of_meeting")]
