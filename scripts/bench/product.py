"""The product on an embedded mongod of its own, ready to be measured."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bson import ObjectId

from weiguang import registry
from weiguang.branches.models import Branch
from weiguang.people.models import Person
from weiguang.people.signing_in import hash_token
from weiguang.preparing import make_secrets
from weiguang.settings import from_environment
from weiguang.storage.documents import create_indexes
from weiguang.storage.embedded import EmbeddedMongo
from weiguang.wiring import wire


@contextmanager
def prepared() -> Iterator[dict[str, str]]:
    """A mongod with the product's indexes and keys; yields the environment for a web process."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedMongo(Path(folder) / "data") as mongo:
        data = Path(folder) / "data"
        make_secrets(data)
        environment = {"MONGODB_URI": mongo.start(), "WEIGUANG_DATA": str(data), "WEIGUANG_DEMO": "1"}
        wire(from_environment(environment))
        create_indexes(registry.MODELS)
        yield environment


def make_root() -> ObjectId:
    """A branch tree of one committee."""
    root = ObjectId()
    branch = {"_id": root, "name": "综合党委", "kind": "committee", "parent": None, "line": [root], "order": 0}
    Branch.collection().insert_one(branch)
    return root


def make_members(root: ObjectId, how_many: int, roles: tuple[dict[str, object], ...] = ()) -> list[str]:
    """Signed-in members of a branch; returns their tokens."""
    tokens = [uuid.uuid4().hex for _ in range(how_many)]
    Person.collection().insert_many([_member(root, token, roles) for token in tokens])
    return tokens


def _member(root: ObjectId, token: str, roles: tuple[dict[str, object], ...]) -> dict[str, Any]:
    now = datetime.now(UTC)
    session = {"id": ObjectId(), "token": hash_token(token), "device": "bench", "created_at": now, "seen_at": now}
    return {"name": "张三", "formal": root, "functional": [], "roles": list(roles), "sessions": [session]}
