"""The rescue list, opening a claimant's telephone for a purpose, and how the call went."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from mongoengine.connection import get_db

from factories.people import make_branch
from factories.promises import Promised
from factories.wishes import claim_body, make_wish
from support.api import Caller, client_id
from weiguang.storage.clock import utc_now
from weiguang.wishes.cards import tear_off_code
from weiguang.wishes.life import history_line
from weiguang.wishes.models import Wish
from weiguang.wishes.promises import calling
from weiguang.wishes.promises.rules import KINDS


@pytest.fixture
def promised(nobody: Caller) -> Promised:
    return Promised(nobody)


@pytest.fixture
def organiser(promised: Promised) -> Caller:
    return promised.organiser()


def move_promise(promised: Promised, days: int, wish: str = "", **more: Any) -> None:
    """As if the wish had been promised for that many days from now."""
    day = (utc_now() + timedelta(hours=8, days=days)).date().isoformat()
    change = {"claim.promise_by": day, **more}
    Wish.collection().update_one({"_id": wish or promised.wish}, {"$set": change})


def rescue(promised: Promised, who: Caller, query: str = "") -> Any:
    return who.get(f"/fairs/{promised.fair}/rescue{query}").get_json()


def hanging(promised: Promised, who: Caller) -> list[tuple[str, int]]:
    return [(row["kind"], row["days"]) for row in rescue(promised, who)["items"]]


def ago(days: int, act: str) -> dict[str, Any]:
    return history_line(act, by="system", now=utc_now() - timedelta(days=days))


def hang_in_every_way(promised: Promised) -> None:
    """One wish of each kind; the fair's day is 20 days away."""
    fair = promised.fair
    move_promise(promised, -2)
    make_wish(fair, history=[ago(9, "lapse"), ago(5, "lapse")])
    for days in (3, 1):
        make_claimed(promised, promise=days)
    make_claimed(promised, promise=9, **{"claim.call": {"kind": "remind", "since": utc_now()}})
    displaced = make_claimed(promised, promise=9, card={"version": 1})
    body = claim_body(card_code=tear_off_code(displaced, 1))
    assert promised.nobody.put(f"/wishes/{displaced}/claim", body).status_code == 201
    make_wish(fair, history=[ago(9, "open")])
    make_wish(fair, state="funded", history=[ago(4, "fund")])
    make_wish(fair, state="funded", delivery={"state": "absent", "day": "2999-01-01"})


def make_claimed(promised: Promised, *, promise: int, **more: Any) -> str:
    wish = make_wish(promised.fair)
    assert promised.nobody.put(f"/wishes/{wish}/claim", claim_body()).status_code == 201
    move_promise(promised, promise, wish, **more)
    return wish


def test_nothing_hangs_while_promises_are_kept(promised: Promised, organiser: Caller) -> None:
    make_wish(promised.fair)
    answer = rescue(promised, organiser)
    assert (answer["items"], answer["next"], set(answer["counts"].values())) == ([], None, {0})


def test_every_way_to_hang_is_listed_worst_first(promised: Promised, organiser: Caller) -> None:
    hang_in_every_way(promised)
    days = [2, 5, 1, 3, 0, 0, 9, 4, 0]
    kinds = ["overdue", "relapsed", "due", "due", "call", "displaced", "open", "waiting", "undelivered"]
    assert hanging(promised, organiser) == list(zip(kinds, days, strict=True))
    assert rescue(promised, organiser)["counts"] == dict.fromkeys(KINDS, 1) | {"due": 2}


def test_the_list_turns_pages_and_takes_one_kind(promised: Promised, organiser: Caller) -> None:
    hang_in_every_way(promised)
    seen, query = [], "?limit=2"
    while query:
        page = rescue(promised, organiser, query)
        seen += [row["code"] for row in page["items"]]
        query = page["next"] and f"?limit=2&cursor={page['next']}"
    assert (len(seen), len(set(seen))) == (9, 9)
    assert [row["days"] for row in rescue(promised, organiser, "?kind=due")["items"]] == [1, 3]


def test_a_row_says_why_how_long_whom_to_call_and_what_next(promised: Promised, organiser: Caller) -> None:
    move_promise(promised, -2)
    row = rescue(promised, organiser)["items"][0]
    assert (row["kind"], row["days"], row["next_act"], row["unanswered"]) == ("overdue", 2, "call", 0)
    assert row["claimant"]["phone_masked"] == f"{promised.body['phone'][:3]}****{promised.body['phone'][-4:]}"
    assert promised.body["phone"] not in str(row) and promised.body["name"] not in str(row)


def test_a_confirmed_promise_hangs_only_when_it_is_over(promised: Promised, organiser: Caller) -> None:
    move_promise(promised, 1, **{"claim.confirmed": True})
    assert hanging(promised, organiser) == []
    move_promise(promised, -1)
    assert hanging(promised, organiser) == [("overdue", 1)]


def test_an_organiser_of_another_fair_sees_and_opens_nothing(promised: Promised) -> None:
    other = promised.organiser(make_branch(kind="committee", name="别处"))
    assert other.get(f"/fairs/{promised.fair}/rescue").status_code == 403
    assert promised.do("contact", other, client_id=client_id(), purpose="remind").status_code == 403
    assert promised.do("called", other, client_id=client_id(), outcome="cannot").status_code == 403


def test_an_event_that_is_no_fair_has_no_rescue_list(promised: Promised, organiser: Caller) -> None:
    assert organiser.get(f"/fairs/{'0' * 24}/rescue").status_code == 404
    assert organiser.get(f"/fairs/{promised.fair}/rescue?kind=lost").status_code == 422


def test_a_telephone_is_opened_for_a_purpose_and_logged(promised: Promised, organiser: Caller) -> None:
    answer = promised.do("contact", organiser, client_id=client_id(), purpose="remind")
    assert answer.get_json() == {"name": promised.body["name"], "phone": promised.body["phone"]}
    assert answer.headers["Cache-Control"] == "no-store"
    line = get_db().audit.find_one({"act": "vault.open"}, sort=[("at", -1)])
    assert (line["purpose"], line["about"]) == ("claimant.remind", f"wish:{promised.wish}")
    assert line["by"] == f"p:{organiser.me['id']}"
    assert promised.acts() == ["contact remind"]


def test_opening_needs_a_purpose_and_a_claimant(promised: Promised, organiser: Caller) -> None:
    assert promised.do("contact", organiser, purpose="curious").status_code == 422
    nowhere = f"/wishes/{make_wish(promised.fair)}/contact"
    body = {"client_id": client_id(), "purpose": "remind"}
    assert organiser.post(nowhere, body).get_json()["code"] == "nobody_to_call"


def test_nobody_opens_telephones_without_end(
    promised: Promised, organiser: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "OPENED_MOST", 2)
    first = client_id()
    ids = [first, first, client_id()]
    answers = [promised.do("contact", organiser, client_id=one, purpose="remind") for one in ids]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert promised.do("contact", organiser, client_id=client_id(), purpose="remind").status_code == 429


def test_who_will_bring_it_has_confirmed(promised: Promised, organiser: Caller) -> None:
    move_promise(promised, 2, **{"claim.call": {"kind": "remind", "since": utc_now()}})
    said = {"client_id": client_id(), "outcome": "will_bring", "note": "周六送来"}
    assert [promised.do("called", organiser, **said).status_code for _ in range(2)] == [204, 204]
    assert (promised.stored["claim"]["confirmed"], promised.acts()) == (True, ["called will_bring"])
    assert hanging(promised, organiser) == []


def test_who_cannot_gives_the_wish_back_without_blame(promised: Promised, organiser: Caller) -> None:
    said = {"client_id": client_id(), "outcome": "cannot"}
    assert promised.do("called", organiser, **said).status_code == 204
    assert promised.nobody.put(f"/wishes/{promised.wish}/claim", claim_body()).status_code == 201
    assert promised.do("called", organiser, **said).status_code == 204
    assert (promised.stored["state"], promised.acts()) == ("claimed", ["release cannot", "claim remote"])


def test_calls_that_nobody_takes_are_counted_once_each(promised: Promised, organiser: Caller) -> None:
    move_promise(promised, -1)
    first = client_id()
    for one in (first, first, client_id()):
        assert promised.do("called", organiser, client_id=one, outcome="no_answer").status_code == 204
    assert rescue(promised, organiser)["items"][0]["unanswered"] == 2
    assert promised.stored["state"] == "claimed"


def test_one_client_id_tells_of_one_call(promised: Promised, organiser: Caller) -> None:
    mine = client_id()
    promised.do("called", organiser, client_id=mine, outcome="no_answer")
    assert promised.do("called", organiser, client_id=mine, outcome="cannot").get_json()["code"] == "client_id_reused"
    assert (promised.stored["state"], promised.acts()) == ("claimed", ["called no_answer"])


def test_one_client_id_opens_a_telephone_for_one_purpose(promised: Promised, organiser: Caller) -> None:
    mine = client_id()
    assert promised.do("contact", organiser, client_id=mine, purpose="remind").status_code == 200
    refused = promised.do("contact", organiser, client_id=mine, purpose="deliver")
    assert refused.get_json()["code"] == "client_id_reused"
    called = promised.do("called", organiser, client_id=mine, outcome="no_answer")
    assert called.get_json()["code"] == "client_id_reused"


def test_a_repeat_does_not_open_the_next_claimant_s_telephone(promised: Promised, organiser: Caller) -> None:
    seen = {"client_id": client_id(), "purpose": "remind"}
    assert promised.do("contact", organiser, **seen).status_code == 200
    promised.nobody.delete(f"/wishes/{promised.wish}/claim", {"client_id": promised.body["client_id"]})
    promised.nobody.put(f"/wishes/{promised.wish}/claim", claim_body())
    assert promised.do("contact", organiser, **seen).get_json()["code"] == "client_id_reused"


def test_a_note_that_would_tell_who_somebody_is_is_refused(promised: Promised, organiser: Caller) -> None:
    said = {"client_id": client_id(), "outcome": "no_answer", "note": "打 13812341234 试试"}
    assert promised.do("called", organiser, **said).get_json()["errors"][0]["field"] == "note"
    assert promised.acts() == []


def test_a_note_does_not_name_the_claimant(promised: Promised, organiser: Caller) -> None:
    said = {"client_id": client_id(), "outcome": "no_answer", "note": f"{promised.body['name']}没有接"}
    assert promised.do("called", organiser, **said).get_json()["errors"][0]["field"] == "note"


def test_a_displaced_claimant_is_called_and_settled(promised: Promised, organiser: Caller) -> None:
    Wish.collection().update_one({"_id": promised.wish}, {"$set": {"card": {"version": 1}}})
    body = claim_body(card_code=tear_off_code(promised.wish, 1))
    promised.nobody.put(f"/wishes/{promised.wish}/claim", body)
    number = rescue(promised, organiser)["items"][0]["claimant"]["number"]
    seen = promised.do("contact", organiser, client_id=client_id(), purpose="sorry", number=number).get_json()
    assert seen["phone"] == promised.body["phone"]
    said = {"client_id": client_id(), "outcome": "cannot", "number": number}
    assert [promised.do("called", organiser, **said).status_code for _ in range(2)] == [204, 204]
    assert (promised.stored["state"], hanging(promised, organiser)) == ("claimed", [])
    assert "sealed" not in promised.stored["displaced"][0]  # nobody has to call any more
