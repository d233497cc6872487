"""The base of every stored document.

mongoengine names and checks the fields; hot paths go through `collection`, which is plain pymongo: hydrating a document
costs more than the query. Indexes are declared as pymongo ``IndexModel`` and made by an explicit command, because
mongoengine publishes a collection before its indexes exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import mongoengine
from mongoengine.connection import get_db
from pymongo import IndexModel
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from weiguang.errors import ClientIdReused


class Document(mongoengine.Document):  # type: ignore[misc]
    """A stored document with explicit indexes."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "auto_create_index": False, "strict": False}
    indexes: ClassVar[list[IndexModel]] = []

    @classmethod
    def collection(cls) -> Collection[dict[str, Any]]:
        """The pymongo collection behind this document."""
        return cls._get_collection()  # type: ignore[no-any-return]


def insert_once(model: type[Document], made: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Insert what a request made; return what stands and whether it is new.

    ``made`` carries ``created_by``, ``client_id`` and the ``fingerprint`` of the body; the unique index on the first
    two lets one of two tries win. Raises `ClientIdReused` when the one that won was another request.
    """
    try:
        model.collection().insert_one(made)
        return made, True
    except DuplicateKeyError:
        found = model.collection().find_one({"created_by": made["created_by"], "client_id": made["client_id"]})
    if found is None or found["fingerprint"] != made["fingerprint"]:
        raise ClientIdReused
    return found, False


def upserted(found: dict[str, Any] | None) -> dict[str, Any]:
    """The document after an upsert: MongoDB always returns one, which its type cannot say."""
    if found is None:
        raise RuntimeError("an upsert returned no document")
    return found


def together(write: Callable[[ClientSession], None]) -> None:
    """Run ``write`` in one transaction; the driver repeats it when two transactions meet."""
    with get_db().client.start_session() as session:
        session.with_transaction(write)


def create_indexes(models: Iterable[type[Document]]) -> None:
    """Make every declared index and drop what an earlier release declared; a repeat changes nothing.

    A changed index has a new name: MongoDB refuses another one under a name that is taken.
    """
    for model in models:
        if model.indexes:
            model.collection().create_indexes(model.indexes)
            declared = {"_id_", *(index.document["name"] for index in model.indexes)}
            for name in model.collection().index_information().keys() - declared:
                model.collection().drop_index(name)


def missing_unique_indexes(models: Iterable[type[Document]]) -> list[str]:
    """Name the unique indexes that the database lacks: without them "only once" is a hope."""
    missing = []
    for model in models:
        present = model.collection().index_information()
        for index in model.indexes:
            wanted = index.document
            if wanted.get("unique") and not present.get(wanted["name"], {}).get("unique"):
                missing.append(f"{model.collection().name}.{wanted['name']}")
    return missing
