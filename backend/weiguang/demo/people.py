"""The branch tree, the demo accounts, the invented members, and three people who ask to join."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bson import ObjectId
from pymongo import ReplaceOne

from weiguang.access.permissions import ROLES
from weiguang.branches.models import Application, Branch
from weiguang.branches.tree import forget_tree
from weiguang.demo.reading import demo_id, read
from weiguang.people.models import Person
from weiguang.storage.vault import mask_phone, the_vault

JOINED = datetime(2023, 1, 3, tzinfo=UTC)


def load_branches() -> None:
    """The whole tree; a parent stands before its children in the file."""
    lines: dict[str, list[ObjectId]] = {}
    rows = []
    for order, branch in enumerate(read("branches")["branches"]):
        own = demo_id("branch", branch["key"])
        lines[branch["key"]] = [own, *lines.get(branch["parent"] or "", [])]
        rows.append(
            {
                "_id": own,
                "name": branch["name"],
                "kind": branch["kind"],
                "parent": demo_id("branch", branch["parent"]) if branch["parent"] else None,
                "line": lines[branch["key"]],
                "basis": branch["basis"],
                "district": branch["district"],
                "order": order,
            }
        )
    Branch.collection().bulk_write([ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows])
    forget_tree()


def load_people() -> None:
    """1,287 members: six with a demo phone, the others invented without one; then who helps, and the applicants."""
    source = read("people")
    people = [_account(account) for account in source["accounts"]]
    people += _invented(source)
    people += [
        _account(applicant | {"roles": [], "formal": None, "functional": []}) for applicant in source["applications"]
    ]
    Person.collection().bulk_write([ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in people])
    for applicant in source["applications"]:
        _apply(applicant)


def _account(account: dict[str, Any]) -> dict[str, Any]:
    phone = account["phone"]
    return _person(
        demo_id("person", phone),
        name=account["name"],
        formal=account["formal"],
        functional=account["functional"],
        roles=[
            {"role": held["role"], "branch": demo_id("branch", held["branch"])}
            for held in account["roles"]
            if held["role"] in ROLES
        ],
        phone_key=the_vault().digest("phone", phone),
        phone_sealed=the_vault().seal(phone),
        phone_masked=mask_phone(phone),
    )


def _invented(source: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Members spread over the formal branches; every third also lives in an e-branch."""
    surnames, given = source["surnames"], source["given_names"]
    branches = read("branches")["branches"]
    formal = [branch["key"] for branch in branches if branch["kind"] == "formal"]
    online = [branch["key"] for branch in branches if branch["kind"] == "functional"]
    for number in range(source["members_to_invent"]):
        name = surnames[number % len(surnames)] + given[(number // len(surnames) + number) % len(given)]
        functional = [online[number // 3 % len(online)]] if number % 3 == 0 else []
        home = formal[number % len(formal)]
        yield _person(demo_id("member", number), name=name, formal=home, functional=functional, roles=[])


def _person(
    own: ObjectId, *, name: str, formal: str | None, functional: list[str], roles: list[dict[str, Any]], **phone: Any
) -> dict[str, Any]:
    homes = [demo_id("branch", key) for key in ([formal] if formal else []) + functional]
    return {
        "_id": own,
        "name": name,
        "text_size": "normal",
        "formal": demo_id("branch", formal) if formal else None,
        "functional": [demo_id("branch", key) for key in functional],
        "joined": [{"branch": home, "since": JOINED} for home in homes],
        "roles": roles,
        "district": _districts().get(formal or ""),
        "invented": True,
        "created_at": JOINED,
        **phone,
    }


@cache
def _districts() -> dict[str, str | None]:
    return {branch["key"]: branch["district"] for branch in read("branches")["branches"]}


def _apply(applicant: dict[str, Any]) -> None:
    branch, person = demo_id("branch", applicant["branch"]), demo_id("person", applicant["phone"])
    key = f"{branch}:{person}"
    application = {
        "branch": branch,
        "person": person,
        "statement": applicant["statement"],
        "state": "pending",
        "client_id": key,
        "submitted_at": datetime(2023, 6, 20, 1, tzinfo=UTC),
    }
    Application.collection().replace_one({"_id": key}, application, upsert=True)
