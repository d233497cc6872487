"""Stored courses, lessons and notes."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Course(Document):
    """One course of one branch; ``line`` is the branch's."""

    title = StringField()
    summary = StringField()
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    order = IntField()
    meta = {"collection": "courses"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel([("order", 1), ("_id", 1)], name="listing")]


class Lesson(Document):
    """One lesson. ``kind`` article, audio or video; ``version`` goes up with every change of text or questions.

    blocks: {kind, text}; media: {kind, type, duration_s, bytes, file} or {…, src}; questions: {id, kind, text,
    options [{id, text}], answer [ids], explanation}.
    """

    course = ObjectIdField()
    position = IntField()
    title = StringField()
    kind = StringField()
    version = IntField()
    blocks = ListField(DictField())
    media = DictField(null=True)
    questions = ListField(DictField())
    meta = {"collection": "lessons"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel([("course", 1), ("position", 1)], name="course")]


class LessonNote(Document):
    """What a learner wrote for themselves; ``_id`` is ``LESSON:PERSON``."""

    id = StringField(primary_key=True)
    text = StringField()
    written_at = DateTimeField()
    meta = {"collection": "lesson_notes"}
