"""My profile, as every screen needs it at start."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from weiguang.access.permissions import ROLES
from weiguang.branches.service import open_applications_of
from weiguang.branches.tree import load_tree
from weiguang.people.service import get_profile


def show_profile(person: ObjectId) -> dict[str, Any]:
    """Name, masked phone, branches, open applications, roles and permissions of one person."""
    found, tree = get_profile(person), load_tree()

    def name(branch: ObjectId) -> str:
        return str(tree.by_id.get(branch, {}).get("name", ""))

    formal = found.get("formal")
    branches = ([formal] if formal else []) + found.get("functional", [])
    return {
        "id": found["_id"],
        "name": found.get("name", ""),
        "phone_masked": found.get("phone_masked", ""),
        "text_size": found.get("text_size") or "normal",
        "recall": found.get("recall", False),
        "branches": [
            {"id": one, "name": name(one), "kind": tree.get(one)["kind"], "formal": one == formal}
            for one in branches
            if one in tree.by_id
        ],
        "applications": [
            {
                "branch": one["branch"],
                "branch_name": name(one["branch"]),
                "state": one["state"],
                "reason": one.get("reason"),
            }
            for one in open_applications_of(person)
        ],
        "roles": [
            {"role": held["role"], "branch": held["branch"], "branch_name": name(held["branch"])}
            for held in found.get("roles", [])
        ],
        "permissions": sorted({allowed for held in found.get("roles", []) for allowed in ROLES[held["role"]]}),
    }
