"""Fixtures: one real mongod for the run, one database a test process, cleaned by deleting documents."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from mongoengine.connection import get_db

from support.api import Caller, Contract
from weiguang import create_app, registry
from weiguang.branches.tree import forget_tree
from weiguang.preparing import make_secrets
from weiguang.settings import Settings, from_environment
from weiguang.storage.documents import create_indexes
from weiguang.storage.embedded import EmbeddedMongo
from weiguang.storage.opening import open_storage
from weiguang.work.worker import Worker


@pytest.fixture(scope="session")
def mongodb_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real mongod: the embedded one, or the developer's own by WEIGUANG_TEST_MONGODB_URI."""
    given = os.environ.get("WEIGUANG_TEST_MONGODB_URI")
    if given:
        yield given
        return
    mongo = EmbeddedMongo(tmp_path_factory.mktemp("mongo"))
    yield mongo.start()
    mongo.stop()


@pytest.fixture(scope="session")
def settings(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Demo settings on a database of this process's own."""
    data = tmp_path_factory.mktemp("data")
    make_secrets(data)
    base, _, options = mongodb_uri.partition("?")
    uri = f"{base.rsplit('/', 1)[0]}/weiguang_test_{os.getpid()}?{options}"
    return from_environment(
        {
            "MONGODB_URI": uri,
            "WEIGUANG_DATA": str(data),
            "WEIGUANG_DEMO": "1",
            "WEIGUANG_BASE_URL": "http://127.0.0.1:8000",
            "WEIGUANG_PUSH_ORIGINS": "http://127.0.0.1:9501",
            "WEIGUANG_PWA": str(data / "no-pwa"),
            "WEIGUANG_THREADS": "64",
        }
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The web process, and the database made ready for it."""
    database = open_storage(settings)
    create_indexes(registry.MODELS)
    yield create_app(settings)
    database.client.drop_database(database.name)


@pytest.fixture(scope="session")
def contract(app: Flask) -> Contract:
    """The OpenAPI document as a checker."""
    return Contract(app)


@pytest.fixture
def clean(app: Flask) -> None:
    """An empty database: documents go, indexes and the vault's key stay."""
    database = get_db()
    for name in database.list_collection_names(filter={"name": {"$nin": ["vault_keys"]}}):
        database[name].delete_many({})
    forget_tree()


@pytest.fixture
def nobody(app: Flask, contract: Contract, clean: None) -> Caller:
    """A caller who is not signed in."""
    return Caller(app.test_client(use_cookies=False), contract)


@pytest.fixture
def settle(clean: None) -> Callable[[], None]:
    """Let the background work come to rest, in this process."""

    def run() -> None:
        worker = Worker(name="test")
        while sum(runner(worker) for runner in registry.RUNNERS):
            pass

    return run


@pytest.fixture
def repository() -> Path:
    """The root of the checkout."""
    return Path(__file__).parents[1]
