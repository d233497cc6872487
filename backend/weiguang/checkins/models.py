"""Stored check-in points."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BinaryField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Point(Document):
    """One check-in point; ``_id`` is its code. ``secret`` never leaves the server."""

    id = StringField(primary_key=True)
    event = ObjectIdField()
    event_title = StringField()
    name = StringField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    secret = BinaryField()
    meta = {"collection": "check_in_points"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel("event", name="event", unique=True)]
