"""Stored programmes."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Programme(Document):
    """One printed table of a branch and a year, by its title; its rows are events.

    ``columns`` are those it was printed with, as ``field`` and ``header``; ``day`` and ``host`` what was said for all
    of its rows. ``revision`` grows with every import that changes something. ``imports`` keeps the answers of the
    latest of them, by client id.
    """

    title = StringField()
    year = IntField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    columns = ListField(DictField())
    day = StringField(null=True)
    host = StringField()
    revision = IntField()
    imports = ListField(DictField())
    created_at = DateTimeField()
    changed_at = DateTimeField()
    meta = {"collection": "programmes"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("branch", 1), ("year", 1), ("title", 1)], name="title", unique=True),
        IndexModel([("line", 1), ("year", -1), ("_id", -1)], name="reach"),
        IndexModel("imports.client_id", name="client"),
    ]
