"""Stored files: GridFS, whose document of a file carries our fields beside its own."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import (
    BinaryField,
    DateTimeField,
    DictField,
    FloatField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Media(Document):
    """One file; ``_id`` is 22 random letters. ``state`` uploading → ready, or gone.

    ``length``, ``chunkSize``, ``uploadDate`` and ``filename`` are GridFS's names, so that its tools can read the file.
    ``variants`` of a picture: {width, height, bytes}, narrow to wide; their parts lie under ``ID/WIDTH``, and
    ``length`` remains that of what the phone sent.
    ``shown_to`` holds "all" or ids of branches. At ``clear_at`` the parts go, and an upload that is not finished too.
    """

    id = StringField(primary_key=True)
    length = IntField()
    chunkSize = IntField()
    uploadDate = DateTimeField()
    filename = StringField()
    state = StringField()
    kind = StringField()
    type = StringField()
    width = IntField(null=True)
    height = IntField(null=True)
    duration_s = FloatField(null=True)
    variants = ListField(DictField())
    branch = ObjectIdField()
    line = ListField(ObjectIdField())
    shown_to = ListField()
    created_by = ObjectIdField()
    created_at = DateTimeField()
    client_id = StringField()
    fingerprint = StringField()
    clear_at = DateTimeField()
    meta = {"collection": "media.files"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel(
            [("created_by", 1), ("client_id", 1)],
            name="client",
            unique=True,
            partialFilterExpression={"client_id": {"$exists": True}},
        ),
        IndexModel("clear_at", name="clearing", partialFilterExpression={"clear_at": {"$exists": True}}),
    ]


class Part(Document):
    """Part ``n`` of a file: a chunk of GridFS. The unique index lets one of two inserts win."""

    files_id = StringField()
    n = IntField()
    data = BinaryField()
    meta = {"collection": "media.chunks"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel([("files_id", 1), ("n", 1)], name="part", unique=True)]
