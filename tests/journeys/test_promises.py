"""Keeping a promise: reminders, the lapse, the way to the claimant, and what a claimant does about it."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

import pytest

from factories.delivery import make_team
from factories.people import make_person
from factories.promises import Promised
from factories.wishes import claim_body
from fakes.push_service import installed
from support.api import Caller, client_id
from weiguang import reactions
from weiguang.notices.channels import sms
from weiguang.notices.models import Delivery, InboxRow
from weiguang.settings import Settings
from weiguang.storage.clock import local_day, utc_now
from weiguang.wishes.models import Wish
from weiguang.wishes.promises.steps import find_due, take_step
from weiguang.wishes.receipts import receipt_token
from weiguang.work.leases import Lease
from weiguang.work.worker import Worker


class Texts:
    """A gateway that remembers what it sent."""

    def __init__(self, fails: bool = False) -> None:
        self.sent: list[dict[str, str]] = []
        self.fails = fails

    def send(self, **text: str) -> None:
        if self.fails:
            raise OSError
        self.sent.append(text)


@pytest.fixture
def promised(nobody: Caller) -> Promised:
    return Promised(nobody)


@pytest.fixture
def member(nobody: Caller) -> Caller:
    return nobody.sign_in(make_person()[1])


@pytest.fixture
def mine(nobody: Caller, member: Caller) -> Promised:
    return Promised(nobody, member)


def text_by(monkeypatch: pytest.MonkeyPatch, gateway: sms.SmsGateway | None) -> Any:
    monkeypatch.setattr(sms._Installed, "gateway", gateway)
    return gateway


def later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def test_a_claim_is_looked_at_and_nothing_is_said_yet(promised: Promised) -> None:
    promised.look(-15)
    assert (promised.owed(), promised.acts()) == ([], [])
    assert promised.stored["step_at"] == promised.moment(-7, 9)


def test_every_reminder_comes_on_its_day_once(promised: Promised) -> None:
    for days in range(-15, 1):
        promised.look(days)
        promised.look(days, 20)
    assert promised.acts() == ["remind -7", "remind -3", "remind -1"]
    assert promised.owed() == ["remind-7", "remind-3", "remind-1"]


def test_after_days_off_there_is_one_reminder_not_two(promised: Promised) -> None:
    promised.look(-7)
    promised.look(-1)
    assert promised.acts() == ["remind -7", "remind -1"]


def test_the_day_over_is_asked_about_kindly_and_four_days_later_the_wish_is_open(promised: Promised) -> None:
    promised.look(1)
    promised.look(3)
    assert (promised.acts(), promised.stored["state"]) == (["overdue +1"], "claimed")
    promised.look(4)
    assert (promised.acts()[-1], promised.stored["state"], promised.stored["claim"]) == ("lapse", "open", None)
    assert promised.claim().get_json()["code"] == "claim_given_back"


def test_no_promise_lapses_before_its_claimant_was_told(promised: Promised) -> None:
    promised.look(30)
    assert (promised.acts(), promised.stored["state"]) == (["overdue +1"], "claimed")
    promised.look(32)
    assert promised.stored["state"] == "claimed"
    promised.look(33)
    assert promised.acts() == ["overdue +1", "lapse"]


def test_a_confirmed_promise_does_not_lapse(promised: Promised) -> None:
    assert promised.do("confirm", promised.organiser()).get_json()["confirmed"] is True
    for days in (-7, 1, 4, 9):
        promised.look(days)
    assert (promised.stored["state"], promised.stored["step_at"]) == ("claimed", None)


def plan(promised: Promised, organiser: Caller, day: str) -> None:
    team = make_team(promised.fair, [])
    body = {"client_id": client_id(), "team": str(team), "day": day, "codes": [promised.wish]}
    assert organiser.post(f"/fairs/{promised.fair}/run-sheets", body).get_json()["items"][0]["state"] == "planned"


def test_a_claim_with_a_delivery_planned_is_left_to_the_team(promised: Promised) -> None:
    plan(promised, promised.organiser(), later(promised.day, 9))
    for days in (-3, 1, 4, 9):
        promised.look(days)
    assert (promised.acts()[1:], promised.stored["step_at"]) == (["remind -3"], None)
    assert (promised.stored["state"], promised.stored["claim"]["confirmed"]) == ("claimed", False)


def test_a_delivery_planned_between_the_look_and_the_lapse_keeps_the_claim(promised: Promised) -> None:
    promised.look(1)
    due = find_due(promised.moment(4))
    plan(promised, promised.organiser(), later(promised.day, 9))
    assert [take_step(wish, promised.moment(4)) for wish in due] == [False]
    promised.look(4)
    assert (promised.stored["state"], promised.stored["step_at"]) == ("claimed", None)


def test_a_lapse_is_taken_out_of_the_count(promised: Promised, settle: Any) -> None:
    promised.look(1)
    promised.look(4)
    settle()
    assert promised.nobody.get("/participation/counts?kind=claim").get_json()["exact"] == 0


def test_a_claim_confirmed_between_the_look_and_the_lapse_stays(promised: Promised) -> None:
    promised.look(1)
    due = find_due(promised.moment(4))
    promised.do("confirm", promised.organiser())
    assert [take_step(wish, promised.moment(4)) for wish in due] == [False]
    assert promised.stored["state"] == "claimed"


def test_a_claim_given_back_is_not_looked_at_any_more(promised: Promised) -> None:
    assert promised.nobody.delete(f"/wishes/{promised.wish}/claim", {"client_id": promised.body["client_id"]})
    promised.look(-1)
    assert promised.acts() == ["give_back"]


def test_a_wish_that_moved_on_leaves_the_scheduler(promised: Promised) -> None:
    Wish.collection().update_one({"_id": promised.wish}, {"$set": {"state": "delivered"}})
    promised.look(1)
    assert (promised.stored["step_at"], promised.acts()) == (None, [])


def test_a_member_finds_the_reminder_in_the_inbox(mine: Promised) -> None:
    mine.look(-3)
    mine.tell()
    item = mine.who.get("/inbox").get_json()["items"][0]
    assert "一键退回" in item["body"] and item["link"] == f"/wishes/{mine.wish}"
    assert (mine.owed(), mine.acts()) == ([], ["remind -3", "told inbox"])
    assert mine.who.get(f"/notices/{item['id']}").get_json()["state"] == "sent"


def test_a_crash_between_telling_and_noting_it_tells_once(mine: Promised) -> None:
    mine.look(-3)
    wish = mine.stored
    for _ in range(2):
        assert reactions.tell(wish, wish["telling"][0], utc_now()) == "inbox"
    mine.tell()
    assert InboxRow.collection().count_documents({}) == 1
    assert mine.acts() == ["remind -3", "told inbox"]


def test_a_crash_before_telling_loses_nothing(mine: Promised) -> None:
    mine.look(-3)
    mine.look(-2)
    assert mine.owed() == ["remind-3"]
    mine.tell()
    assert len(mine.who.get("/inbox").get_json()["items"]) == 1


def test_a_member_with_a_phone_that_takes_pushes_gets_one(settings: Settings, mine: Promised) -> None:
    with installed(settings) as service:
        browser = service.browser()
        assert mine.who.put("/push/subscription", browser.subscription()).status_code == 201
        mine.look(-3)
        mine.tell()
        assert Delivery.collection().count_documents({"state": "queued"}) == 1


def test_a_citizen_gets_a_text_where_there_is_a_gateway(promised: Promised, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = text_by(monkeypatch, Texts())
    promised.look(-3)
    promised.tell()
    assert [text["phone"] for text in texts.sent] == [promised.body["phone"]]
    assert promised.acts() == ["remind -3", "told sms"]


def test_a_worker_that_lost_its_turn_sends_no_more_texts(nobody: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Texts):
        def send(self, **text: str) -> None:
            super().send(**text)
            Lease.collection().update_one({"_id": reactions.LEASE}, {"$set": {"owner": "another"}})

    texts = text_by(monkeypatch, Slow())
    for promised in (Promised(nobody), Promised(nobody)):
        promised.look(-3)
    assert (reactions.run_telling(Worker(name="slow")), len(texts.sent)) == (1, 1)


@pytest.mark.parametrize("gateway", [None, Texts(fails=True)])
def test_a_citizen_nothing_reaches_is_to_be_called(
    promised: Promised, monkeypatch: pytest.MonkeyPatch, gateway: Texts | None
) -> None:
    text_by(monkeypatch, gateway)
    promised.look(-7)
    promised.tell(-7)
    assert promised.acts() == ["remind -7", "told call"]
    assert promised.stored["claim"]["call"]["kind"] == "remind"


def test_whoever_lost_a_wish_by_lapse_is_told_too(mine: Promised) -> None:
    mine.look(1)
    mine.look(4)
    mine.tell(4)
    assert "已重新开放" in mine.who.get("/inbox").get_json()["items"][0]["title"]


def test_a_lapsed_citizen_nothing_reaches_is_to_be_called(promised: Promised) -> None:
    promised.look(1)
    promised.look(4)
    promised.tell(4)
    assert [claim["phone_masked"] for claim in promised.stored["displaced"]]
    assert promised.acts() == ["overdue +1", "lapse", "told dropped", "told call"]


def test_a_reminder_of_a_claim_that_is_over_is_dropped(promised: Promised) -> None:
    promised.look(-3)
    promised.nobody.delete(f"/wishes/{promised.wish}/claim", {"client_id": promised.body["client_id"]})
    promised.tell()
    assert promised.acts()[-1] == "told dropped"


def test_nothing_readable_lies_in_the_wish_or_the_logs(promised: Promised, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for days in (-7, 1, 4):
            promised.look(days)
        owed = str(promised.stored)
        promised.tell(4)
    kept = owed + str(promised.stored) + caplog.text
    assert promised.body["phone"] not in kept and promised.body["name"] not in kept


def test_the_claimant_says_it_is_ready(promised: Promised) -> None:
    first, again = promised.do("ready"), promised.do("ready")
    assert (first.status_code, first.get_json()) == (200, again.get_json())
    assert (promised.stored["state"], promised.stored["step_at"]) == ("ready", None)
    promised.look(4)
    assert promised.acts() == ["ready"]


def test_a_paper_receipt_proves_the_claim(promised: Promised) -> None:
    token = receipt_token(promised.wish, promised.stored["claim"]["client"])
    assert promised.do("ready", client_id=client_id(), receipt="0" * 16).status_code == 404
    assert promised.do("ready", client_id=client_id(), receipt=token).status_code == 200


@pytest.mark.parametrize(("act", "more"), [("ready", {}), ("promise", {"day": "2030-01-01"})])
def test_nobody_else_speaks_for_the_claimant(
    promised: Promised, member: Caller, act: str, more: dict[str, str]
) -> None:
    for who in (promised.nobody, member):
        assert promised.do(act, who, client_id=client_id(), **more).get_json()["code"] == "claim_not_yours"
    assert promised.do("confirm", member).status_code == 403


def test_an_open_wish_has_no_promise(promised: Promised) -> None:
    promised.nobody.delete(f"/wishes/{promised.wish}/claim", {"client_id": promised.body["client_id"]})
    organiser = promised.organiser()
    for act, more in (("ready", {}), ("confirm", {}), ("promise", {"day": promised.day})):
        assert promised.do(act, organiser, **more).get_json()["code"] == "wish_wrong_state"


def test_a_claimant_moves_the_day_twice(promised: Promised) -> None:
    days = [later(promised.day, 14 * number) for number in (1, 2, 3)]
    answers = [promised.do("promise", day=day).get_json() for day in days]
    assert [answer.get("extensions_left") for answer in answers] == [1, 0, None]
    assert answers[2]["code"] == "promise_extended_enough"
    assert promised.do("promise", day=days[1]).get_json() == answers[1]


def test_a_moved_day_is_reminded_of_anew(promised: Promised) -> None:
    promised.look(-3)
    promised.do("promise", day=later(promised.day, 10))
    promised.look(3)
    assert promised.acts() == ["remind -3", f"promise {later(promised.day, 10)}", "remind -7"]


@pytest.mark.parametrize("days", [-1, 15, 60])
def test_a_claimant_moves_the_day_later_by_two_weeks_at_most(promised: Promised, days: int) -> None:
    assert promised.do("promise", day=later(promised.day, days)).get_json()["errors"][0]["field"] == "day"


def test_staff_move_the_day_within_sixty_days(promised: Promised) -> None:
    organiser, today = promised.organiser(), local_day(utc_now())
    for days in (30, 50, 40, 0):
        assert promised.do("promise", organiser, client_id=client_id(), day=later(today, days)).status_code == 200
    assert promised.do("promise", organiser, client_id=client_id(), day=later(today, 61)).status_code == 422
    assert promised.do("promise", day=later(today, 10)).get_json()["extensions_left"] == 1


def test_a_late_repeat_of_what_staff_sent_does_not_set_the_day_back(promised: Promised) -> None:
    organiser, first = promised.organiser(), client_id()
    one, other = later(promised.day, 3), later(promised.day, 9)
    assert promised.do("promise", organiser, client_id=first, day=one).get_json()["promise_by"] == one
    promised.do("promise", organiser, client_id=client_id(), day=other)
    again = promised.do("promise", organiser, client_id=first, day=one)
    assert (again.status_code, again.get_json()["promise_by"]) == (200, other)
    assert promised.acts() == [f"promise {one}", f"promise {other}"]
    reused = promised.do("promise", organiser, client_id=first, day=other)
    assert reused.get_json()["code"] == "client_id_reused"


@pytest.mark.parametrize("act", ["ready", "confirm"])
def test_a_late_repeat_of_what_staff_sent_says_nothing_of_the_next_claim(promised: Promised, act: str) -> None:
    organiser, mine = promised.organiser(), client_id()
    assert promised.do(act, organiser, client_id=mine).status_code == 200
    promised.nobody.delete(f"/wishes/{promised.wish}/claim", {"client_id": promised.body["client_id"]})
    promised.nobody.put(f"/wishes/{promised.wish}/claim", claim_body())
    assert promised.do(act, organiser, client_id=mine).status_code == 200
    assert (promised.stored["state"], promised.stored["claim"]["confirmed"]) == ("claimed", False)


def test_the_signed_in_claimant_confirms(mine: Promised) -> None:
    assert mine.do("confirm").get_json() == mine.do("confirm").get_json()
    assert mine.acts() == ["confirm"]


def test_a_claim_of_a_database_without_confirmations_is_kept_as_any(mine: Promised) -> None:
    Wish.collection().update_one({"_id": mine.wish}, {"$unset": {"claim.confirmed": 1}})
    mine.look(-3)
    assert mine.do("promise", day=later(mine.day, 1)).get_json()["confirmed"] is False
    assert mine.organiser().get(f"/fairs/{mine.fair}/rescue").status_code == 200
    assert mine.do("confirm").get_json()["confirmed"] is True


def test_a_claim_of_a_database_without_confirmations_lapses(promised: Promised) -> None:
    Wish.collection().update_one({"_id": promised.wish}, {"$unset": {"claim.confirmed": 1}})
    promised.look(1)
    promised.look(4)
    assert promised.stored["state"] == "open"
