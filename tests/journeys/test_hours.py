"""Volunteer hours: recorded by machine, looked at when somebody forgot, added and corrected by two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.hours import DAY, Service
from support.api import Caller, client_id
from weiguang.checkins.hours import deriving
from weiguang.checkins.hours.models import HourChange
from weiguang.participation.models import Participation
from weiguang.storage.clock import local_day, utc_now

Settle = Callable[[], None]


@pytest.fixture
def service(nobody: Caller) -> Service:
    return Service(nobody)


def inbox(who: Caller) -> list[str]:
    return [item["title"] for item in who.get("/inbox").get_json()["items"]]


def test_what_machines_recorded_is_mine_to_read(service: Service) -> None:
    service.stay(minutes=150)
    service.stay(day="2023-06-01", minutes=59)
    mine = service.as_("volunteer").get("/me/hours").get_json()
    assert [(item["day"], item["minutes"], item["state"]) for item in mine["items"]] == [
        ("2023-06-01", 59, "counted"),
        (DAY, 150, "counted"),
    ]
    assert mine["figures"] == {"machine_minutes": 209, "hand_minutes": 0, "waiting_minutes": 0}
    assert [(month["month"], month["machine_minutes"]) for month in mine["months"]] == [
        ("2023-06", 59),
        ("2023-05", 150),
    ]
    assert service.as_("other").get("/me/hours").get_json()["items"] == []


def test_my_hours_come_in_pages(service: Service) -> None:
    for day in range(1, 6):
        service.stay(day=f"2023-06-0{day}", minutes=60)
    seen: list[str] = []
    following: str | None = ""
    while following is not None:
        page = service.as_("volunteer").get(f"/me/hours?limit=2{following and f'&cursor={following}'}").get_json()
        seen += [item["day"] for item in page["items"]]
        following = page["next"]
    assert seen == [f"2023-06-0{day}" for day in (5, 4, 3, 2, 1)]


def test_a_forgotten_check_out_counts_only_after_somebody_looked(service: Service, settle: Settle) -> None:
    row = service.stay(minutes=240, forgotten=True)
    assert service.figures() == (0, 0, 240)
    listed = service.as_("first").get("/hours/forgotten").get_json()["items"]
    assert [(one["id"], one["person"], one["minutes"]) for one in listed] == [(row, "林志愿", 240)]
    answers = [
        service.as_("first").post("/hours/forgotten/checks", {"row": row, "minutes": 200}).status_code for _ in range(2)
    ]
    assert answers == [200, 200]
    assert service.figures() == (200, 0, 0)
    assert service.as_("first").get("/hours/forgotten").get_json()["items"] == []
    settle()
    assert service.nobody.get("/participation/counts?measure=hours").get_json()["exact"] == 3.3


def test_a_look_never_adds_and_the_second_one_does_not_change_the_first(service: Service) -> None:
    row = service.stay(minutes=240, forgotten=True)
    more = service.as_("first").post("/hours/forgotten/checks", {"row": row, "minutes": 241})
    assert (more.status_code, more.get_json()["errors"][0]["field"]) == (422, "minutes")
    service.as_("first").post("/hours/forgotten/checks", {"row": row, "minutes": 0})
    late = service.as_("second").post("/hours/forgotten/checks", {"row": row, "minutes": 240})
    assert (late.status_code, late.get_json()["code"]) == (409, "hours_moved_on")
    assert service.figures() == (0, 0, 0)
    assert service.as_("volunteer").get("/me/hours").get_json()["items"][0]["state"] == "struck"


def test_a_look_belongs_to_those_who_run_the_place_and_not_to_oneself(service: Service) -> None:
    row, own = service.stay(forgotten=True), service.stay("first", forgotten=True)
    for who, about, status in (("stranger", row, 403), ("first", own, 403), ("first", "stay:ZZZZZZ:x:y", 404)):
        body = {"row": about, "minutes": 10}
        assert service.as_(who).post("/hours/forgotten/checks", body).status_code == status
    assert service.as_("stranger").get("/hours/forgotten").get_json()["items"] == []
    assert service.as_("volunteer").get("/hours/forgotten").status_code == 403
    checked = service.stay(day="2023-06-02")
    assert service.as_("first").post("/hours/forgotten/checks", {"row": checked, "minutes": 1}).status_code == 404


def test_two_people_add_hours_by_hand(service: Service, settle: Settle) -> None:
    answer = service.propose()
    assert (answer.status_code, answer.get_json()["person"]) == (201, "林志愿")
    assert service.figures() == (0, 0, 0)
    waiting = service.as_("second").get("/hours/proposals").get_json()["items"]
    assert [(one["minutes"], one["proposed_by"], one["own"]) for one in waiting] == [(90, "赵一", False)]
    assert service.decide(waiting[0]["id"]).get_json()["state"] == "approved"
    assert service.figures() == (0, 90, 0)
    settle()
    assert service.nobody.get("/participation/counts?measure=hours&kind=service").get_json()["exact"] == 1.5
    assert inbox(service.as_("volunteer")) == ["补录了一笔志愿服务时长"]
    assert service.as_("second").get("/hours/proposals").get_json()["items"] == []


def test_hand_added_hours_stay_apart_from_the_machines(service: Service) -> None:
    service.stay(minutes=120)
    proposed = service.propose(day="2023-05-21").get_json()["id"]
    service.decide(proposed)
    assert service.figures() == (120, 90, 0)
    items = service.as_("volunteer").get("/me/hours").get_json()["items"]
    assert [(item["day"], item["by_hand"]) for item in items] == [("2023-05-21", True), (DAY, False)]


def test_who_proposed_does_not_approve(service: Service) -> None:
    change = service.propose().get_json()["id"]
    alone = service.decide(change, by="first")
    assert (alone.status_code, alone.get_json()["code"]) == (403, "hours_need_two")
    assert service.as_("first").get("/hours/proposals").get_json()["items"][0]["own"] is True
    assert service.figures() == (0, 0, 0)


def test_nobody_gains_by_their_own_hand(service: Service) -> None:
    for_myself = service.propose(person=str(service.id("first")))
    by_phone = service.propose(person=None, phone=service.people["first"][1])
    for answer in (for_myself, by_phone):
        assert (answer.status_code, answer.get_json()["code"]) == (403, "hours_for_oneself")
    change = service.propose(person=str(service.id("second"))).get_json()["id"]
    mine = service.decide(change, by="second")
    assert (mine.status_code, mine.get_json()["code"]) == (403, "hours_for_oneself")
    row = service.stay("first")
    asked = service.ask("first", row=row).get_json()["id"]
    assert service.answer(asked, by="first", minutes=300).get_json()["code"] == "hours_for_oneself"


def test_a_volunteer_is_found_by_the_phone_they_sign_in_with(service: Service) -> None:
    assert service.propose(person=None, phone=service.people["volunteer"][1]).get_json()["person"] == "林志愿"
    unknown = service.propose(person=None, phone="13700000000")
    assert (unknown.status_code, "先登录" in unknown.get_json()["detail"]) == (404, True)
    nobody = service.propose(person=None)
    assert (nobody.status_code, nobody.get_json()["errors"][0]["field"]) == (422, "person")
    assert service.propose(person=str(ObjectId())).status_code == 422


def test_who_signed_up_is_offered_to_choose_from(service: Service) -> None:
    service.as_("volunteer").put(f"/events/{service.event}/registration", {"client_id": client_id()})
    path = f"/events/{service.event}/volunteers"
    items = service.as_("first").get(path).get_json()["items"]
    assert [(one["id"], one["name"]) for one in items] == [(str(service.id("volunteer")), "林志愿")]
    assert "****" in items[0]["phone_masked"]
    assert [service.as_(who).get(path).status_code for who in ("stranger", "volunteer", "nobody")] == [403, 403, 401]


def test_the_same_day_is_added_once(service: Service) -> None:
    first = service.propose().get_json()["id"]
    assert service.propose(minutes=30).get_json()["code"] == "hours_under_way"
    service.decide(first)
    assert service.propose(minutes=30).get_json()["code"] == "hours_under_way"
    assert service.propose(day="2023-05-21").status_code == 201


def test_a_refused_proposal_says_why_and_may_be_made_again(service: Service, settle: Settle) -> None:
    change = service.propose().get_json()["id"]
    silent = service.decide(change, decision="refuse")
    assert (silent.status_code, silent.get_json()["errors"][0]["field"]) == (422, "reason")
    assert service.decide(change, decision="refuse", reason="签到表上没有").status_code == 200
    settle()
    assert inbox(service.as_("volunteer")) == ["志愿服务时长没有更改"]
    assert service.as_("volunteer").get("/me/hours/changes").get_json()["items"][0]["answer"] == "签到表上没有"
    assert service.propose().status_code == 201
    assert Participation.collection().count_documents({"measure": "hours"}) == 0


def test_repeats_answer_the_same_and_change_nothing(service: Service) -> None:
    name = client_id()
    answers = [service.propose(client_id=name) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    assert service.propose(client_id=name, minutes=91).get_json()["code"] == "client_id_reused"
    change = answers[0].get_json()["id"]
    assert [service.decide(change).status_code for _ in range(2)] == [200, 200]
    other = service.decide(change, decision="refuse", reason="不对")
    assert (other.status_code, other.get_json()["code"]) == (409, "hours_moved_on")
    assert service.figures() == (0, 90, 0)


def test_a_crash_between_approval_and_row_is_repaired(
    service: Service, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = service.propose().get_json()["id"]
    with monkeypatch.context() as patched:
        patched.setattr(deriving, "derive", lambda _: None)
        service.decide(change)
    assert service.figures() == (0, 0, 0)
    settle()
    assert service.figures() == (0, 90, 0)
    assert HourChange.collection().count_documents({"due": {"$exists": True}}) == 0


def test_a_correction_is_asked_for_and_made_by_two(service: Service, settle: Settle) -> None:
    row = service.stay(minutes=150)
    change = service.ask(row=row).get_json()["id"]
    listed = service.as_("first").get("/hours/requests").get_json()["items"]
    assert [(one["text"], one["recorded_minutes"]) for one in listed] == [("我那天到十二点才走", 150)]
    assert service.answer(change, minutes=180).get_json()["was"] == 150
    assert service.decide(change, by="first").get_json()["code"] == "hours_need_two"
    service.decide(change)
    assert service.figures() == (0, 180, 0)
    settle()
    assert inbox(service.as_("volunteer")) == ["志愿服务时长已更正"]
    assert service.nobody.get("/participation/counts?measure=hours").get_json()["exact"] == 3.0
    assert service.as_("volunteer").get("/me/hours").get_json()["items"][0]["corrected"] is True


def test_a_row_may_be_corrected_again(service: Service) -> None:
    row = service.stay(minutes=150)
    service.correct(row, 180)
    assert service.ask(row=row).status_code == 201
    assert service.ask(row=row).get_json()["code"] == "hours_under_way"
    change = service.as_("volunteer").get("/me/hours/changes").get_json()["items"][0]["id"]
    service.answer(change, minutes=0)
    service.decide(change)
    assert service.figures() == (0, 0, 0)


def test_a_refused_request_says_why(service: Service, settle: Settle) -> None:
    change = service.ask(row=service.stay()).get_json()["id"]
    refused = service.answer(change, decision="refuse", reason="签退时间有照片")
    assert (refused.status_code, refused.get_json()["state"]) == (200, "refused")
    settle()
    told = service.as_("volunteer").get("/inbox").get_json()["items"][0]
    assert (told["link"], "签退时间有照片" in told["body"]) == ("/me/hours", True)


def test_a_day_that_was_not_recorded_is_asked_for_too(service: Service) -> None:
    change = service.ask(event=str(service.event), day=DAY).get_json()["id"]
    assert service.propose().get_json()["code"] == "hours_under_way"
    assert service.answer(change).get_json()["errors"][0]["field"] == "minutes"
    assert service.answer(change, minutes=0).status_code == 422
    service.answer(change, minutes=60)
    service.decide(change)
    assert service.figures() == (0, 60, 0)


def test_a_forgotten_check_out_is_looked_at_before_it_is_corrected(service: Service) -> None:
    change = service.ask(row=service.stay(forgotten=True)).get_json()["id"]
    answer = service.answer(change, minutes=100)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "look_first")


def test_requests_are_about_own_rows_and_past_days(service: Service) -> None:
    theirs = service.stay("other")
    assert service.ask(row=theirs).status_code == 404
    assert service.ask().get_json()["errors"][0]["field"] == "event"
    tomorrow = local_day(utc_now() + timedelta(days=1))
    assert service.ask(event=str(service.event), day=tomorrow).get_json()["errors"][0]["field"] == "day"
    assert service.ask(event=str(ObjectId()), day=DAY).status_code == 404


def test_requests_and_proposals_stay_where_they_belong(service: Service) -> None:
    asked = service.ask(row=service.stay()).get_json()["id"]
    proposed = service.propose(day="2023-05-21").get_json()["id"]
    assert service.answer(asked, by="stranger", minutes=1).status_code == 403
    assert service.decide(proposed, by="stranger").status_code == 403
    for path in ("/hours/requests", "/hours/proposals"):
        assert service.as_("stranger").get(path).get_json()["items"] == []
        assert service.as_("volunteer").get(path).status_code == 403
    assert service.propose(by="stranger").status_code == 403
    assert service.decide(str(ObjectId())).status_code == 404


@pytest.mark.parametrize(
    "change", [{"minutes": 0}, {"minutes": 1441}, {"minutes": "90"}, {"minutes": 1.5}, {"day": "昨天"}]
)
def test_what_is_not_a_proposal_is_refused_by_field(service: Service, change: dict[str, Any]) -> None:
    answer = service.propose(**change)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, next(iter(change)))
