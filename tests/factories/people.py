"""People and branches."""

from __future__ import annotations

import itertools
from typing import Any

from bson import ObjectId

from weiguang.branches.models import Branch
from weiguang.branches.tree import forget_tree
from weiguang.people.models import Person
from weiguang.storage.clock import utc_now
from weiguang.storage.vault import mask_phone, the_vault

_numbers = itertools.count(13_900_000_000)


def make_branch(*, parent: ObjectId | None = None, kind: str = "formal", name: str = "", **more: Any) -> ObjectId:
    """A branch below ``parent``; without one, a root committee."""
    branch = ObjectId()
    line = [branch]
    if parent:
        line += Branch.collection().find_one({"_id": parent})["line"]
    Branch.collection().insert_one(
        {
            "_id": branch,
            "name": name or f"支部{branch}",
            "kind": kind,
            "parent": parent,
            "line": line,
            "order": 0,
            **more,
        }
    )
    forget_tree()
    return branch


def make_person(*, name: str = "张三", roles: list[tuple[str, ObjectId]] = (), **more: Any) -> tuple[ObjectId, str]:
    """A person with a phone; returns the id and the phone to sign in with."""
    phone = str(next(_numbers))
    person = {
        "_id": ObjectId(),
        "name": name,
        "phone_key": the_vault().digest("phone", phone),
        "phone_masked": mask_phone(phone),
        "roles": [{"role": role, "branch": branch} for role, branch in roles],
        "functional": [],
        "created_at": utc_now(),
        **more,
    }
    Person.collection().insert_one(person)
    return person["_id"], phone


def open_session(person: ObjectId) -> ObjectId:
    """A session of a browser that nobody drives."""
    session = {
        "id": ObjectId(),
        "token": str(ObjectId()),
        "device": "浏览器",
        "created_at": utc_now(),
        "seen_at": utc_now(),
    }
    Person.collection().update_one({"_id": person}, {"$push": {"sessions": session}})
    return session["id"]
