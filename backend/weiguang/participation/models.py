"""Stored ledger rows, totals, folds and the numbering of who."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import (
    BinaryField,
    BooleanField,
    DateTimeField,
    DictField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Participation(Document):
    """One ledger row. ``day`` is the day in Shanghai; ``credited`` holds ``all`` and every branch it counts for."""

    id = StringField(primary_key=True)
    kind = StringField()
    measure = StringField()
    quantity = IntField()
    approx = BooleanField()
    who = StringField()
    source = StringField()
    day = StringField()
    occurred_at = DateTimeField()
    received_at = DateTimeField()
    skew_ms = IntField()
    branches = ListField(StringField())
    credited = ListField(StringField())
    subject = StringField()
    title = StringField()
    client_id = StringField()
    fingerprint = StringField()
    corrects = StringField()
    flag = StringField()
    most = IntField()
    again = IntField()
    point = StringField()
    host = ObjectIdField()
    version = IntField()
    missed = ListField(StringField())
    pending = BooleanField()
    meta = {"collection": "participations"}
    indexes: ClassVar[list[IndexModel]] = [
        # Also finds one person's own rows; a row without a client id carries its own _id there.
        IndexModel([("who", 1), ("client_id", 1)], name="client", unique=True),
        IndexModel("pending", name="pending", partialFilterExpression={"pending": True}),
        IndexModel([("credited", 1), ("day", -1), ("_id", -1)], name="explain"),
        IndexModel("who", name="corrected", partialFilterExpression={"corrects": {"$exists": True}}),
        # Where one personal code was used, and which stays nobody has ended yet.
        IndexModel([("who", 1), ("code_at", 1)], name="code", partialFilterExpression={"code_at": {"$exists": True}}),
        IndexModel("stay_until", name="staying", partialFilterExpression={"stay_until": {"$exists": True}}),
        IndexModel(
            [("admitted_by", 1), ("client_id", 1)],
            name="admitted",
            unique=True,
            partialFilterExpression={"admitted_by": {"$exists": True}},
        ),
        # Check-outs that the worker made and that somebody has still to look at.
        IndexModel(
            [("point", 1), ("day", 1), ("_id", 1)], name="forgotten", partialFilterExpression={"flag": "forgotten"}
        ),
    ]


class Total(Document):
    """One total: ``_id`` is ``scope|kind|measure|period``. ``people`` is a serialised bitmap of who-numbers."""

    id = StringField(primary_key=True)
    scope = StringField()
    kind = StringField()
    measure = StringField()
    grain = StringField()
    period = StringField()
    exact = IntField()
    approx = IntField()
    people = BinaryField()
    fold = IntField()
    meta = {"collection": "totals"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("scope", 1), ("kind", 1), ("measure", 1), ("grain", 1), ("period", 1)], name="cell", unique=True)
    ]


class Fold(Document):
    """One step of the projector, written down before it is applied. ``_id`` counts up."""

    id = IntField(primary_key=True)
    rows = ListField(StringField())
    cells = DictField()
    state = StringField()
    meta = {"collection": "folds"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel("state", name="open", partialFilterExpression={"state": "open"})]


class Number(Document):
    """The small number that stands for one ``who`` in the bitmaps."""

    id = StringField(primary_key=True)
    n = IntField()
    meta = {"collection": "who_numbers"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel("n", name="n", unique=True)]
