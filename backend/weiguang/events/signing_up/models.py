"""Stored rosters, and how far reminders have come."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, DictField, IntField, ListField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document

SEATS_MOST = 2_000
"""Seats of one roster, waiting ones included: 200 kB, for every write moves the whole document. An event without a
limit has no such end."""


class Roster(Document):
    """The plan and the seats of a limited event; ``_id`` is the event's.

    ``version`` counts changes of the plan. ``posts`` are ``{id, name, note}``; ``shifts`` are ``{id, post, starts_at,
    ends_at, capacity}``, first the pool (empty id, no times; without capacity it has no limit). ``seats`` are
    ``{client, person, shift, asked, at, placed}`` in the order of signing up; ``asked`` is the shift that was asked
    for. ``left`` holds the client ids of sign-ups that are gone, ``removed`` the seats that the organiser took away.
    ``telling`` holds ``{key, kind, person, client, shift, at}``: what is to be told, and from when.
    ``gather_until``: until then registrations from before the roster may still turn up.
    """

    version = IntField()
    posts = ListField(DictField())
    shifts = ListField(DictField())
    seats = ListField(DictField())
    left = ListField(StringField())
    removed = ListField(DictField())
    telling = ListField(DictField())
    gather_until = DateTimeField(null=True)
    meta = {"collection": "rosters"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel("seats.person", name="people"),
        IndexModel(
            "seats.client", name="client", unique=True, partialFilterExpression={"seats.client": {"$exists": True}}
        ),
        IndexModel("shifts.starts_at", name="starts"),
        IndexModel("telling.at", name="telling", partialFilterExpression={"telling.at": {"$exists": True}}),
        IndexModel("gather_until", name="gather", partialFilterExpression={"gather_until": {"$type": "date"}}),
    ]


class Reminder(Document):
    """A reminder that everybody has. ``_id`` names event, shift, kind and time, so a new time makes a new one."""

    id = StringField(primary_key=True)
    expires_at = DateTimeField()
    meta = {"collection": "reminders"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel("expires_at", name="ttl", expireAfterSeconds=0)]
