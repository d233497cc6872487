"""Stored conflicts between paper lists and claims."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, DictField, ObjectIdField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class ClaimConflict(Document):
    """A row of a paper list whose wish somebody else had already; ``_id`` is derived from the wish and the row.

    ``claim`` is the claim that paper would have been, as `weiguang.wishes.models.Wish` describes it; name and phone are
    sealed in it. ``at`` is when it was keyed in. ``decision`` is null, or holds ``choice``, ``client`` (the id of the
    request), ``by``, ``note`` and ``at``.
    """

    id = ObjectIdField(primary_key=True)
    fair = ObjectIdField()
    wish = StringField()
    claim = DictField()
    state = StringField()
    decision = DictField(null=True)
    at = DateTimeField()
    meta = {"collection": "claim_conflicts"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel([("state", 1), ("fair", 1), ("at", 1), ("_id", 1)], name="to_do"),
    ]
