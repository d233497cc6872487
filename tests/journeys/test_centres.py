"""Service centres: finding one, editing one, its plaque, and who came."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId

from factories.centres import first_visit, make_centre, other_visit
from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.checkins.centres.models import Centre
from weiguang.checkins.models import Point
from weiguang.storage.clock import local_day, utc_now

WEEKLY = [[{"from": "08:30", "to": "17:30"}]] * 5 + [[], []]


class District:
    """A city's centre, two towns', three villages'; an organiser of the district and one of elsewhere."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee")
        self.here, self.there = (make_branch(parent=self.root, kind="committee") for _ in range(2))
        self.city = make_centre(self.here, seq=0, services=["政策咨询"])
        self.towns = [
            make_centre(self.here, level="town", parent=self.city, name=name, seq=seq)
            for name, seq in (("云溪镇中心", 1000), ("青禾镇中心", 2000))
        ]
        self.villages = [
            make_centre(self.here, level="village", parent=self.towns[n // 2], name=f"第{n}村", seq=1001 + n * 500)
            for n in range(3)
        ]
        self.organiser = self.person(roles=[("organiser", self.here)])
        self.elsewhere = self.person(roles=[("organiser", self.there)])
        self.member = self.person(formal=self.here)

    def person(self, **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(**more)[1])

    def names(self, query: str = "") -> list[str]:
        return [centre["name"] for centre in self.nobody.get(f"/centres?{query}").get_json()["items"]]

    def change(self, changes: dict[str, Any], who: Caller | None = None) -> Any:
        return (who or self.organiser).patch(f"/centres/{self.city}", changes)

    def plaque(self) -> str:
        return str(self.organiser.get(f"/centres/{self.city}/plaque").get_json()["point"])

    def figures(self, query: str = "") -> dict[str, Any]:
        return self.organiser.get(f"/centres/{self.city}/figures?{query}").get_json()


@pytest.fixture
def district(nobody: Caller) -> District:
    return District(nobody)


def test_the_directory_goes_down_the_tree(district: District) -> None:
    names = ["市级中心", "云溪镇中心", "第0村", "第1村", "青禾镇中心", "第2村"]
    assert district.names() == names
    assert district.names("level=town") == ["云溪镇中心", "青禾镇中心"]
    assert district.names(f"within={district.towns[0]}") == ["云溪镇中心", "第0村", "第1村"]
    assert district.names(f"within={district.towns[0]}&level=village") == ["第0村", "第1村"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("政策", ["市级中心"]), ("镇 青禾", ["青禾镇中心"]), ("%20", None), ("没有", []), (".*", []), ("$where", [])],
)
def test_every_word_that_is_searched_occurs(district: District, words: str, found: list[str] | None) -> None:
    answer = district.nobody.get("/centres", query_string={"q": words.replace("%20", " ")})
    if found is None:
        assert answer.status_code == 422
    else:
        assert [centre["name"] for centre in answer.get_json()["items"]] == found


def pages(caller: Caller, path: str) -> Iterator[dict[str, Any]]:
    position: str | None = ""
    while position is not None:
        page = caller.get(f"{path}&cursor={position}" if position else path).get_json()
        yield from page["items"]
        position = page["next"]


def test_pages_miss_nothing_and_repeat_nothing(district: District) -> None:
    assert [one["name"] for one in pages(district.nobody, "/centres?limit=2")] == district.names()


def test_a_centre_says_where_it_is_and_whether_it_is_open(district: District) -> None:
    shown = district.nobody.get(f"/centres/{district.villages[0]}").get_json()
    assert [up["name"] for up in shown["ancestors"]] == ["市级中心", "云溪镇中心"]
    assert shown["opening"]["open"] and shown["opening"]["day"] == local_day(utc_now())
    assert (shown["below"], shown["mine"]) == (0, False)
    assert district.organiser.get(f"/centres/{district.city}").get_json()["mine"] is True
    assert district.nobody.get(f"/centres/{ObjectId()}").status_code == 404


def test_an_organiser_changes_hours_and_a_repeat_changes_nothing(district: District) -> None:
    closed = {"first_day": local_day(utc_now()), "last_day": local_day(utc_now()), "spans": [], "note": "培训"}
    changes = {"weekly": WEEKLY, "exceptions": [closed], "phone": "0574-1234567", "services": ["法律咨询"]}
    first, again = district.change(changes), district.change(changes)
    assert first.get_json() == again.get_json()
    opening = first.get_json()["opening"]
    assert (opening["open"], opening["spans"], opening["note"]) == (False, [], "培训")
    assert first.get_json()["weekly"] == WEEKLY


def test_who_does_not_reach_a_centre_does_not_change_it(district: District) -> None:
    assert [district.change({"name": "x"}, who).status_code for who in (district.nobody, district.member)] == [401, 403]
    assert district.change({"name": "x"}, district.elsewhere).status_code == 403
    assert district.organiser.patch(f"/centres/{ObjectId()}", {"name": "x"}).status_code == 404
    for path in ("plaque", "figures"):
        assert district.elsewhere.get(f"/centres/{district.city}/{path}").status_code == 403
        assert district.organiser.get(f"/centres/{ObjectId()}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "13812341234"}, "phone"),
        ({"phone": "138-1234 1234"}, "phone"),
        ({"phone": {"$ne": ""}}, "phone"),
        ({"weekly": WEEKLY[:6]}, "weekly"),
        ({"weekly": [[{"from": "8:30", "to": "17:30"}], *WEEKLY[1:]]}, "weekly.0.0.from"),
        ({"weekly": [[{"from": "08:30", "to": "25:00"}], *WEEKLY[1:]]}, "weekly.0.0.to"),
        ({"weekly": [[{"from": "08:30", "to": "12:00"}, {"from": "11:00", "to": "14:00"}], *WEEKLY[1:]]}, "weekly.0"),
        ({"exceptions": [{"first_day": "2023-10-07", "last_day": "2023-10-01", "spans": []}]}, "exceptions.0"),
        (
            {"exceptions": [{"first_day": "2023-02-30", "last_day": "2023-10-01", "spans": []}]},
            "exceptions.0.first_day",
        ),
        ({"name": ""}, "name"),
        ({"level": "city"}, "level"),
    ],
)
def test_what_a_centre_cannot_be_is_refused_by_field(district: District, changes: dict[str, Any], field: str) -> None:
    answer = district.change(changes)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "validation_failed")
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_a_new_centre_is_made_once_and_stands_with_its_town(district: District) -> None:
    body = {"client_id": client_id(), "name": "新村", "level": "village", "parent": str(district.towns[0])}
    answers = [district.organiser.post("/centres", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].get_json()["id"] == answers[1].get_json()["id"]
    assert district.names().index("新村") == 4
    assert district.organiser.post("/centres", body | {"name": "别的"}).get_json()["code"] == "client_id_reused"
    assert district.elsewhere.post("/centres", body | {"branch": str(district.here)}).status_code == 403


@pytest.mark.parametrize(("level", "above"), [("village", "city"), ("town", None), ("town", "town"), ("city", "city")])
def test_a_centre_hangs_on_the_level_above(district: District, level: str, above: str | None) -> None:
    parents = {"city": str(district.city), "town": str(district.towns[0]), None: None}
    body = {"client_id": client_id(), "name": "错", "level": level, "parent": parents[above]}
    answer = district.organiser.post("/centres", body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "centre_above")


def test_a_plaque_keeps_its_code_and_follows_the_name(district: District) -> None:
    first = district.organiser.get(f"/centres/{district.city}/plaque").get_json()
    assert first["url"] == f"HTTP://127.0.0.1:8000/C/{first['point']}"
    district.change({"name": "新名字的中心"})
    assert Point.collection().find_one({"_id": first["point"]})["title"] == "新名字的中心"
    again = district.organiser.get(f"/centres/{district.city}/plaque").get_json()
    assert (again["point"], again["name"]) == (first["point"], "新名字的中心")


def test_members_and_strangers_stand_side_by_side(district: District, settle: Any) -> None:
    """A member scans the plaque twice a day, two citizens come, one of them twice."""
    code = district.plaque()
    for _ in range(2):
        scan = {"point": code, "scanned_at": utc_now().isoformat()}
        assert district.member.put(f"/check-ins/{client_id()}", scan).status_code in (200, 201)
    place = district.nobody.get(f"/check-in-points/{code}/plaque").get_json()
    assert (place["centre"], place["kind"]) == (str(district.city), "centre")
    bodies = [*(first_visit(os.urandom(16), place) for _ in range(2)), other_visit()]
    assert [district.nobody.post(f"/check-in-points/{code}/visits", body).status_code for body in bodies] == [201] * 3
    settle()
    figures, today = district.figures(), local_day(utc_now())
    others = {"visits": 3, "people": 2, "plus_minus": 1, "unsure": 0}
    assert figures["days"] == [{"day": today, "known": {"attendances": 1, "people": 1}, "others": others}]
    assert (figures["known"], figures["visits"]) == ({"attendances": 1, "people": 1}, 3)
    assert district.nobody.get("/participation/counts?measure=attendances").get_json()["exact"] == 1
    listed = {one["name"]: one for one in pages(district.organiser, "/centres/figures?limit=4")}
    assert (listed["市级中心"]["others"], listed["市级中心"]["known"]["people"]) == (others, 1)
    assert listed["第2村"]["others"]["visits"] == 0


@pytest.mark.parametrize("query", ["from=2023-06-28&to=2023-06-27", "from=2023-01-01&to=2023-12-31", "from=x"])
def test_a_range_is_one_day_to_a_quarter(district: District, query: str) -> None:
    assert district.organiser.get(f"/centres/{district.city}/figures?{query}").status_code == 422


def test_nobody_came_is_said_without_a_point(district: District) -> None:
    figures = district.figures("from=2023-06-01&to=2023-06-30")
    assert (figures["days"], figures["known"], figures["visits"]) == ([], {"attendances": 0, "people": 0}, 0)
    assert Point.collection().count_documents({}) == 0


def test_figures_of_a_day_are_those_in_reach(district: District) -> None:
    assert district.elsewhere.get("/centres/figures").get_json()["items"] == []
    assert [who.get("/centres/figures").status_code for who in (district.nobody, district.member)] == [401, 403]
    assert Centre.collection().count_documents({}) == len(list(pages(district.organiser, "/centres/figures?limit=4")))
