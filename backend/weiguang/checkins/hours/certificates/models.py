"""Stored certificates."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Certificate(Document):
    """One certificate as it was issued; ``_id`` is the code on its paper.

    ``lines`` are what it prints, ``rows`` the ids of all ledger rows they came from, ``replaces`` the code of the one
    that it was made for. ``kind`` is ``hours``, or ``school`` with the ``term``, its name as ``title`` and how many
    ``sessions`` were attended; one of before there were kinds is of hours.
    """

    id = StringField(primary_key=True)
    kind = StringField()
    number = StringField()
    person = ObjectIdField()
    name = StringField()
    issuer = StringField()
    branch = ObjectIdField()
    event = ObjectIdField()
    first = StringField()
    last = StringField()
    lines = ListField(DictField())
    machine_minutes = IntField()
    hand_minutes = IntField()
    rows = ListField(StringField())
    term = ObjectIdField()
    title = StringField()
    sessions = IntField()
    issued_at = DateTimeField()
    client = StringField()
    fingerprint = StringField()
    replaces = StringField()
    meta = {"collection": "certificates"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel("number", name="number", unique=True),
        IndexModel([("person", 1), ("client", 1)], name="client", unique=True),
        IndexModel([("person", 1), ("issued_at", -1), ("_id", -1)], name="mine"),
        IndexModel("replaces", name="replaces", unique=True, partialFilterExpression={"replaces": {"$exists": True}}),
    ]
