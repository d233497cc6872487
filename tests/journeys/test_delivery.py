"""Delivery teams, run sheets, and who sees an address when."""

from __future__ import annotations

from typing import Any

import pytest
from mongoengine.connection import get_db

from factories.delivery import IDENTITY, day, make_stop
from factories.events import make_event
from factories.people import make_person
from factories.wishes import make_wish
from support.api import Caller, client_id
from support.tour import Tour
from weiguang.wishes.delivery import teams
from weiguang.wishes.models import Wish


@pytest.fixture
def tour(nobody: Caller) -> Tour:
    return Tour(nobody)


# --- teams ------------------------------------------------------------------------------------------------------------


def test_a_planner_makes_a_team_by_phones_and_sees_only_masked_people(tour: Tour) -> None:
    _, phone = make_person(name="王小明")
    body = {"client_id": client_id(), "name": "第三配送队", "phones": [phone], "districts": ["江北区"]}
    made = tour.as_("planner").post(f"/fairs/{tour.fair}/teams", body)
    again = tour.as_("planner").post(f"/fairs/{tour.fair}/teams", body)
    assert (made.status_code, again.status_code, made.get_json()) == (201, 200, again.get_json())
    assert made.get_json()["members"][0]["name_masked"] == "王**"
    assert phone not in made.get_data(as_text=True)
    reused = tour.as_("planner").post(f"/fairs/{tour.fair}/teams", body | {"name": "别的队"})
    assert reused.get_json()["code"] == "client_id_reused"


def test_an_unknown_phone_is_named_by_its_place(tour: Tour) -> None:
    body = {"client_id": client_id(), "name": "第三配送队", "phones": ["13912300000"]}
    answer = tour.as_("planner").post(f"/fairs/{tour.fair}/teams", body)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "phones.0")


def test_a_team_can_be_changed(tour: Tour) -> None:
    person, phone = make_person()
    gone = str(tour.people["member"][0])
    change = {"name": "新队名", "districts": ["镇海区"], "add_phones": [phone], "remove": [gone]}
    changed = tour.as_("planner").patch(f"/teams/{tour.team}", change).get_json()
    assert (changed["name"], changed["districts"]) == ("新队名", ["镇海区"])
    assert [one["id"] for one in changed["members"]] == [str(person)]
    assert tour.as_("member").get("/me/teams").get_json()["items"] == []


def test_a_team_does_not_grow_beyond_its_size(tour: Tour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teams, "MEMBERS_MOST", 2)
    phones = [make_person()[1] for _ in range(2)]
    answers = [tour.as_("planner").patch(f"/teams/{tour.team}", {"add_phones": [phone]}) for phone in phones]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].get_json()["code"] == "team_full"


def test_members_know_their_teams(tour: Tour) -> None:
    (mine,) = tour.as_("member").get("/me/teams").get_json()["items"]
    assert (mine["id"], mine["fair_title"]) == (str(tour.team), "公益集市")
    assert tour.as_("citizen").get("/me/teams").get_json()["items"] == []


@pytest.mark.parametrize("who", ["stranger", "member", "citizen"])
def test_planning_is_for_planners_of_this_fair(tour: Tour, who: str) -> None:
    caller, fair = tour.as_(who), f"/fairs/{tour.fair}"
    body = {"client_id": client_id(), "name": "队", "phones": [], "districts": []}
    plan = {"client_id": client_id(), "team": str(tour.team), "day": day()}
    answers = [caller.post(f"{fair}/teams", body), caller.patch(f"/teams/{tour.team}", {"name": "我的队"})]
    answers += [caller.post(f"{fair}/run-sheets", plan), tour.review(who)]
    reads = ("teams", "run-sheets", "unplanned", "thanks")
    answers += [caller.get(f"{fair}/{name}") for name in reads] + [caller.get(f"/wishes/{tour.wish}/receipt-code")]
    assert {answer.status_code for answer in answers} == {403}


def test_an_event_that_is_no_fair_has_no_teams(tour: Tour) -> None:
    event = make_event(tour.root, fair=False)
    assert tour.as_("planner").get(f"/fairs/{event}/teams").status_code == 404


# --- planning ---------------------------------------------------------------------------------------------------------


def test_planning_by_district_takes_every_prepared_wish_without_a_stop(tour: Tour) -> None:
    near, far = make_wish(tour.fair, state="ready"), make_wish(tour.fair, state="ready", district="宁海县")
    claimed = make_wish(tour.fair, state="claimed")
    assert [row["code"] for row in tour.plan().get_json()["items"]] == [near]
    assert tour.stored(near)["history"][-1]["act"] == "plan"
    assert tour.stored(far)["delivery"] is tour.stored(claimed)["delivery"] is None


def test_the_same_plan_again_answers_the_same_and_changes_nothing(tour: Tour) -> None:
    near, body = make_wish(tour.fair, state="ready"), {"client_id": client_id()}
    first, stored = tour.plan(**body).get_json(), tour.stored(near)
    assert tour.plan(**body).get_json() == first
    assert tour.stored(near) == stored


def test_every_wish_of_a_plan_has_its_own_answer(tour: Tour) -> None:
    wishes = {state: make_wish(tour.fair, state=state) for state in ("claimed", "funded", "open", "withdrawn")}
    rows = tour.plan(codes=[*wishes.values(), "ZZZZZZ"]).get_json()["items"]
    answers = {row["code"]: row.get("reason", row["state"]) for row in rows}
    assert answers == {
        wishes["claimed"]: "planned",
        wishes["funded"]: "planned",
        wishes["open"]: "wish_wrong_state",
        wishes["withdrawn"]: "wish_wrong_state",
        "ZZZZZZ": "not_found",
    }


def test_a_stop_may_be_given_to_another_team_and_keeps_its_tries(tour: Tour) -> None:
    tour.mark("member", "absent")
    listed = tour.as_("planner").get(f"/fairs/{tour.fair}/unplanned").get_json()["items"]
    assert [(row["code"], row["stop"]) for row in listed] == [(tour.wish, "absent")]
    tour.plan(team=str(tour.other_team), codes=[tour.wish], day=day(2))
    stop = tour.stored()["delivery"]
    assert (stop["team"], stop["day"], stop["state"], len(stop["tries"])) == (tour.other_team, day(2), "planned", 1)
    assert tour.as_("member").post(f"/wishes/{tour.wish}/address").status_code == 404  # the old team sees it no more


def test_a_late_repeat_of_a_plan_does_not_take_the_stop_back(tour: Tour) -> None:
    near, early = make_wish(tour.fair, state="ready"), client_id()
    first = tour.plan(client_id=early, codes=[near]).get_json()
    tour.plan(team=str(tour.other_team), day=day(2), codes=[near])
    stored = tour.stored(near)
    assert tour.plan(client_id=early, codes=[near]).get_json() == first
    assert tour.stored(near) == stored


def test_a_wish_of_a_database_without_histories_can_be_planned(tour: Tour) -> None:
    near = make_wish(tour.fair, state="ready")
    Wish.collection().update_one({"_id": near}, {"$unset": {"history": 1}})
    tour.plan(codes=[near])
    assert [line["act"] for line in tour.stored(near)["history"]] == ["plan"]


def test_a_day_takes_only_so_many_stops(tour: Tour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weiguang.wishes.delivery.planning.STOPS_MOST", 2)
    codes = [make_wish(tour.fair, state="ready") for _ in range(2)]
    rows = tour.plan(codes=codes).get_json()["items"]
    assert [row.get("reason", row["state"]) for row in rows] == ["planned", "day_full"]


def test_the_past_cannot_be_planned(tour: Tour) -> None:
    answer = tour.plan(day=day(-1))
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "day")


def test_the_run_sheet_lists_stops_by_district_and_place(tour: Tour) -> None:
    codes = [make_wish(tour.fair, state="ready", district=district) for district in ("镇海区", "江北区", "江北区")]
    tour.plan(codes=codes)
    seen = tour.sheet("member", limit="3").get_json()
    rest = tour.sheet("planner", cursor=seen["next"]).get_json()["items"]
    order = sorted(codes, key=lambda code: (tour.stored(code)["district"], tour.stored(code)["serial"]))
    assert [row["code"] for row in seen["items"] + rest] == [*order[:2], tour.wish, order[2]]
    assert tour.sheet("member", day=day(1)).get_json()["items"] == []


def test_planners_see_how_far_every_day_is(tour: Tour) -> None:
    make_stop(tour.fair, tour.team)
    tour.mark("member")
    (row,) = tour.as_("planner").get(f"/fairs/{tour.fair}/run-sheets").get_json()["items"]
    assert (row["team"], row["stops"], row["delivered"], row["absent"]) == (str(tour.team), 2, 1, 0)


@pytest.mark.parametrize("who", ["other", "stranger", "citizen"])
def test_a_run_sheet_is_not_there_for_others(tour: Tour, who: str) -> None:
    assert tour.sheet(who).status_code == 404


def test_the_run_sheet_tells_nobodys_name(tour: Tour) -> None:
    told = tour.sheet("member").get_data(as_text=True) + tour.sheet("planner").get_data(as_text=True)
    assert not [value for value in IDENTITY.values() if value in told]


# --- addresses --------------------------------------------------------------------------------------------------------


def looks() -> list[dict[str, Any]]:
    return list(get_db().audit.find({"purpose": "beneficiary.delivery"}, {"_id": 0, "by": 1, "about": 1}))


def test_a_member_opens_the_address_of_todays_stop_and_every_look_is_logged(tour: Tour) -> None:
    opened = [tour.as_("member").post(f"/wishes/{tour.wish}/address") for _ in range(2)]
    assert opened[0].get_json() == {"code": tour.wish, **IDENTITY}
    assert looks() == [{"by": f"p:{tour.people['member'][0]}", "about": f"wish:{tour.wish}"}] * 2


@pytest.mark.parametrize("who", ["other", "planner", "stranger", "citizen"])
def test_nobody_else_opens_an_address(tour: Tour, who: str) -> None:
    assert tour.as_(who).post(f"/wishes/{tour.wish}/address").status_code == 404
    body = {"day": day()}
    assert tour.as_(who).post(f"/teams/{tour.team}/run-sheet/addresses", body).status_code == 404
    assert looks() == []


@pytest.mark.parametrize("ahead", [-1, 1])
def test_an_address_of_another_day_stays_closed(tour: Tour, ahead: int) -> None:
    wish = make_stop(tour.fair, tour.team, ahead=ahead)
    one = tour.as_("member").post(f"/wishes/{wish}/address")
    all_ = tour.as_("member").post(f"/teams/{tour.team}/run-sheet/addresses", {"day": day(ahead)})
    assert [one.get_json()["code"], all_.get_json()["code"]] == ["address_not_today"] * 2
    assert looks() == []


def test_an_address_is_closed_once_the_wish_is_delivered_or_withdrawn(tour: Tour) -> None:
    tour.mark("member")
    withdrawn = make_stop(tour.fair, tour.team, state="withdrawn")
    answers = [tour.as_("member").post(f"/wishes/{wish}/address").get_json() for wish in (tour.wish, withdrawn)]
    assert [answer["code"] for answer in answers] == ["wish_wrong_state", "wish_withdrawn"]


def test_the_days_addresses_can_be_taken_along_each_look_logged(tour: Tour) -> None:
    second = make_stop(tour.fair, tour.team)
    make_stop(tour.fair, tour.other_team)
    make_stop(tour.fair, tour.team, ahead=1)
    items = tour.as_("member").post(f"/teams/{tour.team}/run-sheet/addresses", {"day": day()}).get_json()["items"]
    assert {item["code"] for item in items} == {tour.wish, second}
    assert len(looks()) == 2
