"""Stored learning."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, DictField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Learning(Document):
    """How one person stands with one lesson; ``_id`` is ``LESSON:PERSON``.

    place: {at, block, part, heard, seconds}, where somebody stopped reading and listening. excuse: {at, reason, text},
    an empty reason when it was withdrawn. recalled: the moment each stage was answered, by its days as text. In place
    and excuse ``at`` stands first: MongoDB compares them field by field.
    """

    id = StringField(primary_key=True)
    lesson = ObjectIdField()
    person = ObjectIdField()
    opened_at = DateTimeField()
    place = DictField()
    excuse = DictField()
    recalled = DictField()
    meta = {"collection": "learnings"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel([("person", 1), ("_id", 1)], name="person")]
