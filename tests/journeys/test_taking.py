"""Claims by an organisation's list, claims made for somebody else, and the paper receipt of those."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from mongoengine.connection import get_db

from factories.events import make_event
from factories.people import make_branch, make_person
from factories.wishes import claim_body, make_wish
from support.api import Caller, client_id
from weiguang.storage.clock import utc_now
from weiguang.wishes.cards import tear_off_code
from weiguang.wishes.models import Wish
from weiguang.wishes.receipts import WRONG_MOST
from weiguang.wishes.taking import organisations


class Fair:
    """A fair with three open wishes, a volunteer who helps there, and one of another committee."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        root = make_branch(kind="committee", name="综合党委")
        self.fair = make_event(make_branch(parent=root, kind="committee", name="海曙"), fair=True)
        self.wishes = [make_wish(self.fair, card={"version": 1}) for _ in range(3)]
        self.volunteer = self.person("volunteer", root)
        self.stranger = self.person("volunteer", make_branch(parent=root, kind="committee", name="鄞州"))

    def person(self, role: str, branch: object) -> Caller:
        _, phone = make_person(roles=[(role, branch)])
        return self.nobody.sign_in(phone)

    def stored(self, number: int = 0) -> dict[str, object]:
        found = Wish.collection().find_one({"_id": self.wishes[number]})
        assert found is not None
        return found

    def serial(self, number: int) -> str:
        return str(self.stored(number)["serial"])

    def list(self, *codes: str, who: Caller | None = None, **more: object) -> tuple[int, dict[str, object]]:
        body = claim_body(organisation="甬城书店", codes=list(codes)) | more
        answer = (who or self.nobody).post(f"/fairs/{self.fair}/organisation-claims", body)
        return answer.status_code, answer.get_json()

    def help(self, who: Caller | None = None, **more: object) -> tuple[int, dict[str, object]]:
        body = claim_body(witness="李阿姨", name="陈奶奶") | more
        answer = (who or self.volunteer).post(f"/wishes/{self.wishes[0]}/helped-claim", body)
        return answer.status_code, answer.get_json()

    def helped(self) -> str:
        """The token on the receipt of a helped claim."""
        return self.help()[1]["receipt"].rsplit("/", 1)[1]

    def read(self, token: str) -> tuple[int, dict[str, object]]:
        answer = self.nobody.get(f"/wishes/{self.wishes[0]}/receipt/{token}")
        return answer.status_code, answer.get_json()

    def give_back(self, **proof: str) -> int:
        return self.nobody.delete(f"/wishes/{self.wishes[0]}/claim", proof).status_code


@pytest.fixture
def fair(nobody: Caller) -> Fair:
    return Fair(nobody)


def states(answer: tuple[int, dict[str, object]]) -> list[str]:
    assert answer[0] == 200, answer
    return [item["state"] for item in answer[1]["items"]]


def test_an_organisation_claims_many_wishes_by_code_or_serial(fair: Fair) -> None:
    answer = fair.list(fair.wishes[0].lower(), fair.serial(1), f"№ {fair.serial(2)}")
    assert states(answer) == ["claimed"] * 3
    assert [item["code"] for item in answer[1]["items"]] == fair.wishes
    claim = fair.stored(1)["claim"]
    assert (claim["channel"], claim["organisation"], claim["confirmed"]) == ("organisation", "甬城书店", False)
    assert fair.give_back(client_id=answer[1]["items"][0]["client_id"]) == 204


def test_every_row_of_a_list_gets_its_own_answer(fair: Fair) -> None:
    fair.nobody.put(f"/wishes/{fair.wishes[0]}/claim", claim_body())
    fair.nobody.put(f"/wishes/{fair.wishes[1]}/hold", {"client_id": client_id()})
    answer = fair.list(*fair.wishes, fair.serial(2), "9999999", "没有的")
    assert states(answer) == ["taken", "held", "claimed", "already_yours", "unknown", "unknown"]
    assert [wish["code"] for wish in answer[1]["items"][0]["similar"]] == fair.wishes[1:]


def test_the_same_list_again_is_answered_the_same(fair: Fair) -> None:
    body = claim_body()
    first, second = fair.list(*fair.wishes, **body), fair.list(*fair.wishes, **body)
    assert first == second
    assert len(fair.stored()["ledger_due"]) == 1
    assert states(fair.list(*fair.wishes, **(body | {"client_id": client_id()}))) == ["already_yours"] * 3


def test_a_list_sent_late_does_not_take_again_what_was_given_back(fair: Fair) -> None:
    body = claim_body()
    fair.list(*fair.wishes, **body)
    wish = fair.stored()
    who = fair.person("organiser", wish["line"][-1])
    assert who.post(f"/wishes/{wish['_id']}/release", {"client_id": client_id()}).status_code == 204
    assert states(fair.list(*fair.wishes, **body)) == ["given_back", "claimed", "claimed"]


def test_a_list_sent_by_staff_is_confirmed(fair: Fair) -> None:
    assert states(fair.list(fair.wishes[0], who=fair.volunteer)) == ["claimed"]
    assert fair.stored()["claim"]["confirmed"]
    assert states(fair.list(fair.wishes[1], who=fair.stranger)) == ["claimed"]
    assert not fair.stored(1)["claim"]["confirmed"]


def test_lists_from_outside_are_limited_and_those_of_staff_are_not(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisations, "LISTS_PER_PHONE", 1)
    phone = claim_body()["phone"]
    assert fair.list(fair.wishes[0], phone=phone)[0] == 200
    assert fair.list(fair.wishes[1], phone=phone)[0] == 429
    assert fair.list(fair.wishes[1], phone=phone, who=fair.volunteer)[0] == 200


@pytest.mark.parametrize("wrong", [{"codes": []}, {"codes": ["1"] * 101}, {"organisation": " "}, {"consent": False}])
def test_a_list_that_cannot_be_is_refused(fair: Fair, wrong: dict[str, object]) -> None:
    assert fair.list("1", **wrong)[0] == 422


def test_a_list_of_no_fair_is_not_found(fair: Fair) -> None:
    other = make_event(make_branch(kind="committee"))
    body = claim_body(organisation="甬城书店", codes=["1"])
    assert fair.nobody.post(f"/fairs/{other}/organisation-claims", body).status_code == 404


def test_a_volunteer_claims_for_an_elder_and_gets_a_receipt(fair: Fair) -> None:
    status, answer = fair.help()
    assert (status, answer["name_masked"]) == (201, "陈**")
    assert answer["receipt"].startswith(f"HTTP://127.0.0.1:8000/RECEIPT/{fair.wishes[0]}/")
    claim = fair.stored()["claim"]
    assert (claim["channel"], claim["confirmed"], claim["helper"]) == ("helped", True, f"p:{fair.volunteer.me['id']}")
    assert [line["act"] for line in fair.stored()["history"]] == ["claim", "witness"]


def test_a_helped_claim_keeps_no_name_readable(app: Flask, fair: Fair) -> None:
    fair.help(message="祝好")
    kept = json.dumps([fair.stored(), *get_db().audit.find()], default=str, ensure_ascii=False)
    assert not any(name in kept for name in ("陈奶奶", "李阿姨"))


def test_a_helped_claim_sent_twice_is_one(fair: Fair) -> None:
    body = claim_body()
    first, second = fair.help(**body), fair.help(**body)
    assert (first[0], second[0], first[1]) == (201, 200, second[1])


def test_only_who_helps_at_this_fair_claims_for_others(fair: Fair) -> None:
    assert fair.help(who=fair.stranger)[1]["code"] == "not_permitted"
    assert fair.help(who=fair.nobody)[1]["code"] == "sign_in_required"


def test_consent_needs_a_witness(fair: Fair) -> None:
    assert fair.help(witness="")[0] == 422
    assert fair.help(consent=False)[0] == 422


def test_a_helped_claim_with_the_card_goes_past_a_remote_one(fair: Fair) -> None:
    fair.nobody.put(f"/wishes/{fair.wishes[0]}/claim", claim_body())
    assert fair.help()[1]["code"] == "wish_already_claimed"
    assert fair.help(card_code=tear_off_code(fair.wishes[0], 1))[0] == 201
    assert fair.stored()["claim"]["channel"] == "helped"


def test_the_family_opens_the_receipt_without_an_account(fair: Fair) -> None:
    status, answer = fair.read(fair.helped().lower())
    assert (status, answer["stands"], answer["state_words"]) == (200, True, "已认领")
    assert (answer["name_masked"], len(answer["next_steps"])) == ("陈**", 4)


def test_the_family_gives_back_by_the_receipt(fair: Fair) -> None:
    token = fair.helped()
    assert [fair.give_back(receipt=token) for _ in range(2)] == [204, 204]
    assert fair.stored()["state"] == "open"
    assert fair.read(token)[1] == {"code": fair.wishes[0], "item": fair.stored()["item"], "stands": False}


def test_an_old_receipt_does_not_give_back_the_next_claim(fair: Fair) -> None:
    token = fair.helped()
    fair.give_back(receipt=token)
    fair.nobody.put(f"/wishes/{fair.wishes[0]}/claim", claim_body())
    assert (fair.give_back(receipt=token), fair.stored()["state"]) == (204, "claimed")
    assert fair.read(token)[1]["stands"] is False


def test_a_receipt_cannot_be_guessed(fair: Fair) -> None:
    token = fair.helped()
    assert fair.give_back(receipt="0" * 16) == 404
    assert {fair.read("F" * 16)[0] for _ in range(WRONG_MOST - 1)} == {404}
    assert (fair.read(token)[0], fair.give_back(receipt=token)) == (429, 429)
    assert fair.stored()["state"] == "claimed"


def test_a_receipt_opens_no_other_wish(fair: Fair) -> None:
    token = fair.helped()
    fair.nobody.put(f"/wishes/{fair.wishes[1]}/claim", claim_body())
    assert fair.nobody.get(f"/wishes/{fair.wishes[1]}/receipt/{token}").status_code == 404


def test_a_displaced_claim_is_somebody_to_call(fair: Fair) -> None:
    fair.nobody.put(f"/wishes/{fair.wishes[0]}/claim", claim_body())
    fair.help(card_code=tear_off_code(fair.wishes[0], 1))
    [todo] = fair.volunteer.get(f"/fairs/{fair.fair}/conflicts").get_json()["items"]
    assert (todo["kind"], todo["waiting"]["channel"], todo["standing"]["channel"]) == ("displaced", "remote", "helped")
    path, body = f"/fairs/{fair.fair}/conflicts/{todo['id']}/resolve", {"client_id": client_id(), "decision": "called"}
    organiser = fair.person("organiser", fair.stored()["line"][-1])
    assert organiser.post(path, body | {"decision": "keep"}).get_json()["code"] == "decision_unfit"
    assert [organiser.post(path, body).status_code for _ in range(2)] == [204, 204]
    assert organiser.post(path, body | {"client_id": client_id()}).get_json()["code"] == "claim_conflict_settled"
    assert fair.volunteer.get(f"/fairs/{fair.fair}/conflicts").get_json()["items"] == []
    settled = fair.stored()["displaced"][0]
    assert (settled["settled"]["at"] <= utc_now(), "sealed" in settled) == (True, False)
