"""Stored routes."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BooleanField, DateTimeField, DictField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Route(Document):
    """One route with its stops in order.

    stops: {id, code, name, place, map_link, text, audio, question}; removed: {id, code, name, removed_at}; ``code`` is
    the plaque's. ``closed_at`` is since when nobody may check in: None while published. ``mark`` changes with every
    write that the points must follow.
    """

    title = StringField()
    kind = StringField()
    district = StringField()
    summary = StringField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    state = StringField()
    published_at = DateTimeField(null=True)
    closed_at = DateTimeField(null=True)
    stops = ListField(DictField())
    removed = ListField(DictField())
    invented = BooleanField()
    points_due = BooleanField()
    mark = ObjectIdField()
    client_id = StringField()
    created_by = ObjectIdField()
    created_at = DateTimeField()
    fingerprint = StringField()
    meta = {"collection": "routes"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("state", 1), ("published_at", -1), ("_id", -1)], name="listing"),
        IndexModel([("line", 1), ("_id", -1)], name="managed"),
        IndexModel("stops.code", name="plaque"),
        IndexModel("removed.code", name="removed_plaque"),
        IndexModel("points_due", name="points_due", partialFilterExpression={"points_due": True}),
        IndexModel(
            [("created_by", 1), ("client_id", 1)],
            name="client",
            unique=True,
            partialFilterExpression={"client_id": {"$exists": True}},
        ),
    ]
