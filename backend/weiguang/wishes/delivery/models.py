"""Stored delivery teams; a stop is stored with its wish."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Team(Document):
    """One delivery team of a fair; ``members`` are people, ``line`` is the fair's."""

    id = ObjectIdField(primary_key=True)
    fair = ObjectIdField()
    line = ListField(ObjectIdField())
    name = StringField()
    districts = ListField(StringField())
    members = ListField(ObjectIdField())
    client_id = StringField()
    fingerprint = StringField()
    created_at = DateTimeField()
    meta = {"collection": "delivery_teams"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("fair", 1), ("client_id", 1)], name="client", unique=True),
        IndexModel([("fair", 1), ("name", 1), ("_id", 1)], name="fair"),
        IndexModel("members", name="member"),
    ]
