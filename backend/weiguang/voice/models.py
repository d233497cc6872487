"""Stored suggestions."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BinaryField, DateTimeField, StringField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Suggestion(Document):
    """What somebody told us. ``fingerprint`` is keyed, so a contact cannot be guessed from it."""

    text = StringField()
    contact = BinaryField(null=True)
    client_id = StringField()
    fingerprint = StringField()
    received_at = DateTimeField()
    meta = {"collection": "suggestions"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel("client_id", name="client", unique=True)]
