"""Stored people and one-time codes."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import (
    BinaryField,
    BooleanField,
    DateTimeField,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Session(EmbeddedDocument):  # type: ignore[misc]
    """One signed-in device."""

    id = ObjectIdField(db_field="id")
    token = StringField()
    device = StringField()
    created_at = DateTimeField()
    seen_at = DateTimeField()


class RoleHeld(EmbeddedDocument):  # type: ignore[misc]
    """A role on a branch (`access.permissions.ROLES`)."""

    role = StringField()
    branch = ObjectIdField()


class Person(Document):
    """A member, volunteer, organiser or citizen with an account."""

    phone_key = StringField()
    phone_sealed = BinaryField()
    phone_masked = StringField()
    name = StringField()
    text_size = StringField()
    recall = BooleanField()
    formal = ObjectIdField()
    functional = ListField(ObjectIdField())
    joined = ListField()
    roles = EmbeddedDocumentListField(RoleHeld)
    sessions = EmbeddedDocumentListField(Session)
    district = StringField()
    invented = BooleanField()
    created_at = DateTimeField()
    meta = {"collection": "people"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel("phone_key", name="phone", unique=True, partialFilterExpression={"phone_key": {"$exists": True}}),
        IndexModel(
            "sessions.token", name="token", unique=True, partialFilterExpression={"sessions.token": {"$exists": True}}
        ),
        IndexModel([("formal", 1), ("_id", 1)], name="formal"),
        IndexModel([("functional", 1), ("_id", 1)], name="functional"),
        IndexModel([("district", 1), ("_id", 1)], name="district"),
        IndexModel("roles.branch", name="roles", partialFilterExpression={"roles.branch": {"$exists": True}}),
    ]


class SignInCode(Document):
    """The running one-time code of one phone; ``_id`` is the phone's digest."""

    id = StringField(primary_key=True)
    code = StringField()
    tries = IntField()
    sent_at = DateTimeField()
    expires_at = DateTimeField()
    meta = {"collection": "sign_in_codes"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel("expires_at", name="ttl", expireAfterSeconds=0)]
