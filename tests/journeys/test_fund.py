"""The sale fund: what came in, what it went to, and that neither is ever off by a fen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.events import make_event
from factories.fund import balance, photo, sale_body
from factories.people import make_branch, make_person
from factories.wishes import claim_body, make_wish
from support.api import Caller, client_id
from weiguang.storage.clock import utc_now
from weiguang.wishes.fund.models import Fund
from weiguang.wishes.models import Wish


class Keeper:
    """An organiser who keeps the fund of one fair."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.fair = make_event(self.root, fair=True)
        _, phone = make_person(roles=[("organiser", self.root)])
        self.me = nobody.sign_in(phone)

    def record(self, **more: Any) -> tuple[int, dict[str, Any]]:
        answer = self.me.post(f"/fairs/{self.fair}/sales", sale_body(**more))
        return answer.status_code, answer.get_json()

    def prove(self, sale: str, data: bytes = b"") -> tuple[int, dict[str, Any]]:
        sent = {"data": data or photo(), "content_type": "image/jpeg"}
        answer = self.me.post(f"/sales/{sale}/evidence", **sent)
        return answer.status_code, answer.get_json()

    def book(self, fen: int = 10_000) -> str:
        sale = self.record(fen=fen)[1]["id"]
        assert self.prove(sale)[0] == 200
        return sale

    def correct(self, sale: str, fen: int, **more: Any) -> tuple[int, dict[str, Any]]:
        body = {"client_id": client_id(), "fen": fen, "reason": "多记了一笔"} | more
        answer = self.me.post(f"/sales/{sale}/corrections", body)
        return answer.status_code, answer.get_json()

    def allocate(self, wish: str, fen: int = 6000, **more: Any) -> tuple[int, dict[str, Any]]:
        body = {"client_id": client_id(), "wish": wish, "fen": fen} | more
        answer = self.me.post(f"/fairs/{self.fair}/allocations", body)
        return answer.status_code, answer.get_json()

    def give_back(self, allocation: str) -> int:
        return self.me.delete(f"/allocations/{allocation}").status_code

    def sums(self) -> tuple[int, int, int]:
        fund = self.me.get(f"/fairs/{self.fair}/fund").get_json()
        assert fund["received_fen"] - fund["allocated_fen"] == fund["free_fen"]
        return fund["received_fen"], fund["allocated_fen"], fund["pending_fen"]


@pytest.fixture
def keeper(nobody: Caller) -> Keeper:
    return Keeper(nobody)


def stored(wish: str) -> dict[str, Any]:
    found = Wish.collection().find_one({"_id": wish})
    assert found is not None
    return found


def test_a_sale_counts_once_its_evidence_is_there(keeper: Keeper) -> None:
    status, sale = keeper.record(fen=1250)
    assert (status, sale["state"], keeper.sums()) == (201, "pending", (0, 0, 1250))
    assert keeper.prove(sale["id"])[1]["state"] == "booked"
    assert keeper.sums() == (1250, 0, 0)


def test_the_same_sale_sent_again_is_one_sale(keeper: Keeper) -> None:
    same = client_id()
    first, again = keeper.record(client_id=same), keeper.record(client_id=same)
    assert (first[0], again[0], first[1]) == (201, 200, again[1])
    assert keeper.record(client_id=same, fen=5)[1]["code"] == "client_id_reused"
    for _ in range(3):
        assert keeper.prove(first[1]["id"])[0] == 200
    assert keeper.sums() == (10_000, 0, 0)


def test_a_booked_sale_keeps_its_evidence(keeper: Keeper) -> None:
    sale = keeper.book()
    assert keeper.prove(sale, photo(10))[1]["code"] == "sale_not_pending"
    shown = keeper.me.get(f"/sales/{sale}/evidence")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")


def test_a_sale_without_a_photo_has_no_evidence(keeper: Keeper) -> None:
    sale = keeper.record()[1]["id"]
    assert keeper.me.get(f"/sales/{sale}/evidence").status_code == 404
    assert keeper.prove(sale, b"no photo")[1]["code"] == "picture_unreadable"
    assert keeper.sums() == (0, 0, 10_000)


def test_a_photo_that_is_too_large_or_missing_changes_nothing(keeper: Keeper) -> None:
    sale = keeper.record()[1]["id"]
    answers = [keeper.me.post(f"/sales/{sale}/evidence", data=data) for data in (b"x" * (12 << 20), b"")]
    assert [answer.status_code for answer in answers] == [413, 422]
    assert keeper.sums() == (0, 0, 10_000)


def test_a_pending_sale_can_be_voided_and_a_booked_one_cannot(keeper: Keeper) -> None:
    sale, booked = keeper.record()[1]["id"], keeper.book()
    assert [keeper.me.delete(f"/sales/{sale}").status_code for _ in range(2)] == [204, 204]
    assert keeper.prove(sale)[1]["code"] == "sale_not_pending"
    assert keeper.me.delete(f"/sales/{booked}").get_json()["code"] == "sale_not_pending"
    assert keeper.sums() == (10_000, 0, 0)


@pytest.mark.parametrize(
    "bad",
    [
        {"fen": 0},
        {"fen": -5},
        {"fen": 12.5},
        {"fen": "100"},
        {"fen": True},
        {"fen": 10**9 + 1},
        {"fen": 2**63 - 1},
        {"organisation": ""},
        {"organisation": None},
        {"filing_number": "没有"},
        {"filing_number": "<script>1234"},
        {"sold_at": "2023-06-28"},
        {"stall": {"$ne": ""}},
        {"nobody_knows": 1},
    ],
)
def test_a_sale_that_is_not_right_is_refused_with_a_sentence(keeper: Keeper, bad: dict[str, Any]) -> None:
    status, problem = keeper.record(**bad)
    assert (status, problem["code"]) == (422, "validation_failed")
    assert problem["errors"][0]["field"] == next(iter(bad))


def test_a_sale_of_tomorrow_is_refused(keeper: Keeper) -> None:
    status, problem = keeper.record(sold_at=(utc_now() + timedelta(days=1)).isoformat())
    assert (status, problem["errors"][0]["field"]) == (422, "sold_at")


def test_a_correction_is_a_counter_entry_with_a_reason(keeper: Keeper) -> None:
    sale, same = keeper.book(), client_id()
    for _ in range(2):
        status, shown = keeper.correct(sale, 4000, client_id=same)
        assert (status, shown["fen"], shown["corrected_fen"]) == (200, 10_000, 4000)
    assert [one["reason"] for one in shown["corrections"]] == ["多记了一笔"]
    assert keeper.correct(sale, 1, client_id=same)[1]["code"] == "client_id_reused"
    assert (keeper.sums(), balance(keeper.fair)) == ((6000, 0, 0), (6000, 0))


def test_a_correction_takes_no_more_than_the_sale_or_the_fund_has(keeper: Keeper) -> None:
    sale = keeper.book()
    assert keeper.correct(sale, 10_001)[1]["code"] == "correction_too_large"
    assert keeper.allocate(make_wish(keeper.fair))[0] == 201
    status, problem = keeper.correct(sale, 4001)
    assert (status, problem["code"]) == (409, "correction_too_large")
    assert "撤回" in problem["detail"]
    assert keeper.correct(sale, 4000)[0] == 200
    assert keeper.correct(sale, 1, reason="")[0] == 422


def test_only_a_booked_sale_is_corrected(keeper: Keeper) -> None:
    assert keeper.correct(keeper.record()[1]["id"], 1)[1]["code"] == "sale_not_booked"


def test_an_allocation_covers_an_open_wish(keeper: Keeper) -> None:
    keeper.book()
    wish, same = make_wish(keeper.fair), client_id()
    first, again = keeper.allocate(wish, client_id=same), keeper.allocate(wish, client_id=same)
    assert (first[0], again[0], first[1]) == (201, 200, again[1])
    assert (stored(wish)["state"], stored(wish)["funded"]["fen"]) == ("funded", 6000)
    assert [line["act"] for line in stored(wish)["history"]] == ["fund"]
    assert keeper.allocate(wish, fen=1, client_id=same)[1]["code"] == "client_id_reused"
    assert balance(keeper.fair) == (10_000, 6000)


def test_a_wish_is_funded_by_its_own_address(keeper: Keeper) -> None:
    keeper.book(10_000)
    wish, body = make_wish(keeper.fair), {"client_id": client_id(), "fen": 6000}
    first, again = (keeper.me.post(f"/wishes/{wish}/fund", body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert balance(keeper.fair) == (10_000, 6000)
    assert keeper.me.post("/wishes/AAAAAA/fund", body).status_code == 404


def test_an_allocation_never_exceeds_what_came_in(keeper: Keeper) -> None:
    wish = make_wish(keeper.fair)
    assert keeper.allocate(wish)[1]["code"] == "fund_short"
    keeper.book()
    problem = keeper.allocate(wish, 10_001)[1]
    assert (problem["code"], problem["free_fen"]) == ("fund_short", 10_000)
    assert "100.00 元" in problem["detail"]
    assert stored(wish)["state"] == "open"


@pytest.mark.parametrize("state", ["claimed", "ready", "delivered", "closed", "funded", "withdrawn"])
def test_only_an_open_wish_is_covered_and_nothing_stays_reserved(keeper: Keeper, state: str) -> None:
    keeper.book()
    same = client_id()
    taken = make_wish(keeper.fair, state=state)
    assert keeper.allocate(taken, client_id=same)[1]["code"] == "wish_wrong_state"
    assert keeper.allocate(taken, client_id=same)[1]["code"] == "allocation_released"
    assert balance(keeper.fair) == (10_000, 0)


def test_a_wish_whose_card_is_being_filled_in_is_left_alone(keeper: Keeper) -> None:
    keeper.book()
    wish = make_wish(keeper.fair)
    keeper.nobody.put(f"/wishes/{wish}/hold", {"client_id": client_id()})
    other = make_wish(keeper.fair)
    problem = keeper.allocate(wish)[1]
    assert (problem["code"], [one["code"] for one in problem["similar"]]) == ("wish_held", [other])
    assert balance(keeper.fair) == (10_000, 0)


def test_wishes_of_other_fairs_or_not_yet_on_the_wall_are_not_there(keeper: Keeper) -> None:
    keeper.book()
    other = make_wish(make_event(keeper.root, title="别的集市", fair=True))
    hidden = make_wish(keeper.fair, state="reviewed")
    assert [keeper.allocate(wish)[0] for wish in (other, hidden, "ZZZZZZ")] == [404, 404, 404]


def test_giving_back_opens_the_wish_again_and_frees_the_money(keeper: Keeper) -> None:
    keeper.book()
    wish, same = make_wish(keeper.fair), client_id()
    allocation = keeper.allocate(wish, client_id=same)[1]["id"]
    assert [keeper.give_back(allocation) for _ in range(2)] == [204, 204]
    assert (stored(wish)["state"], stored(wish)["funded"], stored(wish)["fund_due"]) == ("open", None, [])
    assert balance(keeper.fair) == (10_000, 0)
    assert keeper.allocate(wish, client_id=same)[1]["code"] == "allocation_released"
    assert keeper.nobody.put(f"/wishes/{wish}/claim", claim_body()).status_code == 201


def test_what_was_delivered_is_not_given_back(keeper: Keeper) -> None:
    keeper.book()
    wish = make_wish(keeper.fair)
    allocation = keeper.allocate(wish)[1]["id"]
    Wish.collection().update_one({"_id": wish}, {"$set": {"state": "delivered"}})
    assert keeper.give_back(allocation) == 409
    assert balance(keeper.fair) == (10_000, 6000)


def test_every_yuan_is_traceable_to_a_wish_page_by_page(keeper: Keeper) -> None:
    for _ in range(3):
        keeper.book()
        keeper.allocate(make_wish(keeper.fair), 7000)
    for kind in ("sales", "allocations"):
        path, seen, cursor = f"/fairs/{keeper.fair}/{kind}?limit=2", [], ""
        while cursor is not None:
            page = keeper.me.get(path + (f"&cursor={cursor}" if cursor else "")).get_json()
            seen, cursor = seen + page["items"], page["next"]
        assert (len(seen), len({one["id"] for one in seen})) == (3, 3)
    named = {one["wish"]["code"]: one["fen"] for one in seen}
    assert named == {wish["_id"]: wish["funded"]["fen"] for wish in Wish.collection().find({"state": "funded"})}


def test_everybody_may_know_the_sums_and_who_raised_them(keeper: Keeper) -> None:
    empty = keeper.nobody.get(f"/fairs/{keeper.fair}/fund/summary").get_json()
    assert empty == {"received_fen": 0, "allocated_fen": 0, "wishes_funded": 0, "sources": []}
    keeper.book()
    keeper.record(organisation="还没有凭证的协会")
    keeper.allocate(make_wish(keeper.fair))
    shown = keeper.nobody.get(f"/fairs/{keeper.fair}/fund/summary").get_json()
    source = {"organisation": "宁波市慈善总会", "filing_number": "51330200MJ8964021KA23001"}
    assert shown == {"received_fen": 10_000, "allocated_fen": 6000, "wishes_funded": 1, "sources": [source]}


def test_the_last_source_is_offered_again(keeper: Keeper) -> None:
    assert keeper.me.get(f"/fairs/{keeper.fair}/fund").get_json()["source"] is None
    keeper.record(filing_number=" 51330200mj8964021ka23009 ")
    source = keeper.me.get(f"/fairs/{keeper.fair}/fund").get_json()["source"]
    assert source["filing_number"] == "51330200MJ8964021KA23009"


def test_the_organiser_of_another_branch_keeps_another_fund(keeper: Keeper) -> None:
    sale = keeper.book()
    allocation = keeper.allocate(make_wish(keeper.fair))[1]["id"]
    _, phone = make_person(roles=[("organiser", make_branch(kind="committee", name="别的党委"))])
    other, fair = keeper.nobody.sign_in(phone), f"/fairs/{keeper.fair}"
    answers = [other.get(f"{fair}{path}") for path in ("/fund", "/sales", "/allocations")]
    answers += [other.get(f"/sales/{sale}/evidence"), other.delete(f"/sales/{sale}")]
    answers += [other.delete(f"/allocations/{allocation}"), other.post(f"{fair}/sales", sale_body())]
    assert {answer.status_code for answer in answers} == {403}
    assert keeper.sums() == (10_000, 6000, 0)


def test_an_event_that_is_no_fair_has_no_fund(keeper: Keeper) -> None:
    plain = make_event(keeper.root, title="讲座")
    unknown = f"/fairs/{'0' * 24}/fund/summary"
    assert keeper.me.get(f"/fairs/{plain}/fund").status_code == 404
    assert keeper.me.post(f"/fairs/{plain}/sales", sale_body()).status_code == 404
    assert keeper.nobody.get(unknown).status_code == 404
    assert keeper.give_back(str(ObjectId())) == 404


def test_the_ledger_of_a_fair_is_bounded(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weiguang.wishes.fund.recording.SALES_MOST", 1)
    monkeypatch.setattr("weiguang.wishes.fund.allocating.ALLOCATIONS_MOST", 1)
    keeper.book()
    assert keeper.record()[1]["code"] == "fund_full"
    keeper.allocate(make_wish(keeper.fair), 1)
    assert keeper.allocate(make_wish(keeper.fair), 1)[1]["code"] == "fund_full"
    assert len(Fund.collection().find_one({"_id": keeper.fair})["sales"]) == 1
