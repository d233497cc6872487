"""Whatever can be fetched, by whom: no seeded secret is in it.

A small world is made with secrets in every place that may hold one; then each role fetches every route of the OpenAPI
document, with the id of everything that exists in its path. A route added later is crawled without a word here.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId
from mongoengine.connection import get_db

from factories.events import make_event
from factories.people import make_branch, make_person
from factories.wishes import claim_body, make_wish
from support.api import BASE, Caller
from weiguang.storage.clock import utc_now
from weiguang.wishes.beneficiaries import store_beneficiary

IDENTITY = {
    "name": "密名慕容",
    "phone": "13600009901",
    "address": "密址桂花弄十九号",
    "guardian": "监护人欧阳",
    "true_story": "真情半夜里哭醒",
}
CLAIMANT, CLAIMANT_PHONE = "认领人司徒", "13600009902"
SECRETS = [*IDENTITY.values(), CLAIMANT, CLAIMANT_PHONE]
EACH_KIND = 3


class World:
    """Two fairs of two districts; wishes with beneficiaries, one of them claimed; one caller a role."""

    def __init__(self, nobody: Caller) -> None:
        self.root = make_branch(kind="committee", name="综合党委")
        self.here, self.there = (
            make_branch(parent=self.root, kind="committee", name=name) for name in ("海曙", "江北")
        )
        self.fair, self.other_fair = make_event(self.here, fair=True), make_event(self.there, fair=True)
        self.wishes = [make_wish(self.fair) for _ in range(3)]
        for wish in self.wishes:
            store_beneficiary(wish=wish, identity=IDENTITY, now=utc_now())
        self.nobody = nobody
        self.claimant = self.person(nobody, formal=self.here)
        card = claim_body(name=CLAIMANT, phone=CLAIMANT_PHONE)
        assert self.claimant.put(f"/wishes/{self.wishes[0]}/claim", card).status_code == 201

    def person(self, nobody: Caller, **more: Any) -> Caller:
        return nobody.sign_in(make_person(**more)[1])

    def callers(self) -> dict[str, Caller]:
        """Everybody; the organiser and the committee of this very fair see masked claimants, and no beneficiary."""
        of = {
            "organiser elsewhere": [("organiser", self.there)],
            "organiser here": [("organiser", self.here)],
            "secretary": [("secretary", self.here)],
            "committee": [("committee", self.root)],
            "operator": [("operator", self.root)],
        }
        staff = {name: self.person(self.nobody, roles=roles) for name, roles in of.items()}
        return {"citizen": self.nobody, "claimant": self.claimant, "member": self.person(self.nobody)} | staff


def test_no_role_can_fetch_a_secret(world: World) -> None:
    told = [
        (role, path, secret)
        for role, caller in world.callers().items()
        for path in every_path(caller)
        for secret in SECRETS
        if secret in fetched(caller, path)
    ]
    assert told == []


def test_the_crawl_would_see_a_secret(world: World) -> None:
    """The control: the crawl reaches every wish, and finds a story that was put on the wall."""
    paths = list(every_path(world.nobody))
    assert {f"/wishes/{wish}" for wish in world.wishes} <= set(paths)
    get_db().wishes.update_one({"_id": world.wishes[1]}, {"$set": {"story": IDENTITY["true_story"]}})
    assert any(IDENTITY["true_story"] in fetched(world.nobody, path) for path in paths)


def every_path(caller: Caller) -> Iterator[str]:
    """Every path that can be fetched, with every id that exists."""
    ids = known_ids()
    for rule in caller.contract.app.url_map.iter_rules():
        if not rule.rule.startswith(BASE) or "GET" not in (rule.methods or ()):
            continue
        kinds = [kind or "default" for kind in re.findall(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", rule.rule)]
        for values in itertools.product(*(ids[kind] for kind in kinds)):
            filled = iter(values)
            yield re.sub(r"<[^>]+>", lambda _, filled=filled: next(filled), rule.rule).removeprefix(BASE)


def known_ids() -> dict[str, list[str]]:
    """A few ids of everything stored, by the converter that takes them."""
    known: dict[str, list[str]] = {"oid": [], "code": [], "uuid": [], "default": [], "string": []}
    for name in get_db().list_collection_names():
        for document in get_db()[name].find({}, {"_id": 1}).limit(EACH_KIND):
            kind = "oid" if isinstance(document["_id"], ObjectId) else "default"
            known[kind].append(str(document["_id"]))
            if re.fullmatch(r"[0-9A-Za-z]{4,12}", str(document["_id"])):
                known["code"].append(str(document["_id"]))
    known["uuid"] = ["00000000-0000-4000-8000-000000000000"]
    known["string"] = known["default"] = [value for value in known["default"] if "/" not in value][:20]
    return known


def fetched(caller: Caller, path: str) -> str:
    """The answer's text, escapes undone; an unknown thing answers a problem."""
    answer = caller.client.get(BASE + path, headers={"Authorization": f"Bearer {caller.token}"} if caller.token else {})
    assert answer.status_code < 500, (path, answer.data[:200])
    if answer.data[:2] != b"PK":
        return answer.data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:  # a spreadsheet
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


@pytest.fixture
def world(nobody: Caller) -> World:
    return World(nobody)
