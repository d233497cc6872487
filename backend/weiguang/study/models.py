"""Stored courses, lessons, their earlier versions, and notes."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BooleanField, DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document

SENT = {"partialFilterExpression": {"client_id": {"$exists": True}}, "unique": True}


class Course(Document):
    """One course of one branch; ``line`` is the branch's.

    shown_to: ``["all"]`` or ids of branches, whose members and those below them see it. order: the newest course has
    the smallest. sequence: ids of lessons as they were put in order; a lesson that is not in it comes after those.
    showing: the media of its lessons are not yet known to be shown to ``shown_to``.
    """

    title = StringField()
    summary = StringField()
    cover = StringField(null=True)
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    shown_to = ListField()
    order = IntField()
    sequence = ListField(ObjectIdField())
    withdrawn = BooleanField()
    showing = ObjectIdField()
    created_by = ObjectIdField()
    created_at = DateTimeField()
    client_id = StringField()
    fingerprint = StringField()
    meta = {"collection": "courses"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("shown_to", 1), ("order", 1), ("_id", 1)], name="shown"),
        IndexModel([("line", 1), ("order", 1), ("_id", 1)], name="managed"),
        IndexModel("showing", name="showing", partialFilterExpression={"showing": {"$exists": True}}),
        IndexModel([("created_by", 1), ("client_id", 1)], name="client", **SENT),
    ]


class Lesson(Document):
    """One lesson: the published face, and beside it the draft that somebody writes.

    kind: article, audio or video, by what is in it. version: 0 until first published, one more with every publishing
    that changes it. questions: {id, kind, text, options [{id, text}], answer [ids], model, explanation}. draft:
    {title, blocks, questions, edited_at, edited_by} or null. rev: one more with every change of the draft.
    published_rev: the draft that became the published face. publish_at: when the draft is to be published.
    media: a recording that came with the product: {kind, type, duration_s, bytes, file} or {…, src}.
    grams, named, said: the published face once more, as it is looked for (`searching`).
    """

    course = ObjectIdField()
    line = ListField(ObjectIdField())
    state = StringField()
    version = IntField()
    title = StringField()
    kind = StringField()
    question_count = IntField()
    blocks = ListField(DictField())
    media = DictField(null=True)
    questions = ListField(DictField())
    grams = ListField(StringField())
    named = StringField()
    said = StringField()
    published_at = DateTimeField(null=True)
    published_by = ObjectIdField(null=True)
    rev = IntField()
    draft = DictField(null=True)
    published_rev = IntField()
    publish_at = DateTimeField(null=True)
    scheduled_by = ObjectIdField(null=True)
    showing = ObjectIdField()
    created_by = ObjectIdField()
    created_at = DateTimeField()
    client_id = StringField()
    fingerprint = StringField()
    meta = {"collection": "lessons"}
    indexes: ClassVar[list[IndexModel]] = [
        # Holds all that a course page shows of a lesson, so that three hundred fat lessons are not read for it.
        IndexModel(
            [("course", 1), ("state", 1), ("_id", 1), ("title", 1), ("kind", 1), ("question_count", 1)], name="face"
        ),
        IndexModel("grams", name="grams"),
        IndexModel([("state", 1), ("named", 1)], name="named"),
        IndexModel("publish_at", name="due", partialFilterExpression={"publish_at": {"$type": "date"}}),
        IndexModel("showing", name="showing", partialFilterExpression={"showing": {"$exists": True}}),
        IndexModel([("created_by", 1), ("client_id", 1)], name="client", **SENT),
    ]


class LessonVersion(Document):
    """What a lesson said before it was changed; ``_id`` is ``LESSON:VERSION``. It never changes."""

    id = StringField(primary_key=True)
    lesson = ObjectIdField()
    version = IntField()
    title = StringField()
    kind = StringField()
    blocks = ListField(DictField())
    questions = ListField(DictField())
    published_at = DateTimeField()
    published_by = ObjectIdField(null=True)
    meta = {"collection": "lesson_versions"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel([("lesson", 1), ("version", 1)], name="lesson")]


class LessonNote(Document):
    """What a learner wrote for themselves; ``_id`` is ``LESSON:PERSON``."""

    id = StringField(primary_key=True)
    lesson = ObjectIdField()
    person = ObjectIdField()
    text = StringField()
    written_at = DateTimeField()
    meta = {"collection": "lesson_notes"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel([("person", 1), ("written_at", -1), ("_id", -1)], name="own")]
