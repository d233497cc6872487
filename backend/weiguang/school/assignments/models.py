"""Stored assignments and submissions."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.school.models import CLIENT, TELLING
from weiguang.storage.documents import Document


class Assignment(Document):
    """One assignment; a withdrawn one is asked of nobody."""

    term = ObjectIdField()
    title = StringField()
    text = StringField()
    due_at = DateTimeField()
    withdrawn = DateTimeField(null=True)
    telling = ListField(DictField())
    client_id = StringField()
    created_by = ObjectIdField()
    created_at = DateTimeField()
    fingerprint = StringField()
    meta = {"collection": "assignments"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("term", 1), ("due_at", 1), ("_id", 1)], name="of_term"),
        CLIENT,
        TELLING,
    ]


class Submission(Document):
    """What one trainee handed in; ``_id`` is ``ASSIGNMENT:PERSON``, ``sent`` the last requests that were taken."""

    id = StringField(primary_key=True)
    assignment = ObjectIdField()
    term = ObjectIdField()
    person = ObjectIdField()
    text = StringField()
    files = ListField(StringField())
    version = IntField()
    state = StringField()
    sent = ListField(StringField())
    handed_at = DateTimeField()
    feedback = StringField()
    reviewed_at = DateTimeField(null=True)
    reviewed_by = ObjectIdField(null=True)
    telling = ListField(DictField())
    meta = {"collection": "submissions"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("assignment", 1), ("state", 1), ("handed_at", 1), ("_id", 1)], name="to_read"),
        IndexModel([("term", 1), ("person", 1)], name="of_trainee"),
        TELLING,
    ]
