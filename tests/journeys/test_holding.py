"""Holding a wish while its claim card is filled in, and the rose card's tear-off code."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.events import make_event
from factories.people import make_branch
from factories.wishes import claim_body, make_wish
from support.api import Caller, client_id
from weiguang.storage.clock import utc_now
from weiguang.wishes.cards import WRONG_MOST, tear_off_code
from weiguang.wishes.models import Wish


class Fair:
    """A fair with one open wish, whose card is printed."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.fair = make_event(make_branch(kind="committee", name="综合党委"), fair=True)
        self.wish = make_wish(self.fair, card={"version": 1})
        self.code = tear_off_code(self.wish, 1)

    def hold(self, who: str) -> tuple[int, dict[str, object]]:
        answer = self.nobody.put(f"/wishes/{self.wish}/hold", {"client_id": who})
        return answer.status_code, answer.get_json()

    def claim(self, **more: object) -> tuple[int, dict[str, object]]:
        answer = self.nobody.put(f"/wishes/{self.wish}/claim", claim_body(**more))
        return answer.status_code, answer.get_json()

    def stored(self) -> dict[str, object]:
        found = Wish.collection().find_one({"_id": self.wish})
        assert found is not None
        return found

    def counted(self) -> int:
        return self.nobody.get("/participation/counts?kind=claim").get_json()["exact"]


@pytest.fixture
def fair(nobody: Caller) -> Fair:
    return Fair(nobody)


def test_a_held_wish_waits_for_whoever_fills_in_the_card(fair: Fair) -> None:
    mine = client_id()
    assert fair.hold(mine)[0] == 200
    assert fair.claim()[1]["code"] == "wish_held"
    assert fair.hold(client_id())[1]["code"] == "wish_held"
    assert fair.claim(client_id=mine)[0] == 201
    assert fair.stored()["hold"] is None


def test_holding_again_keeps_the_time(fair: Fair) -> None:
    mine = client_id()
    assert fair.hold(mine)[1] == fair.hold(mine)[1]


def test_a_hold_ends_by_itself_or_when_let_go(fair: Fair) -> None:
    mine = client_id()
    fair.hold(mine)
    assert fair.nobody.delete(f"/wishes/{fair.wish}/hold", {"client_id": client_id()}).status_code == 204
    assert fair.claim()[0] == 409
    Wish.collection().update_one({"_id": fair.wish}, {"$set": {"hold.until": utc_now() - timedelta(seconds=1)}})
    assert fair.hold(client_id())[0] == 200
    Wish.collection().update_one({"_id": fair.wish}, {"$set": {"hold": None}})
    assert fair.claim()[0] == 201
    assert fair.hold(mine)[1]["code"] == "wish_already_claimed"


def test_one_address_cannot_take_the_wall_out_of_use(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weiguang.wishes.holding.HOLDS_MOST", 0)
    assert fair.hold(client_id()) == (200, {"until": None})
    unknown = fair.nobody.put("/wishes/ZZZZZZ/hold", {"client_id": client_id()})
    assert unknown.status_code == 404
    assert fair.claim()[0] == 201


def test_the_tear_off_code_goes_past_a_hold(fair: Fair) -> None:
    fair.hold(client_id())
    assert fair.claim(card_code=fair.code.lower())[0] == 201
    assert (fair.stored()["claim"]["channel"], fair.stored()["claim"]["confirmed"]) == ("card", True)


def test_the_tear_off_code_beats_an_unconfirmed_remote_claim(fair: Fair, settle) -> None:
    early = claim_body()
    assert fair.nobody.put(f"/wishes/{fair.wish}/claim", early).status_code == 201
    assert fair.claim(card_code=fair.code)[0] == 201
    assert [line["act"] for line in fair.stored()["history"]] == ["claim", "displace", "claim"]
    assert len(fair.stored()["displaced"]) == 1
    settle()
    assert fair.counted() == 1
    assert fair.nobody.put(f"/wishes/{fair.wish}/claim", early).get_json()["code"] == "claim_given_back"


def test_the_first_holder_of_the_card_keeps_the_wish(fair: Fair) -> None:
    assert fair.claim(card_code=fair.code)[0] == 201
    assert fair.claim(card_code=fair.code)[1]["code"] == "wish_already_claimed"


def test_a_late_repeat_of_a_card_given_back_does_not_take_the_next_claim(fair: Fair) -> None:
    early = claim_body(card_code=fair.code)
    assert fair.nobody.put(f"/wishes/{fair.wish}/claim", early).status_code == 201
    fair.nobody.delete(f"/wishes/{fair.wish}/claim", {"client_id": early["client_id"]})
    fair.claim()
    assert fair.nobody.put(f"/wishes/{fair.wish}/claim", early).get_json()["code"] == "claim_given_back"
    assert fair.stored()["claim"]["channel"] == "remote"


def test_a_claim_with_a_card_is_answered_the_same_after_the_card_was_replaced(fair: Fair) -> None:
    body = claim_body(card_code=fair.code)
    first = fair.nobody.put(f"/wishes/{fair.wish}/claim", body)
    Wish.collection().update_one({"_id": fair.wish}, {"$set": {"card.version": 2}})
    again = fair.nobody.put(f"/wishes/{fair.wish}/claim", body)
    assert (again.status_code, again.get_json()) == (200, first.get_json())


def test_a_claim_does_not_give_way_to_its_own_client_id_with_another_name(fair: Fair) -> None:
    mine = client_id()
    assert fair.claim(client_id=mine)[0] == 201
    assert fair.claim(client_id=mine, name="李四", card_code=fair.code)[1]["code"] == "client_id_reused"
    assert fair.stored().get("displaced", []) == []


def test_a_confirmed_claim_does_not_give_way(fair: Fair) -> None:
    fair.claim()
    Wish.collection().update_one({"_id": fair.wish}, {"$set": {"claim.confirmed": True}})
    assert fair.claim(card_code=fair.code)[1]["code"] == "wish_already_claimed"


def test_a_replaced_card_is_void(fair: Fair) -> None:
    Wish.collection().update_one({"_id": fair.wish}, {"$set": {"card.version": 2}})
    assert fair.claim(card_code=fair.code)[1]["code"] == "card_code_wrong"
    assert fair.claim(card_code=tear_off_code(fair.wish, 2))[0] == 201


def test_a_card_code_cannot_be_guessed(fair: Fair) -> None:
    answers = {fair.claim(card_code="234567")[1]["code"] for _ in range(WRONG_MOST)}
    assert answers == {"card_code_wrong"}
    limited = fair.nobody.put(f"/wishes/{fair.wish}/claim", claim_body(card_code=fair.code))
    assert (limited.status_code, int(limited.headers["Retry-After"]) > 0) == (429, True)


def test_a_wrong_code_tells_nothing_about_the_wish(fair: Fair) -> None:
    fair.claim(card_code=fair.code)
    assert fair.claim(card_code="234567")[1]["code"] == "card_code_wrong"


@pytest.mark.parametrize("state", ["collected", "reviewed"])
def test_a_wish_that_is_not_published_is_not_there(fair: Fair, state: str) -> None:
    Wish.collection().update_one({"_id": fair.wish}, {"$set": {"state": state}})
    answers = [fair.nobody.get(f"/wishes/{fair.wish}"), fair.nobody.get(f"/wishes/{fair.wish}/qr.svg")]
    answers.append(fair.nobody.put(f"/wishes/{fair.wish}/claim", claim_body()))
    answers.append(fair.nobody.put(f"/wishes/{fair.wish}/claim", claim_body(card_code=fair.code)))
    answers.append(fair.nobody.put(f"/wishes/{fair.wish}/hold", {"client_id": client_id()}))
    assert {answer.status_code for answer in answers} == {404}
    assert fair.nobody.get("/wishes").get_json()["items"] == []
    assert fair.nobody.get(f"/wishes?state={state}").status_code == 422
