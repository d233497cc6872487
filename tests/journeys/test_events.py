"""Events: the calendar, making and changing, signing up."""

from __future__ import annotations

import pytest
from bson import ObjectId

from factories.events import make_event
from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.events.service import registered_people, titles_of


class Office:
    """A root committee and a district one, each with an organiser; a citizen with an account."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.district = make_branch(parent=self.root, kind="committee", name="海曙区委员会")
        self.organiser = self.person(("organiser", self.root))
        self.local = self.person(("organiser", self.district))
        self.citizen = self.person()

    def person(self, *roles: tuple[str, ObjectId]) -> Caller:
        _, phone = make_person(roles=list(roles))
        return self.nobody.sign_in(phone)


@pytest.fixture
def office(nobody: Caller) -> Office:
    return Office(nobody)


def new_event(**more: object) -> dict[str, object]:
    place = {"host": "宁波市民政局", "venues": ["鼓楼"], "district": "海曙区"}
    return {"client_id": client_id(), "title": "公益日", "date": "2026-06-28"} | place | more


def titles(answer_items: list[dict[str, str]]) -> list[str]:
    return [item["title"] for item in answer_items]


def test_events_come_by_date_then_by_programme_order(office: Office, nobody: Caller) -> None:
    for title, date, seq in (("乙", "2023-06-28", 2), ("丙", "2023-06-30", 1), ("甲", "2023-06-28", 1)):
        make_event(office.root, title=title, date=date, seq=seq)
    first = nobody.get("/events?limit=2").get_json()
    rest = nobody.get(f"/events?limit=2&cursor={first['next']}").get_json()
    assert titles(first["items"]) == ["甲", "乙"]
    assert titles(rest["items"]) == ["丙"]
    assert rest["next"] is None


def test_the_calendar_is_split_by_year_and_district(office: Office, nobody: Caller) -> None:
    make_event(office.root, title="旧", date="2021-06-28")
    make_event(office.root, title="远", district="象山县")
    make_event(office.root, title="近")
    assert titles(nobody.get("/events?year=2021").get_json()["items"]) == ["旧"]
    assert titles(nobody.get("/events?year=2023&district=象山县").get_json()["items"]) == ["远"]


@pytest.mark.parametrize("query", ["year=abc", "cursor=abc", "limit=0", "what=1", "district[$ne]=x"])
def test_a_bad_query_is_refused(nobody: Caller, query: str) -> None:
    assert nobody.get(f"/events?{query}").status_code == 422


def test_an_event_shows_its_programme_and_no_check_in_point(office: Office, nobody: Caller) -> None:
    event = make_event(office.root, programmes=["公益圆梦"], blocks=["启动仪式"], content="全文")
    shown = nobody.get(f"/events/{event}").get_json()
    assert (shown["programmes"], shown["blocks"], shown["content"]) == (["公益圆梦"], ["启动仪式"], "全文")
    assert "point" not in shown


@pytest.mark.parametrize("event", [str(ObjectId()), "nonsense"])
def test_an_unknown_event_is_not_found(nobody: Caller, event: str) -> None:
    assert nobody.get(f"/events/{event}").status_code == 404


def test_making_an_event_twice_is_one_event(office: Office) -> None:
    body = new_event(tentative={"time": True, "note": "时间待定"})
    first, second = office.organiser.post("/events", body), office.organiser.post("/events", body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    assert first.get_json()["tentative"] == {"time": True, "place": False, "note": "时间待定"}
    assert office.organiser.post("/events", body | {"title": "另一场"}).get_json()["code"] == "client_id_reused"


def test_an_event_can_only_be_made_within_ones_reach(office: Office) -> None:
    assert office.local.post("/events", new_event(branch=str(office.root))).status_code == 403
    assert office.organiser.post("/events", new_event(branch=str(office.district))).status_code == 201
    assert office.citizen.post("/events", new_event()).get_json()["code"] == "not_permitted"
    assert office.nobody.post("/events", new_event()).get_json()["code"] == "sign_in_required"


@pytest.mark.parametrize(
    "wrong",
    [{"date": "28 June"}, {"title": ""}, {"title": {"$ne": ""}}, {"venues": "鼓楼"}, {"venues": []}, {"points": 1}],
)
def test_a_bad_event_is_refused(office: Office, wrong: dict[str, object]) -> None:
    assert office.organiser.post("/events", new_event(**wrong)).status_code == 422


def test_tentative_becomes_fixed(office: Office) -> None:
    event = make_event(office.root, tentative={"time": True, "place": True, "note": "待定"})
    fixed = {"date": "2023-07-01", "venues": ["图书馆广场"], "tentative": {"time": False, "place": False}}
    shown = office.organiser.patch(f"/events/{event}", fixed).get_json()
    assert shown["tentative"] == {"time": False, "place": False, "note": ""}
    assert (shown["date_text"], shown["venues"], shown["title"]) == ("7月1日", ["图书馆广场"], "公益集市")


def test_an_organiser_changes_only_what_lies_below(office: Office) -> None:
    above, own = make_event(office.root), make_event(office.district)
    assert office.local.patch(f"/events/{above}", {"title": "改"}).status_code == 403
    assert office.local.patch(f"/events/{own}", {"title": "改"}).get_json()["title"] == "改"
    assert office.local.patch(f"/events/{own}", {}).get_json()["title"] == "改"
    assert office.local.patch(f"/events/{ObjectId()}", {}).status_code == 404


def test_signing_up_twice_is_one_registration(office: Office) -> None:
    event = make_event(office.root)
    path, body = f"/events/{event}/registration", {"client_id": client_id()}
    first, second = office.citizen.put(path, body), office.citizen.put(path, {"client_id": client_id()})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    shown = office.citizen.get(f"/events/{event}").get_json()
    assert (shown["registered"], shown["registrations"]) == (True, 1)
    assert office.nobody.get(f"/events/{event}").get_json()["registered"] is False


def test_a_client_id_signs_up_for_one_event(office: Office) -> None:
    one, other, body = make_event(office.root), make_event(office.root), {"client_id": client_id()}
    office.citizen.put(f"/events/{one}/registration", body)
    assert office.citizen.put(f"/events/{other}/registration", body).get_json()["code"] == "client_id_reused"


def test_a_registration_can_be_taken_back_and_made_again(office: Office) -> None:
    path = f"/events/{make_event(office.root)}/registration"
    office.citizen.put(path, {"client_id": client_id()})
    assert [office.citizen.delete(path).status_code for _ in range(2)] == [204, 204]
    assert office.citizen.get("/me/registrations").get_json()["items"] == []
    assert office.citizen.put(path, {"client_id": client_id()}).status_code == 201


def test_signing_up_needs_an_account_and_an_event(office: Office) -> None:
    body = {"client_id": client_id()}
    assert office.nobody.put(f"/events/{make_event(office.root)}/registration", body).status_code == 401
    assert office.citizen.put(f"/events/{ObjectId()}/registration", body).status_code == 404
    assert office.citizen.delete(f"/events/{ObjectId()}/registration").status_code == 404


def test_my_registrations_come_latest_first_in_pages(office: Office) -> None:
    events = [str(make_event(office.root)) for _ in range(3)]
    for event in events:
        office.citizen.put(f"/events/{event}/registration", {"client_id": client_id()})
    first = office.citizen.get("/me/registrations?limit=2").get_json()
    rest = office.citizen.get(f"/me/registrations?limit=2&cursor={first['next']}").get_json()
    assert [item["id"] for item in first["items"] + rest["items"]] == events[::-1]


def test_other_features_can_ask_who_signed_up(office: Office) -> None:
    event = make_event(office.root, title="公益日")
    for caller in (office.citizen, office.local):
        caller.put(f"/events/{event}/registration", {"client_id": client_id()})
    assert {str(person) for person in registered_people(event)} == {office.citizen.me["id"], office.local.me["id"]}
    assert titles_of([event, ObjectId()]) == {event: "公益日"}
