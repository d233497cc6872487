"""Stored imports, their sealed files, and walls that were opened."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BinaryField, DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Import(Document):
    """One look at a spreadsheet: ``kind`` is preview or import, ``state`` one of `rules.IMPORT_STATES`.

    ``digest`` is the keyed digest of the file. ``rows`` is how many it has, ``done`` how many were looked at.
    ``findings`` holds the first of them; ``errors`` and ``warnings`` count all. A preview is forgotten at
    ``expires_at``; an import stays as the record of where its wishes came from.
    """

    client_id = StringField()
    fair = ObjectIdField()
    line = ListField(ObjectIdField())
    by = ObjectIdField()
    filename = StringField()
    format = StringField()
    kind = StringField()
    digest = StringField()
    state = StringField()
    tries = IntField()
    rows = IntField()
    done = IntField()
    created = IntField()
    unchanged = IntField()
    errors = IntField()
    warnings = IntField()
    columns = ListField(DictField())
    findings = ListField(DictField())
    started_at = DateTimeField()
    expires_at = DateTimeField(null=True)
    meta = {"collection": "wish_imports"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("by", 1), ("client_id", 1)], name="client", unique=True),
        IndexModel([("fair", 1), ("digest", 1)], name="file"),
        IndexModel([("state", 1), ("_id", 1)], name="due"),
        IndexModel("expires_at", name="ttl", expireAfterSeconds=0),
    ]


class ImportPart(Document):
    """A sealed part of an uploaded file; gone when its import ended, and after a day in any case."""

    of = ObjectIdField()
    number = IntField()
    sealed = BinaryField()
    expires_at = DateTimeField()
    meta = {"collection": "wish_import_parts"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("of", 1), ("number", 1)], name="file", unique=True),
        IndexModel("expires_at", name="ttl", expireAfterSeconds=0),
    ]


class Wall(Document):
    """The wall of a fair was opened; ``_id`` is the fair."""

    id = ObjectIdField(primary_key=True)
    opened_at = DateTimeField()
    by = ObjectIdField()
    meta = {"collection": "wish_walls"}
