"""Declaring oneself, approval, dual membership."""

from __future__ import annotations

import pytest
from bson import ObjectId

from factories.people import make_branch, make_person
from support.api import Caller, client_id


class Town:
    """A committee with one formal and one functional branch, each with a secretary."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.formal = make_branch(parent=self.root, name="正式支部")
        self.online = make_branch(parent=self.root, kind="functional", name="华东网络支部")
        self.secretary = self.person(("secretary", self.formal))
        self.committee = self.person(("committee", self.root))
        self.member = self.person()

    def person(self, *roles: tuple[str, ObjectId]) -> Caller:
        _, phone = make_person(roles=list(roles))
        return self.nobody.sign_in(phone)

    def declare(self, who: Caller, branch: ObjectId) -> int:
        return who.put(f"/branches/{branch}/application", {"client_id": client_id()}).status_code

    def decide(self, who: Caller, branch: ObjectId, person: Caller, decision: str = "approve") -> int:
        path = f"/branches/{branch}/applications/{person.me['id']}"
        return who.patch(path, {"decision": decision}).status_code


@pytest.fixture
def town(nobody: Caller) -> Town:
    return Town(nobody)


def test_nobody_is_a_member_by_declaration_alone(town: Town) -> None:
    assert town.declare(town.member, town.formal) == 201
    me = town.member.get("/me").get_json()
    assert me["branches"] == []
    assert [one["state"] for one in me["applications"]] == ["pending"]


def test_a_member_belongs_to_one_formal_and_several_functional_branches(town: Town) -> None:
    for branch in (town.formal, town.online):
        town.declare(town.member, branch)
        assert town.decide(town.committee, branch, town.member) == 200
    branches = town.member.get("/me").get_json()["branches"]
    assert [branch["formal"] for branch in branches] == [True, False]


def test_a_second_formal_branch_is_refused(town: Town) -> None:
    other = make_branch(parent=town.root, name="另一个支部")
    town.declare(town.member, town.formal)
    town.declare(town.member, other)
    town.decide(town.committee, town.formal, town.member)
    answer = town.committee.patch(f"/branches/{other}/applications/{town.member.me['id']}", {"decision": "approve"})
    assert answer.get_json()["code"] == "formal_branch_already_set"


def test_declaring_twice_is_one_application(town: Town) -> None:
    body = {"client_id": client_id(), "statement": "我是党员"}
    path = f"/branches/{town.formal}/application"
    assert [town.member.put(path, body).status_code for _ in range(2)] == [201, 200]
    assert town.member.put(path, body | {"statement": "换一句"}).get_json()["code"] == "client_id_reused"


def test_deciding_twice_the_same_way_is_the_same(town: Town) -> None:
    town.declare(town.member, town.formal)
    assert [town.decide(town.secretary, town.formal, town.member) for _ in range(2)] == [200, 200]
    assert town.decide(town.secretary, town.formal, town.member, "refuse") == 409


def test_a_secretary_reaches_only_their_own_branch(town: Town) -> None:
    town.declare(town.member, town.online)
    assert town.decide(town.secretary, town.online, town.member) == 403
    assert town.secretary.get(f"/branches/{town.online}/members").status_code == 403
    assert town.secretary.get(f"/branches/{town.formal}/members").status_code == 200


def test_a_committee_cannot_be_joined(town: Town) -> None:
    answer = town.member.put(f"/branches/{town.root}/application", {"client_id": client_id()})
    assert answer.get_json()["code"] == "branch_not_joinable"


def test_a_refused_person_may_declare_again(town: Town) -> None:
    town.declare(town.member, town.formal)
    town.decide(town.secretary, town.formal, town.member, "refuse")
    assert town.declare(town.member, town.formal) == 201
    assert town.decide(town.secretary, town.formal, town.member) == 200


def test_the_tree_shows_where_i_stand(town: Town) -> None:
    town.declare(town.member, town.formal)
    shown = town.member.get(f"/branches/{town.formal}").get_json()
    assert shown["my_state"] == "pending"
    assert [up["name"] for up in shown["ancestors"]] == ["综合党委"]
