"""What organisers do about sign-ups: the plan, the list, moving and removing people, reminders."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from factories.signing_up import SigningUp, post_body, shift_body
from support.api import Caller, client_id
from weiguang.events.models import Registration
from weiguang.events.signing_up.gathering import STRAGGLERS, gather_some
from weiguang.reactions import remind_all, tell_seats
from weiguang.storage.clock import SHANGHAI, utc_now

DAY = "2099-06-28"


@pytest.fixture
def event(nobody: Caller) -> SigningUp:
    return SigningUp(nobody)


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def codes(answer: Any) -> tuple[int, str]:
    return answer.status_code, (answer.get_json() or {}).get("code", "")


def test_a_plan_is_saved_as_a_whole_and_shown_with_its_figures(event: SigningUp) -> None:
    post = post_body("导医", shift_body(capacity=2), note="请穿红马甲")
    saved = event.plan(post, capacity=None).get_json()
    assert (saved["version"], saved["capacity"], saved["posts"][0]["note"]) == (1, None, "请穿红马甲")
    assert saved["posts"][0]["shifts"][0]["free"] == 2
    assert event.organiser.get(f"/events/{event.event}/posts").get_json() == saved
    assert event.plan(post, version=0).get_json() == saved


def test_of_two_organisers_the_second_is_told_to_look_again(event: SigningUp) -> None:
    event.plan(capacity=2)
    event.plan(capacity=3)
    assert codes(event.plan(capacity=4, version=1)) == (409, "plan_changed")
    assert event.figures()[1] == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"capacity": 0},
        {"capacity": 2.5},
        {"capacity": "5"},
        {"posts": {}},
        {"posts": [post_body("导医")]},
        {"posts": [post_body("", shift_body())]},
        {"posts": [post_body("导医", shift_body(capacity=0))]},
        {"posts": [post_body("导医", shift_body(hours=0))]},
        {"posts": [post_body("导医", shift_body(hours=25))]},
        {"posts": [post_body("导医", shift_body() | {"ends_at": {"$gt": ""}})]},
        {"posts": [post_body("导医", *[shift_body()] * 2)]},
        {"version": -1},
        {"surprise": 1},
    ],
)
def test_a_bad_plan_is_refused(event: SigningUp, wrong: dict[str, Any]) -> None:
    body = {"version": 0, "capacity": None, "posts": []} | wrong
    assert event.organiser.put(f"/events/{event.event}/posts", body).status_code == 422


def test_only_who_runs_the_event_sees_its_plan_and_its_people(event: SigningUp, nobody: Caller) -> None:
    elsewhere = SigningUp(nobody).organiser
    for path in ("posts", "roster", "roster.xlsx"):
        assert event.person().get(f"/events/{event.event}/{path}").status_code == 403
        assert elsewhere.get(f"/events/{event.event}/{path}").status_code == 403
        assert nobody.get(f"/events/{event.event}/{path}").status_code == 401


def test_a_raised_capacity_lets_the_first_in_line_move_up(event: SigningUp) -> None:
    event.plan(capacity=1)
    people = event.people(4)
    for who in people:
        event.sign_up(who)
    event.plan(capacity=3)
    assert [event.state(who)[0] for who in people] == ["placed"] * 3 + ["waiting"]
    assert event.told(people[2]) == ["候补成功，您有名额了"]


def test_a_lowered_capacity_takes_nobodys_place(event: SigningUp) -> None:
    event.plan(capacity=3)
    people = event.people(4)
    for who in people:
        event.sign_up(who)
    event.plan(capacity=1)
    assert event.figures() == (3, 1, 0, 1, None)
    people[0].delete(event.path)
    people[1].delete(event.path)
    assert (event.state(people[2])[0], event.state(people[3])) == ("placed", ("waiting", 1))
    people[2].delete(event.path)
    assert event.state(people[3]) == ("placed", None)


def test_those_who_came_before_the_limit_keep_their_places(event: SigningUp) -> None:
    early, [late] = event.people(3), event.people(1)
    for who in early:
        event.sign_up(who)
    event.plan(capacity=2)
    event.sign_up(late)
    assert event.figures(late) == (3, 2, 0, 1, "waiting")
    while gather_some(utc_now()):
        pass
    assert Registration.collection().count_documents({}) == 0
    early[0].delete(event.path), early[1].delete(event.path)
    assert event.state(late) == ("placed", None)


def test_what_was_taken_back_before_the_limit_stays_so(event: SigningUp) -> None:
    [who], name = event.people(1), client_id()
    event.sign_up(who, name=name)
    who.delete(event.path)
    event.plan(capacity=2)
    assert codes(event.sign_up(who, name=name)) == (409, "registration_taken_back")


def test_a_registration_that_was_on_its_way_when_the_limit_came_is_brought_in(event: SigningUp) -> None:
    [other] = event.people(1)
    event.plan(capacity=1)
    event.sign_up(other)
    late = {"_id": f"{event.event}:x", "event": event.event, "person": event.stored["_id"], "client_id": "x"}
    Registration.collection().insert_one(late | {"registered_at": utc_now()})
    assert gather_some(utc_now()) == 1
    assert event.figures()[:2] == (2, 1)
    assert gather_some(utc_now() + 2 * STRAGGLERS) == 0
    assert event.stored["gather_until"] is None


def test_a_shift_with_people_is_not_deleted(event: SigningUp) -> None:
    kept, gone = shift_body(), shift_body(start=13)
    post = post_body("导医", kept, gone)
    event.plan(post)
    [who] = event.people(1)
    event.sign_up(who, gone)
    refused = event.plan(post | {"shifts": [kept]})
    assert codes(refused) == (409, "shift_has_people") and "导医" in refused.get_json()["detail"]
    who.delete(event.path)
    assert event.plan(post | {"shifts": [kept]}).status_code == 200


def test_posts_close_the_pool_and_leave_its_people_in_it(event: SigningUp) -> None:
    event.plan(capacity=5)
    early, late = event.people(2)
    event.sign_up(early)
    shift = shift_body()
    event.plan(post_body("导医", shift))
    assert codes(event.sign_up(late)) == (409, "shift_required")
    assert event.state(early)[0] == "placed"
    event.sign_up(early, shift)
    assert event.figures(early)[0] == 1
    early.delete(event.path)
    assert event.roster() == []


def test_those_on_a_shift_are_told_when_its_time_changes(event: SigningUp) -> None:
    shift = shift_body()
    post = post_body("导医", shift)
    event.plan(post)
    [who] = event.people(1)
    event.sign_up(who, shift)
    event.plan(post | {"shifts": [shift_body(start=14) | {"id": shift["id"]}]})
    assert event.told(who) == ["班次的时间改了"]


def test_the_list_has_names_and_masked_phones_shift_by_shift(event: SigningUp) -> None:
    morning, evening = shift_body(capacity=1), shift_body(start=18)
    event.plan(post_body("导医", morning, evening))
    a, b, c = event.people(3)
    event.sign_up(a, evening), event.sign_up(b, morning), event.sign_up(c, morning)
    first = event.organiser.get(f"/events/{event.event}/roster?limit=2").get_json()
    rest = event.organiser.get(f"/events/{event.event}/roster?limit=2&cursor={first['next']}").get_json()
    rows = first["items"] + rest["items"]
    assert [(row["name"], row["state"], row["position"]) for row in rows] == [
        ("报名人2", "placed", None),
        ("报名人3", "waiting", 1),
        ("报名人1", "placed", None),
    ]
    assert "****" in rows[0]["phone"] and "client_id" not in rows[0]


def test_the_list_of_an_unlimited_event_comes_in_pages_too(event: SigningUp) -> None:
    for who in event.people(3):
        event.sign_up(who)
    first = event.organiser.get(f"/events/{event.event}/roster?limit=2").get_json()
    rest = event.organiser.get(f"/events/{event.event}/roster?limit=2&cursor={first['next']}").get_json()
    assert [row["name"] for row in first["items"] + rest["items"]] == ["报名人1", "报名人2", "报名人3"]


def test_the_spreadsheet_holds_no_formula(event: SigningUp) -> None:
    shift = shift_body()
    event.plan(post_body("=1+1", shift))
    event.sign_up(event.person("@SUM(A1)"), shift)
    answer = event.organiser.get(f"/events/{event.event}/roster.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [(row[0], row[3], row[5]) for row in rows] == [("'=1+1", "'@SUM(A1)", "已报名")]
    assert "no-store" in answer.headers["Cache-Control"]


def test_somebody_is_moved_to_a_free_place_and_told(event: SigningUp) -> None:
    full, free = shift_body(), shift_body(start=13)
    event.plan(post_body("导医", full), post_body("留观值守", free))
    one, two = event.people(2)
    event.sign_up(one, full), event.sign_up(two, full)
    path, move = f"/events/{event.event}/roster/{one.me['id']}", {"shift": full["id"], "to": free["id"]}
    assert [event.organiser.put(path, move).status_code for _ in range(2)] == [204, 204]
    assert one.get(event.path).get_json()["seats"][0]["post"] == "留观值守"
    assert event.state(two) == ("placed", None)
    assert (event.told(one), event.told(two)) == (["您的班次调整了"], ["候补成功，您有名额了"])


def test_nobody_is_moved_into_a_line_or_onto_another_shift_of_theirs(event: SigningUp) -> None:
    one_shift, other, third = shift_body(), shift_body(start=13), shift_body(capacity=5, start=14)
    event.plan(post_body("导医", one_shift, other, third))
    a, b = event.people(2)
    event.sign_up(a, one_shift), event.sign_up(b, other), event.sign_up(a, third)
    path = f"/events/{event.event}/roster/{a.me['id']}"
    assert codes(event.organiser.put(path, {"shift": third["id"], "to": other["id"]})) == (409, "shift_full")
    b.delete(event.path)
    assert codes(event.organiser.put(path, {"shift": one_shift["id"], "to": other["id"]})) == (409, "shifts_overlap")
    assert event.organiser.put(path, {"shift": other["id"], "to": one_shift["id"]}).status_code == 204
    assert event.organiser.put(path, {"shift": other["id"], "to": client_id()}).status_code == 404


def test_a_removal_that_is_undone_at_once_frightens_nobody(event: SigningUp) -> None:
    event.plan(capacity=2)
    one, two, three = event.people(3)
    for who in (one, two, three):
        event.sign_up(who)
    path = f"/events/{event.event}/roster/{one.me['id']}"
    assert [event.organiser.delete(path).status_code for _ in range(2)] == [204, 204]
    assert event.roster() == [("报名人2", "placed", None), ("报名人3", "placed", None)]
    assert [event.organiser.post(f"{path}/restore", {}).status_code for _ in range(2)] == [204, 204]
    assert [name for name, _, _ in event.roster()] == ["报名人1", "报名人2", "报名人3"]
    assert event.told(one, later=timedelta(hours=1)) == []
    assert event.state(one) == ("placed", None)


def test_a_removal_is_told_after_a_minute_and_so_is_its_undoing(event: SigningUp) -> None:
    [one], name = event.people(1), client_id()
    event.sign_up(one, name=name)
    path = f"/events/{event.event}/roster/{one.me['id']}"
    event.organiser.delete(path)
    assert event.told(one) == []
    assert event.told(one, later=timedelta(minutes=2)) == ["您的报名被取消了"]
    assert codes(event.sign_up(one, name=name)) == (409, "registration_taken_back")
    event.organiser.post(f"{path}/restore", {})
    assert sorted(event.told(one, later=timedelta(minutes=3))) == ["您的报名恢复了", "您的报名被取消了"]


def test_nothing_that_was_not_removed_is_restored(event: SigningUp) -> None:
    event.plan(capacity=1)
    path = f"/events/{event.event}/roster/{event.person().me['id']}/restore"
    assert event.organiser.post(path, {}).status_code == 404


def test_the_evening_before_everybody_with_a_place_is_reminded_once(event: SigningUp) -> None:
    event.plan(capacity=1)
    placed, waiting = event.people(2)
    event.sign_up(placed), event.sign_up(waiting)
    assert remind_all(at("2099-06-27", "17:59")) == 0
    assert [remind_all(at("2099-06-27", clock)) for clock in ("18:00", "18:01", "21:00")] == [1, 0, 0]
    assert event.told(placed) == ["活动提醒：健康义诊"]
    assert event.told(waiting) == []


def test_a_shift_is_reminded_of_the_evening_before_and_two_hours_before(event: SigningUp) -> None:
    shift = shift_body(day=DAY)
    event.plan(post_body("导医", shift))
    [who] = event.people(1)
    event.sign_up(who, shift)
    moments = [at("2099-06-27", "18:00"), at(DAY, "06:59"), at(DAY, "07:00"), at(DAY, "08:59"), at(DAY, "09:00")]
    for moment in moments:
        remind_all(moment)
    assert sorted(event.told(who)) == ["快到时间了：健康义诊", "活动提醒：健康义诊"]
    body = who.get("/inbox").get_json()["items"][0]["body"]
    assert "导医" in body and "6月28日" in body and "9:00–12:00" in body


def test_a_worker_that_was_away_reminds_of_nothing_that_is_over(event: SigningUp) -> None:
    shift = shift_body(day=DAY)
    event.plan(post_body("导医", shift))
    [who] = event.people(1)
    event.sign_up(who, shift)
    remind_all(at(DAY, "09:00")), remind_all(at(DAY, "15:00"))
    assert event.told(who) == []
    remind_all(at(DAY, "08:30"))
    assert event.told(who) == ["快到时间了：健康义诊"]


def test_the_worker_does_all_of_it_by_itself(event: SigningUp, settle: Callable[[], None]) -> None:
    event.plan(capacity=1)
    one, two = event.people(2)
    event.sign_up(one), event.sign_up(two)
    one.delete(event.path)
    settle()
    assert two.get("/inbox").get_json()["items"][0]["link"] == f"/events/{event.event}"
    assert tell_seats(utc_now()) == 0
