"""Stored sessions."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.school.models import CLIENT, TELLING
from weiguang.storage.documents import Document


class SchoolSession(Document):
    """One session; ``revision`` grows with every change."""

    term = ObjectIdField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    kind = StringField()
    title = StringField()
    lecturer = StringField()
    place = StringField()
    link = StringField()
    starts_at = DateTimeField()
    ends_at = DateTimeField()
    materials = ListField(DictField())
    cancelled_at = DateTimeField(null=True)
    revision = IntField()
    telling = ListField(DictField())
    client_id = StringField()
    created_by = ObjectIdField()
    created_at = DateTimeField()
    fingerprint = StringField()
    meta = {"collection": "school_sessions"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("term", 1), ("starts_at", 1), ("_id", 1)], name="of_term"),
        CLIENT,
        TELLING,
    ]
