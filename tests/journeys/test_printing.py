"""Rose cards, the claim list and what a lost card becomes."""

from __future__ import annotations

import pytest
from bson import ObjectId

from factories.events import make_event
from factories.people import make_branch, make_person
from factories.wishes import claim_body, make_wish
from support.api import Caller, client_id
from weiguang.wishes.models import Wish


class Press:
    """An organiser at a fair with three open wishes, and one that is still in review."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        root = make_branch(kind="committee", name="综合党委")
        self.fair = make_event(root, fair=True)
        self.wishes = [make_wish(self.fair, serial=serial) for serial in (1, 2, 3)]
        make_wish(self.fair, serial=4, state="collected")
        self.caller = nobody.sign_in(make_person(roles=[("organiser", root)])[1])

    def cards(self, **chosen: object) -> dict[str, object]:
        answer = self.caller.post(f"/fairs/{self.fair}/cards", {"client_id": client_id()} | chosen)
        assert answer.status_code == 200, answer.get_json()
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.get_json()

    def refused(self, **chosen: object) -> tuple[int, str]:
        answer = self.caller.post(f"/fairs/{self.fair}/cards", {"client_id": client_id()} | chosen)
        return answer.status_code, answer.get_json()["code"]

    def replace(self, wish: str, who: str | None = None) -> tuple[int, dict[str, object]]:
        answer = self.caller.post(f"/wishes/{wish}/card/replace", {"client_id": who or client_id()})
        return answer.status_code, answer.get_json()

    def claim(self, wish: str, code: object) -> tuple[int, dict[str, object]]:
        answer = self.nobody.put(f"/wishes/{wish}/claim", claim_body(card_code=code))
        return answer.status_code, answer.get_json()

    def acts(self, wish: str) -> list[str]:
        return [line["act"] for line in Wish.collection().find_one({"_id": wish})["history"]]


@pytest.fixture
def press(nobody: Caller) -> Press:
    return Press(nobody)


def serials(answer: dict[str, object]) -> list[int]:
    return [card["serial"] for card in answer["cards"]]


def test_a_printed_card_opens_its_wish_and_its_tear_off_claims_it(press: Press) -> None:
    printed = press.cards()
    assert (serials(printed), printed["left"], printed["skipped"]) == ([1, 2, 3], 0, [])
    card = printed["cards"][0]
    assert card["link"] == f"HTTP://127.0.0.1:8000/W/{card['code']}"
    assert press.claim(card["code"], card["tear_off"])[0] == 201


def test_only_what_was_never_printed_is_printed_unless_chosen(press: Press) -> None:
    press.cards(from_serial=2, to_serial=2)
    assert serials(press.cards()) == [1, 3]
    assert serials(press.cards()) == []
    assert serials(press.cards(from_serial=2)) == [2, 3]
    assert serials(press.cards(codes=[press.wishes[0].lower()])) == [1]


def test_printing_again_prints_the_same_codes(press: Press) -> None:
    first, again = press.cards(), press.cards(from_serial=1, to_serial=3)
    assert first["cards"] == again["cards"]
    assert press.acts(press.wishes[0]) == ["print", "print"]


def test_the_same_request_sent_again_prints_the_same_sheet_and_leaves_one_line(press: Press) -> None:
    mine = client_id()
    assert press.cards(client_id=mine) == press.cards(client_id=mine)
    assert press.acts(press.wishes[0]) == ["print"]


def test_a_large_fair_is_printed_in_batches(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weiguang.wishes.printing.service.CARDS_MOST", 2)
    first, second = press.cards(), press.cards()
    assert (serials(first), first["left"]) == ([1, 2], 1)
    assert (serials(second), second["left"]) == ([3], 0)


def test_a_wish_in_review_or_withdrawn_is_skipped_and_said_so(press: Press) -> None:
    Wish.collection().update_one({"_id": press.wishes[1]}, {"$set": {"state": "withdrawn"}})
    printed = press.cards(from_serial=1, to_serial=4)
    assert serials(printed) == [1, 3]
    assert [(one["serial"], one["state"]) for one in printed["skipped"]] == [(2, "withdrawn"), (4, "collected")]


def test_a_reviewed_wish_is_printed_before_the_wall_opens(press: Press) -> None:
    make_wish(press.fair, serial=5, state="reviewed")
    assert 5 in serials(press.cards())


def test_a_lost_card_gets_a_new_code_and_the_old_one_is_void(press: Press) -> None:
    card = press.cards()["cards"][0]
    status, fresh = press.replace(card["code"])
    assert (status, fresh["version"], fresh["link"]) == (200, 2, card["link"])
    assert press.claim(card["code"], card["tear_off"])[1]["code"] == "card_code_wrong"
    assert press.claim(card["code"], fresh["tear_off"])[0] == 201
    assert press.acts(card["code"]) == ["print", "replace_card", "claim"]


def test_replacing_is_safe_to_send_again_also_after_somebody_elses(press: Press) -> None:
    mine, wish = client_id(), press.cards()["cards"][0]["code"]
    first = press.replace(wish, mine)
    assert press.replace(wish, mine) == first
    theirs = press.replace(wish)
    assert (theirs[1]["version"], press.replace(wish, mine)) == (3, theirs)


def test_a_card_that_was_never_printed_is_not_replaced(press: Press) -> None:
    assert press.replace(press.wishes[0])[1]["code"] == "card_not_printed"
    assert press.replace("ZZZZZZ")[0] == 404


@pytest.mark.parametrize("state", ["withdrawn", "delivered", "closed", "funded"])
def test_the_card_of_a_wish_that_is_over_is_not_replaced(press: Press, state: str) -> None:
    wish = press.cards()["cards"][0]["code"]
    Wish.collection().update_one({"_id": wish}, {"$set": {"state": state}})
    status, refusal = press.replace(wish)
    assert (status, refusal["code"], refusal["state"]) == (409, "wish_wrong_state", state)


def test_bad_choices_are_refused_with_the_field(press: Press) -> None:
    other = make_wish(make_event(make_branch(kind="committee"), fair=True))
    assert press.refused(from_serial=3, to_serial=1) == (422, "validation_failed")
    assert press.refused(codes=["ABC"]) == (422, "validation_failed")
    assert press.refused(codes=[]) == (422, "validation_failed")
    assert press.refused(codes=["ABCDEF"] * 401) == (422, "validation_failed")
    assert press.refused(codes=[press.wishes[0]], from_serial=1) == (422, "validation_failed")
    assert press.refused(codes=[other]) == (404, "not_found")
    assert press.caller.post(f"/fairs/{ObjectId()}/cards", {"client_id": client_id()}).status_code == 404


def test_the_claim_list_holds_what_waits_for_somebody(press: Press) -> None:
    press.claim(press.wishes[1], press.cards()["cards"][1]["tear_off"])
    first = press.caller.get(f"/fairs/{press.fair}/claim-list?limit=1").get_json()
    second = press.caller.get(f"/fairs/{press.fair}/claim-list?limit=1&cursor={first['next']}").get_json()
    assert [row["serial"] for row in first["items"] + second["items"]] == [1, 3]
    assert second["next"] is None


def test_the_organiser_sees_what_there_is_to_print(press: Press) -> None:
    press.cards(from_serial=1, to_serial=1)
    told = press.caller.get(f"/fairs/{press.fair}/printing").get_json()
    assert (told["printed"], told["unprinted"], told["first"], told["last"]) == (1, 2, 1, 3)
    assert told["wall"] == f"http://127.0.0.1:8000/wishes?fair={press.fair}"
    assert (told["districts"], told["organisations"]) == (["海曙区"], ["松年助老服务中心"])


def test_the_organiser_of_another_fair_gets_no_codes(press: Press) -> None:
    foreign = press.nobody.sign_in(make_person(roles=[("organiser", make_branch(kind="committee"))])[1])
    asked = [foreign.post(f"/fairs/{press.fair}/cards", {"client_id": client_id()})]
    asked.append(foreign.post(f"/wishes/{press.wishes[0]}/card/replace", {"client_id": client_id()}))
    asked += [foreign.get(f"/fairs/{press.fair}/{name}") for name in ("printing", "claim-list")]
    assert {answer.status_code for answer in asked} == {403}


def test_a_stalls_poster_leads_to_the_wishes_of_its_organisation(press: Press) -> None:
    mine = make_wish(press.fair, organisation="海曙阳光社工服务中心")
    found = press.nobody.get(f"/wishes?fair={press.fair}&organisation=海曙阳光社工服务中心&group=困难老人").get_json()
    assert [one["code"] for one in found["items"]] == [mine]
