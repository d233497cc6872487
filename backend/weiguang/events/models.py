"""Stored events and registrations."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BooleanField, DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Event(Document):
    """One event. ``date`` is a day in Shanghai (YYYY-MM-DD); ``tentative`` holds ``time``, ``place`` and ``note``."""

    seq = IntField()
    title = StringField()
    year = IntField()
    date = StringField()
    date_text = StringField()
    tentative = DictField()
    district = StringField()
    host = StringField()
    venues = ListField(StringField())
    kind = StringField()
    services = ListField(StringField())
    content = StringField()
    programmes = ListField(StringField())
    blocks = ListField(StringField())
    fair = BooleanField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    source = StringField()
    client_id = StringField()
    created_by = ObjectIdField()
    created_at = DateTimeField()
    fingerprint = StringField()
    meta = {"collection": "events"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("date", 1), ("seq", 1), ("_id", 1)], name="calendar"),
        IndexModel([("year", 1), ("date", 1), ("seq", 1), ("_id", 1)], name="year"),
        IndexModel([("district", 1), ("date", 1), ("seq", 1), ("_id", 1)], name="district"),
        IndexModel([("date", -1), ("_id", -1)], name="fairs", partialFilterExpression={"fair": True}),
        IndexModel(
            [("created_by", 1), ("client_id", 1)],
            name="client",
            unique=True,
            partialFilterExpression={"client_id": {"$exists": True}},
        ),
    ]


class Registration(Document):
    """A person signed up for an event: ``_id`` is ``EVENT:PERSON``."""

    id = StringField(primary_key=True)
    event = ObjectIdField()
    person = ObjectIdField()
    client_id = StringField()
    registered_at = DateTimeField()
    meta = {"collection": "registrations"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("event", 1), ("person", 1)], name="people"),
        IndexModel([("person", 1), ("registered_at", -1), ("_id", -1)], name="mine"),
        IndexModel([("person", 1), ("client_id", 1)], name="client", unique=True),
    ]
