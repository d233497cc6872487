"""Stored footfall."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BooleanField, DictField, IntField, ListField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Footfall(Document):
    """One point's footfall of one day in Shanghai: ``_id`` is ``POINT:DAY``.

    ``visits`` counts every visit; ``first`` those that were a browser's first of the day, ``unsure`` those of browsers
    that may keep nothing. While the day lasts, ``registers`` holds the highest rank of each register that was hit and
    ``recent`` the ids of the last visits; afterwards ``people`` takes their place.
    """

    id = StringField(primary_key=True)
    point = StringField()
    day = StringField()
    visits = IntField()
    first = IntField()
    unsure = IntField()
    counting = BooleanField()
    registers = DictField()
    recent = ListField(StringField())
    people = IntField()
    meta = {"collection": "footfall"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel("day", name="counting", partialFilterExpression={"counting": True}),
    ]
