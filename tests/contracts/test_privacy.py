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
from mongoengine.connection import get_db

from factories.delivery import make_stop, make_team
from factories.events import make_event
from factories.people import make_branch, make_person
from factories.wishes import claim_body, make_wish
from support.api import BASE, Caller, client_id
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
EACH_KIND = 8


class World:
    """Two fairs of two districts; wishes with beneficiaries, one of them claimed; one caller a role."""

    def __init__(self, nobody: Caller) -> None:
        self.root = make_branch(kind="committee", name="综合党委")
        self.here, self.there = (
            make_branch(parent=self.root, kind="committee", name=name) for name in ("海曙", "江北")
        )
        self.fair, self.other_fair = make_event(self.here, fair=True), make_event(self.there, fair=True)
        self.members = [make_person() for _ in range(2)]
        team, _ = (make_team(self.fair, [member]) for member, _ in self.members)
        self.wishes = [*(make_wish(self.fair) for _ in range(3)), make_stop(self.fair, team)]
        self.wishes.append(make_wish(self.fair, state="collected"))
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
        teams = {
            name: self.nobody.sign_in(phone)
            for name, (_, phone) in zip(("delivery team", "other team"), self.members, strict=True)
        }
        return teams | {"citizen": self.nobody, "claimant": self.claimant, "member": self.person(self.nobody)} | staff


def test_no_role_can_fetch_a_secret(world: World) -> None:
    told = [
        (role, path, secret)
        for role, caller in world.callers().items()
        for path in every_path(caller)
        for text in [fetched(caller, path)]
        for secret in SECRETS
        if secret in text
    ]
    assert told == []


def test_only_the_team_of_a_stop_opens_its_address(world: World) -> None:
    stop, opened = world.wishes[3], []
    for role, caller in world.callers().items():
        answer = caller.post(f"/wishes/{stop}/address", {"client_id": client_id()})
        opened += [role] if answer.status_code == 200 else []
        assert answer.status_code in (200, 401, 403, 404)
    assert opened == ["delivery team"]


def test_only_the_organisers_of_a_fair_open_a_claimants_number(world: World) -> None:
    opened = []
    for role, caller in world.callers().items():
        body = {"client_id": client_id(), "purpose": "remind"}
        answer = caller.post(f"/wishes/{world.wishes[0]}/contact", body)
        opened += [role] if answer.status_code == 200 else []
    assert opened == ["organiser here", "committee"]


def test_the_crawl_would_see_a_secret(world: World) -> None:
    """The control: the crawl reaches every wish, and finds a story that was put on the wall."""
    paths = list(every_path(world.nobody))
    assert {f"/wishes/{wish}" for wish in world.wishes} <= set(paths)
    get_db().wishes.update_one({"_id": world.wishes[1]}, {"$set": {"story": IDENTITY["true_story"]}})
    assert any(IDENTITY["true_story"] in fetched(world.nobody, path) for path in paths)


def every_path(caller: Caller) -> Iterator[str]:
    """Every path that can be fetched, with every id that exists."""
    for rule in caller.contract.app.url_map.iter_rules():
        if not rule.rule.startswith(BASE) or "GET" not in (rule.methods or ()):
            continue
        for values in itertools.product(*(ids_of(name) for name in re.findall(r"<(?:\w+:)?(\w+)>", rule.rule))):
            filled = iter(values)
            yield re.sub(r"<[^>]+>", lambda _, filled=filled: next(filled), rule.rule).removeprefix(BASE)


STORED = {
    "allocation": "funds",
    "branch": "branches",
    "fair": "events",
    "media": "media.files",
    "person": "people",
    "point": "check_in_points",
    "sale": "funds",
    "team": "delivery_teams",
    "todo": "claim_conflicts",
    "upload": "wish_imports",
    "wish": "wishes",
}
"""Where the ids of a path's parameter are stored, where that is not its plural."""
NEVER_STORED = {"token": ["2" * 16], "client_id": [client_id()], "session": ["0" * 24], "filename": ["index.html"]}


def ids_of(parameter: str) -> list[str]:
    """Every id there is for a parameter; one that is not there, where there is none."""
    if parameter in NEVER_STORED:
        return NEVER_STORED[parameter]
    name = STORED.get(parameter, f"{parameter}s")
    found = [str(document["_id"]) for document in get_db()[name].find({}, {"_id": 1}).limit(EACH_KIND)]
    return found or ["0" * 24]


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
