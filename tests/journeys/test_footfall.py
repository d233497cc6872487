"""Counting who comes by, without knowing who: plaques, repeats, limits, and what is left afterwards."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId
from mongoengine.connection import get_db

from factories.centres import first_visit, make_stall, other_visit
from factories.checkins import make_point
from factories.events import make_event
from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.access.actor import NOBODY
from weiguang.access.limits import Limit
from weiguang.checkins.footfall.counting import A_MINUTE_AT_A_POINT, AN_HOUR_FROM_ONE_ADDRESS, RECENT, count_visit
from weiguang.checkins.footfall.jobs import close_days
from weiguang.checkins.footfall.models import Footfall
from weiguang.errors import TooMany
from weiguang.participation.models import Participation
from weiguang.storage.clock import local_day, utc_now

DAY = timedelta(days=1)


class Fair:
    """An event with two stalls, and its organiser."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee")
        self.event = make_event(self.root)
        self.stall, self.other = (make_stall(self.root, event=self.event, name=name) for name in ("义诊", "理发"))
        self.organiser = self.person(roles=[("organiser", self.root)])

    def person(self, **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(**more)[1])

    def place(self, stall: str = "") -> dict[str, Any]:
        return self.nobody.get(f"/check-in-points/{stall or self.stall}/plaque").get_json()

    def visit(self, body: dict[str, Any], stall: str = "", who: Caller | None = None) -> Any:
        return (who or self.nobody).post(f"/check-in-points/{stall or self.stall}/visits", body)

    def comes(self, secret: bytes, stall: str = "") -> Any:
        return self.visit(first_visit(secret, self.place(stall)), stall)

    def figures(self) -> dict[str, Any]:
        items = self.organiser.get(f"/events/{self.event}/footfall").get_json()["items"]
        return {item["point"]: item for item in items}

    def today(self) -> dict[str, Any]:
        return self.figures()[self.stall]["days"][0]


@pytest.fixture
def fair(nobody: Caller) -> Fair:
    return Fair(nobody)


def test_two_phones_three_visits(fair: Fair) -> None:
    one, two = os.urandom(16), os.urandom(16)
    assert [fair.comes(one).status_code, fair.comes(two).status_code] == [201, 201]
    assert fair.visit(other_visit()).get_json() == {"state": "stored", "point": fair.stall}
    day = {"day": local_day(utc_now()), "visits": 3, "people": 2, "plus_minus": 1, "unsure": 0}
    assert fair.today() == day


def test_the_same_request_again_counts_once(fair: Fair) -> None:
    body = first_visit(os.urandom(16), fair.place())
    assert [fair.visit(body).status_code for _ in range(3)] == [201, 200, 200]
    assert (fair.today()["visits"], fair.today()["people"]) == (1, 1)


def test_the_same_phone_again_is_no_other_visitor(fair: Fair) -> None:
    """Two tabs at once may both believe to be the first: the pair is the same, so the estimate stays."""
    secret = os.urandom(16)
    fair.comes(secret)
    fair.comes(secret)
    assert (fair.today()["visits"], fair.today()["people"]) == (2, 1)


def test_a_browser_that_keeps_nothing_counts_as_a_visit_only(fair: Fair) -> None:
    fair.visit(other_visit("unknown"))
    assert fair.today() | {"day": ""} == {"day": "", "visits": 1, "people": 0, "plus_minus": 0, "unsure": 1}


def test_two_hundred_visitors_are_estimated_within_the_error(fair: Fair) -> None:
    place = fair.place()
    for _ in range(RECENT + 20):
        Limit.collection().delete_many({})
        assert fair.visit(first_visit(os.urandom(16), place)).status_code == 201
    figure = fair.today()
    assert figure["visits"] == RECENT + 20
    assert abs(figure["people"] - figure["visits"]) <= figure["plus_minus"]
    assert len(Footfall.collection().find_one()["recent"]) == RECENT


def test_a_member_who_is_signed_in_is_never_footfall(fair: Fair) -> None:
    answer = fair.visit(other_visit("unknown"), who=fair.person())
    assert (answer.status_code, answer.get_json()["code"]) == (409, "check_in_instead")
    assert Footfall.collection().count_documents({}) == 0


def test_footfall_enters_no_total_and_no_row(fair: Fair, settle: Any) -> None:
    fair.comes(os.urandom(16))
    settle()
    assert Participation.collection().count_documents({}) == 0
    assert fair.nobody.get("/participation/counts?measure=attendances").get_json()["exact"] == 0


def test_only_a_plaque_counts_visitors(fair: Fair) -> None:
    desk = make_point(fair.root)["_id"]
    for point in (desk, "ZZZZZZ"):
        assert fair.nobody.get(f"/check-in-points/{point}/plaque").status_code == 404
        assert fair.visit(other_visit(), point).status_code == 404


@pytest.mark.parametrize(("opens", "status"), [(-DAY, 409), (DAY, 409), (timedelta(0), 201)])
def test_a_visit_counts_while_the_stall_is_open(fair: Fair, opens: timedelta, status: int) -> None:
    at = utc_now() + opens
    stall = make_stall(fair.root, name="限时", opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    assert fair.visit(other_visit(), stall).status_code == status


@pytest.mark.parametrize(
    "change",
    [
        {"register": 2048, "rank": 1},
        {"register": 1, "rank": 0},
        {"register": 1, "rank": 55},
        {"register": 1},
        {"rank": 1},
        {"register": "1", "rank": 1},
        {"register": {"$ne": 1}, "rank": 1},
        {"visit": "again", "register": 1, "rank": 1},
        {"visit": "often"},
        {"client_id": "x"},
        {"phone": "13800000001"},
        {},
    ],
)
def test_what_is_no_visit_is_refused(fair: Fair, change: dict[str, Any]) -> None:
    answer = fair.visit({"client_id": client_id(), "visit": "first"} | change)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "validation_failed")
    assert Footfall.collection().count_documents({}) == 0


def test_a_script_is_slowed_and_told_when_to_come_back(fair: Fair) -> None:
    """All in one moment, so that no minute ends in between."""
    now = utc_now()

    def come(stall: str) -> None:
        told = {"client_id": client_id(), "visit": "again", "register": None, "rank": None}
        count_visit(actor=NOBODY, point=stall, address=str(ObjectId()), now=now, **told)

    for _ in range(A_MINUTE_AT_A_POINT):
        come(fair.stall)
    with pytest.raises(TooMany) as refused:
        come(fair.stall)
    assert 1 <= refused.value.retry_after_s <= 60
    come(fair.other)


def test_one_address_has_its_limit_at_each_stall(fair: Fair) -> None:
    fair.visit(other_visit())
    Limit.collection().update_many(
        {"_id": {"$regex": "^footfall-address"}}, {"$set": {"hits": AN_HOUR_FROM_ONE_ADDRESS}}
    )
    assert fair.visit(other_visit()).status_code == 429
    assert fair.visit(other_visit(), fair.other).status_code == 201


def test_when_the_day_is_over_only_sums_are_left(fair: Fair) -> None:
    for _ in range(5):
        fair.comes(os.urandom(16))
    before = fair.today()
    assert close_days(utc_now()) == 0
    assert [close_days(utc_now() + 2 * DAY) for _ in range(2)] == [1, 0]
    stored = Footfall.collection().find_one()
    assert set(stored) == {"_id", "point", "day", "visits", "first", "unsure", "people"}
    assert fair.today() == before


def test_two_days_add_visits_and_no_people(fair: Fair) -> None:
    fair.comes(os.urandom(16))
    Footfall.collection().insert_one(
        {"_id": f"{fair.stall}:2023-06-28", "point": fair.stall, "day": "2023-06-28"}
        | {"visits": 40, "first": 33, "unsure": 2, "people": 31}
    )
    shown = fair.figures()[fair.stall]
    assert shown["visits"] == 41 and "people" not in shown
    assert [(day["visits"], day["people"]) for day in shown["days"]] == [(40, 31), (1, 1)]


def test_figures_are_for_those_who_run_the_event(fair: Fair) -> None:
    path = f"/events/{fair.event}/footfall"
    elsewhere = fair.person(roles=[("organiser", make_branch(parent=fair.root))])
    assert [who.get(path).status_code for who in (fair.nobody, fair.person(), elsewhere)] == [401, 403, 403]
    pages = [fair.organiser.get(f"{path}?limit=1").get_json()]
    pages.append(fair.organiser.get(f"{path}?limit=1&cursor={pages[0]['next']}").get_json())
    assert {item["point"] for page in pages for item in page["items"]} == {fair.stall, fair.other}
    assert pages[1]["next"] is None


def everything_stored() -> str:
    database = get_db()
    return str([list(database[name].find()) for name in database.list_collection_names()])


def test_nothing_stored_or_answered_links_two_visits_of_one_phone(fair: Fair) -> None:
    """One phone at two stalls; the secret, what is hashed of it, its address and its agent are nowhere."""
    secret, headers = os.urandom(16), {"User-Agent": "PhoneOfSomebody/7.1"}
    bodies = [first_visit(secret, fair.place(stall)) for stall in (fair.stall, fair.other)]
    assert bodies[0]["register"] != bodies[1]["register"] or bodies[0]["rank"] != bodies[1]["rank"]
    answers = [
        fair.nobody.post(f"/check-in-points/{stall}/visits", body, headers=headers)
        for stall, body in zip((fair.stall, fair.other), bodies, strict=True)
    ]
    assert all("Set-Cookie" not in answer.headers for answer in answers)
    stored = everything_stored()
    for traced in (secret.hex(), str(secret), "127.0.0.1", "PhoneOfSomebody"):
        assert traced not in stored
    rows = list(Footfall.collection().find())
    shared = {str(value) for value in rows[0].values()} & {str(value) for value in rows[1].values()}
    assert shared <= {str(rows[0]["day"]), "1", "0", "True"}
    addresses = [limit["_id"].split("|")[1] for limit in Limit.collection().find({"_id": {"$regex": "address"}})]
    assert len(addresses) == len(set(addresses)) == 2


def test_the_salt_is_the_days_and_not_the_points(fair: Fair) -> None:
    one, other = fair.place(), fair.place(fair.other)
    assert one["salt"] == other["salt"] and one["day"] == local_day(utc_now())
    assert (one["name"], one["title"], one["event"], one["centre"]) == ("义诊", "公益集市", str(fair.event), None)
