"""Stored terms and enrolments."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document

TELLING = IndexModel("telling.key", name="telling", partialFilterExpression={"telling.key": {"$exists": True}})
CLIENT = IndexModel(
    [("created_by", 1), ("client_id", 1)],
    name="client",
    unique=True,
    partialFilterExpression={"client_id": {"$exists": True}},
)


class Term(Document):
    """One term. ``starts_on`` and ``ends_on`` are days; ``need_sessions`` is what the certificate asks for.

    ``revision`` grows with every change.
    """

    name = StringField()
    description = StringField()
    place = StringField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    starts_on = StringField()
    ends_on = StringField()
    enrol_from = DateTimeField()
    enrol_until = DateTimeField()
    capacity = IntField()
    need_sessions = IntField()
    cancelled_at = DateTimeField(null=True)
    revision = IntField()
    telling = ListField(DictField())
    client_id = StringField()
    created_by = ObjectIdField()
    created_at = DateTimeField()
    fingerprint = StringField()
    meta = {"collection": "terms"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("branch", 1), ("starts_on", -1), ("_id", -1)], name="of_branch"),
        IndexModel([("line", 1), ("starts_on", -1), ("_id", -1)], name="managed"),
        CLIENT,
        TELLING,
    ]


class Enrolment(Document):
    """One person's enrolment in a term; ``_id`` is ``TERM:PERSON``. Only an approved one has a ``seat``.

    ``certified`` are the codes of the certificates that the person was told of.
    """

    id = StringField(primary_key=True)
    term = ObjectIdField()
    person = ObjectIdField()
    note = StringField()
    state = StringField()
    reason = StringField()
    seat = IntField()
    applied_at = DateTimeField()
    decided_at = DateTimeField(null=True)
    decided_by = ObjectIdField(null=True)
    certified = ListField(StringField())
    telling = ListField(DictField())
    meta = {"collection": "enrolments"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel(
            [("term", 1), ("seat", 1)], name="seat", unique=True, partialFilterExpression={"seat": {"$exists": True}}
        ),
        IndexModel([("term", 1), ("state", 1), ("_id", 1)], name="of_term"),
        IndexModel([("person", 1), ("term", 1)], name="of_person"),
        TELLING,
    ]
