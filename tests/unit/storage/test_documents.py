"""Indexes that follow the release: what is declared is made, what an earlier release declared goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from mongoengine.connection import get_db
from pymongo import IndexModel

from weiguang.storage.documents import Document, create_indexes, missing_unique_indexes


class Earlier(Document):
    """A document as the last release had it."""

    meta: ClassVar = {"collection": "test_documents"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel("kept", name="kept", unique=True),
        IndexModel("gone", name="gone"),
    ]


class Later(Document):
    """The same in this release."""

    meta: ClassVar = {"collection": "test_documents"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel("kept", name="kept", unique=True), IndexModel("new", name="new")]


@pytest.fixture(autouse=True)
def room(clean: None) -> Iterator[None]:
    yield
    get_db().drop_collection("test_documents")


def names() -> set[str]:
    return set(Later.collection().index_information())


def test_an_index_that_an_earlier_release_declared_is_dropped() -> None:
    create_indexes([Earlier])
    assert names() == {"_id_", "kept", "gone"}
    create_indexes([Later])
    assert names() == {"_id_", "kept", "new"}


def test_making_the_indexes_again_changes_nothing_and_documents_stay() -> None:
    create_indexes([Later])
    Later.collection().insert_one({"_id": 1, "kept": "a"})
    create_indexes([Later])
    assert (names(), Later.collection().count_documents({})) == ({"_id_", "kept", "new"}, 1)


def test_a_unique_index_that_is_missing_is_named() -> None:
    Later.collection().insert_one({"_id": 1})
    assert missing_unique_indexes([Later]) == ["test_documents.kept"]
    create_indexes([Later])
    assert missing_unique_indexes([Later]) == []
