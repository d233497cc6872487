"""Stored branches and applications."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Branch(Document):
    """One branch; ``kind`` is committee, formal or functional. ``line`` holds its own id first, the root's last."""

    name = StringField()
    kind = StringField()
    parent = ObjectIdField(null=True)
    line = ListField(ObjectIdField())
    basis = StringField(null=True)
    district = StringField(null=True)
    order = IntField()
    meta = {"collection": "branches"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel("line", name="line")]


class Application(Document):
    """A declaration to a branch: ``_id`` is ``BRANCH:PERSON``; ``state`` pending → approved or refused."""

    id = StringField(primary_key=True)
    branch = ObjectIdField()
    person = ObjectIdField()
    statement = StringField()
    state = StringField()
    client_id = StringField()
    submitted_at = DateTimeField()
    decided_at = DateTimeField()
    decided_by = ObjectIdField()
    reason = StringField()
    meta = {"collection": "applications"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("branch", 1), ("state", 1), ("_id", 1)], name="to_decide"),
        IndexModel([("person", 1), ("state", 1)], name="mine"),
        IndexModel([("person", 1), ("client_id", 1)], name="client", unique=True),
    ]
