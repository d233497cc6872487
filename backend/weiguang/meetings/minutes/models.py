"""Stored minutes."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BooleanField, DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class MinutesRevision(Document):
    """One entry of the log: ``_id`` is ``MEETING:REVISION``, ``sections`` the whole text as it then was.

    A section is ``{"item", "title", "decision", "text"}``; the general one has an empty ``item``. ``state`` is ``open``
    or ``signed``. ``reason`` is why a later version was opened, ``merged`` what this save was merged with. ``due`` says
    that a signature's ledger row is still to be derived.
    """

    id = StringField(primary_key=True)
    meeting = ObjectIdField()
    revision = IntField()
    version = IntField()
    state = StringField()
    sections = ListField(DictField())
    reason = StringField()
    merged = ListField(DictField())
    by = ObjectIdField()
    at = DateTimeField()
    client_id = StringField()
    fingerprint = StringField()
    due = BooleanField()
    meta = {"collection": "minutes_revisions"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("meeting", 1), ("revision", -1)], name="newest", unique=True),
        IndexModel(
            [("by", 1), ("client_id", 1)],
            name="client",
            unique=True,
            partialFilterExpression={"client_id": {"$exists": True}},
        ),
        IndexModel([("meeting", 1), ("version", 1)], name="signed", partialFilterExpression={"state": "signed"}),
        IndexModel("due", name="due", partialFilterExpression={"due": True}),
    ]
