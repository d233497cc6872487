"""A person's own profile, and what other features may ask about people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bson import ObjectId

from weiguang.errors import NotFound
from weiguang.people.models import Person
from weiguang.storage.vault import the_vault

_PROFILE = {"name": 1, "phone_masked": 1, "text_size": 1, "recall": 1, "formal": 1, "functional": 1, "roles": 1}


def get_profile(person: ObjectId) -> dict[str, Any]:
    """The stored profile: name, masked phone, text size, branches and roles."""
    found = Person.collection().find_one({"_id": person}, _PROFILE)
    if found is None:
        raise NotFound
    return found


def update_profile(person: ObjectId, changes: dict[str, Any]) -> None:
    """Set ``name``, ``text_size`` and ``recall``; a repeat changes nothing."""
    if changes:
        Person.collection().update_one({"_id": person}, {"$set": changes})


def names_of(people: Iterable[ObjectId]) -> dict[ObjectId, str]:
    """Names by id, in one read."""
    found = Person.collection().find({"_id": {"$in": list(people)}}, {"name": 1})
    return {person["_id"]: person.get("name", "") for person in found}


def members_of(people: Iterable[ObjectId]) -> dict[ObjectId, dict[str, Any]]:
    """Name and branches by id, in one read; unknown ids are left out."""
    ids, shown = list(people), {"name": 1, "formal": 1, "functional": 1}
    return {person["_id"]: person for person in Person.collection().find({"_id": {"$in": ids}}, shown)} if ids else {}


def masked_phones_of(people: Iterable[ObjectId]) -> dict[ObjectId, str]:
    """Masked phones by id, in one read."""
    found = Person.collection().find({"_id": {"$in": list(people)}}, {"phone_masked": 1})
    return {person["_id"]: person.get("phone_masked", "") for person in found}


def find_by_phones(phones: Iterable[str]) -> dict[str, ObjectId]:
    """People by the phones they sign in with, in one read; unknown phones are left out."""
    keys = {the_vault().digest("phone", phone): phone for phone in phones}
    found = Person.collection().find({"phone_key": {"$in": list(keys)}}, {"phone_key": 1})
    return {keys[person["phone_key"]]: person["_id"] for person in found}


def holders_of(roles: Iterable[str], branch: ObjectId) -> list[ObjectId]:
    """Who holds one of these roles on this very branch."""
    held = {"roles": {"$elemMatch": {"role": {"$in": list(roles)}, "branch": branch}}}
    return [person["_id"] for person in Person.collection().find(held, {"_id": 1})]
