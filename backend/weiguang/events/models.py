"""Stored events and registrations."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BooleanField, DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Event(Document):
    """One event. ``date`` is a day in Shanghai (YYYY-MM-DD); ``tentative`` holds ``time``, ``place`` and ``note``.

    ``starts`` and ``ends`` are times of day (09:00), empty when unknown; ``to_date`` the last day of several. ``hosts``
    are all hosts, ``host`` their names as printed. ``revision`` grows with every change, ``telling`` is what those who
    follow it are to be told. ``programme`` is the printed table it came with: ``row`` its cells there, ``base`` what
    they meant.
    """

    seq = IntField()
    title = StringField()
    year = IntField()
    date = StringField()
    date_text = StringField()
    tentative = DictField()
    district = StringField()
    host = StringField()
    hosts = ListField(StringField())
    to_date = StringField()
    starts = StringField()
    ends = StringField()
    stalls = ListField(DictField())
    cancelled = BooleanField()
    cancel_note = StringField()
    revision = IntField()
    changed_at = DateTimeField()
    telling = ListField(DictField())
    programme = ObjectIdField()
    row = DictField()
    base = DictField()
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
        IndexModel([("line", 1), ("date", -1), ("_id", -1)], name="reach"),
        IndexModel(
            [("programme", 1), ("seq", 1)], name="table", partialFilterExpression={"programme": {"$exists": True}}
        ),
        IndexModel("telling.key", name="telling", partialFilterExpression={"telling.key": {"$exists": True}}),
        IndexModel(
            [("created_by", 1), ("client_id", 1)],
            name="client",
            unique=True,
            partialFilterExpression={"client_id": {"$exists": True}},
        ),
    ]


class Registration(Document):
    """A person signed up for an event without a limit: ``_id`` is ``EVENT:PERSON``.

    Taken back, ``event`` moves to ``gone``; ``left`` holds the client ids that were taken back. With a limit there is a
    roster (`signing_up.models`).
    """

    id = StringField(primary_key=True)
    event = ObjectIdField()
    person = ObjectIdField()
    client_id = StringField()
    registered_at = DateTimeField()
    gone = ObjectIdField()
    left = ListField(StringField())
    meta = {"collection": "registrations"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("event", 1), ("person", 1)], name="people"),
        IndexModel([("event", 1), ("registered_at", 1), ("_id", 1)], name="order"),
        IndexModel("gone", name="gone", partialFilterExpression={"gone": {"$exists": True}}),
        IndexModel([("person", 1), ("registered_at", -1), ("_id", -1)], name="mine"),
        IndexModel([("person", 1), ("client_id", 1)], name="client", unique=True),
    ]


class Follower(Document):
    """A person follows an event: ``_id`` is ``EVENT:PERSON``."""

    id = StringField(primary_key=True)
    event = ObjectIdField()
    person = ObjectIdField()
    followed_at = DateTimeField()
    meta = {"collection": "event_followers"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("event", 1), ("person", 1)], name="people"),
        IndexModel([("person", 1), ("followed_at", -1)], name="mine"),
    ]
