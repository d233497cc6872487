"""The one place that connects. Call it in each process after the fork: a MongoClient does not survive one."""

from __future__ import annotations

from typing import Any

import mongoengine
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.uri_parser import parse_uri

DEFAULT_DATABASE = "weiguang"


def connect(uri: str, *, threads: int) -> Database[dict[str, Any]]:
    """Connect mongoengine's default alias and return the database.

    The pool holds one connection a thread and two to spare; operations give up after 20 s (by the
    socket: a deadline per operation would cost several system calls each).
    """
    name = parse_uri(uri)["database"] or DEFAULT_DATABASE
    client: MongoClient[dict[str, Any]] = mongoengine.connect(
        db=name,
        host=uri,
        tz_aware=True,
        uuidRepresentation="standard",
        w="majority",
        journal=True,
        retryWrites=True,
        maxPoolSize=threads + 2,
        serverSelectionTimeoutMS=20_000,
        socketTimeoutMS=20_000,
        waitQueueTimeoutMS=20_000,
        appname="weiguang",
    )
    return client[name]


def watcher(uri: str) -> Database[dict[str, Any]]:
    """A second client for change streams, which wait far longer than an operation may."""
    client: MongoClient[dict[str, Any]] = MongoClient(uri, tz_aware=True, appname="weiguang-watch", maxPoolSize=2)
    return client[parse_uri(uri)["database"] or DEFAULT_DATABASE]


def disconnect() -> None:
    """Close the default connection."""
    mongoengine.disconnect()
