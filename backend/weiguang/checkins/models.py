"""Stored check-in points."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BinaryField, DateTimeField, DictField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Point(Document):
    """One check-in point; ``_id`` is its code. ``secret`` never leaves the server.

    ``key`` is the natural key of what it stands at, such as ``event:EVENT`` for an event's own. ``subject`` is what the
    ledger says a check-in there was about, and ``title`` how that is called. ``branches``, where there are any, are
    those whose members the rule means instead of ``branch``'s, and ``roll`` the list that it means (`rolls`). ``rule``
    says who may, how often and when; ``closed_at`` that somebody closed it by hand. ``fingerprint`` is of the request
    that made it.
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
    branches = ListField(ObjectIdField())
    roll = StringField()
    line = ListField(ObjectIdField())
    secret = BinaryField()
    closed_at = DateTimeField()
    fingerprint = StringField()
    meta = {"collection": "check_in_points"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel("key", name="key", unique=True, partialFilterExpression={"key": {"$exists": True}}),
        IndexModel([("event", 1), ("_id", 1)], name="of_event"),
    ]


class CheckInConflict(Document):
    """A row that could not simply count, kept as something to do.

    ``_id`` is derived from its sender and client id; where two entrances stored one code at once, from their two rows.

    ``row`` is the ledger row that it would have been, ``standing`` the key of the one it met. ``keys`` are those that a
    check-out without a check-in looks for. ``decision`` is null, or holds ``choice``, ``note``, ``by`` and ``at``.
    """

    id = ObjectIdField(primary_key=True)
    kind = StringField()
    event = ObjectIdField()
    point = StringField()
    person = ObjectIdField()
    fingerprint = StringField()
    row = DictField()
    standing = StringField(null=True)
    keys = ListField(StringField())
    at = DateTimeField()
    received_at = DateTimeField()
    by = ObjectIdField()
    state = StringField()
    decision = DictField(null=True)
    meta = {"collection": "check_in_conflicts"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("event", 1), ("state", 1), ("at", 1), ("_id", 1)], name="to_do"),
        IndexModel([("state", 1), ("kind", 1), ("received_at", 1)], name="by_worker"),
    ]
