"""Routes: written by an organiser, read and walked by anybody, counted for those who are known."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.people import make_branch, make_person
from factories.walking import DESCRIBED, make_route, stop_body
from support.api import Caller, client_id
from weiguang.checkins.models import Point
from weiguang.checkins.walking.models import Route
from weiguang.checkins.walking.rules import STOPS_MOST, digest_of, visit_title
from weiguang.participation.models import Participation
from weiguang.storage.clock import local_day, utc_now

Settle = Callable[[], None]
DAY = timedelta(days=1)


class Trail:
    """A committee that hosts routes, its organiser, an organiser of another branch, and a member."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.below = make_branch(parent=self.root)
        self.organiser = self.person(roles=[("organiser", self.root)])
        self.elsewhere = self.person(roles=[("organiser", self.below)])
        self.member = self.person(formal=self.below)

    def person(self, **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(**more)[1])

    def draft(self, **more: Any) -> str:
        body = {"client_id": client_id(), "branch": str(self.root), **DESCRIBED, **more}
        return str(self.organiser.post("/routes", body).get_json()["id"])

    def put(self, route: str, stop: str = "", who: Caller | None = None, **content: Any) -> Any:
        path = f"/routes/{route}/stops/{stop or client_id()}"
        return (who or self.organiser).put(path, stop_body(**content))

    def publish(self, route: str, published: bool = True) -> Any:
        return self.organiser.put(f"/routes/{route}/publication", {"published": published})

    def walk(self, who: Caller, code: str, at: Any = None, name: str = "", **more: Any) -> Any:
        body = {"point": code, "scanned_at": (at or utc_now()).isoformat(), **more}
        return who.put(f"/check-ins/{name or client_id()}", body)


@pytest.fixture
def trail(nobody: Caller) -> Trail:
    return Trail(nobody)


def names(route: Any) -> list[str]:
    return [stop["name"] for stop in route["stops"]]


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


# --- writing --------------------------------------------------------------------------------------------------------


def test_a_route_is_drafted_filled_and_opened(trail: Trail, nobody: Caller) -> None:
    route = trail.draft()
    assert [trail.put(route, name=name).status_code for name in ("码头", "灯塔")] == [201, 201]
    assert nobody.get(f"/routes/{route}").status_code == 404
    opened = trail.publish(route).get_json()
    assert (opened["state"], names(opened), opened["host"]["name"]) == ("published", ["码头", "灯塔"], "综合党委")
    assert nobody.get(f"/routes/{route}").get_json() == opened
    assert [one["id"] for one in nobody.get("/routes?kind=red_education").get_json()["items"]] == [route]
    assert nobody.get("/routes?kind=charity_practice").get_json()["items"] == []


def test_every_write_may_be_sent_twice(trail: Trail) -> None:
    body = {"client_id": client_id(), "branch": str(trail.root), **DESCRIBED}
    first, again = trail.organiser.post("/routes", body), trail.organiser.post("/routes", body)
    assert [first.status_code, again.status_code, first.get_json()] == [201, 200, again.get_json()]
    assert refused(trail.organiser.post("/routes", body | {"title": "别的"})) == (409, "client_id_reused")
    route, stop = first.get_json()["id"], client_id()
    assert [trail.put(route, stop).status_code for _ in range(2)] == [201, 200]
    assert [trail.publish(route).get_json()["state"] for _ in range(2)] == ["published", "published"]
    written = Route.collection().find_one({"_id": ObjectId(route)})
    assert (len(written["stops"]), Point.collection().count_documents({})) == (1, 1)


def test_a_changed_stop_keeps_its_place_and_its_plaque(trail: Trail) -> None:
    made = make_route(trail.root)
    route, stop = str(made["_id"]), made["stops"][0]
    question = {"text": "您看到了几艘船？", "answer": "三艘。"}
    changed = trail.put(route, stop["id"], name="新码头", question=question, map_link="https://map.test/a").get_json()
    assert names(changed) == ["新码头", "第2站", "第3站"]
    assert (changed["stops"][0]["question"], changed["stops"][0]["map_link"]) == (question, "https://map.test/a")
    assert changed["stops"][0]["digest"] == digest_of(made["_id"], stop["code"])
    assert Point.collection().find_one({"_id": stop["code"]})["title"] == visit_title(made["title"], "新码头")


def test_reordering_changes_nothing_but_the_order(trail: Trail) -> None:
    made = make_route(trail.root)
    order = [stop["id"] for stop in reversed(made["stops"])]
    path = f"/routes/{made['_id']}/stop-order"
    for _ in range(2):
        moved = trail.organiser.put(path, {"stops": order}).get_json()
        assert names(moved) == ["第3站", "第2站", "第1站"]
    kept = Route.collection().find_one({"_id": made["_id"]})["stops"]
    assert kept == list(reversed(made["stops"]))
    for wrong in (order[:2], [*order[:2], client_id()], [*order, client_id()]):
        assert refused(trail.organiser.put(path, {"stops": wrong})) == (409, "stops_changed")
    assert trail.organiser.put(path, {"stops": [order[0], *order[:2]]}).status_code == 422


def test_a_route_is_never_open_without_a_stop(trail: Trail) -> None:
    route = trail.draft()
    assert refused(trail.publish(route)) == (409, "route_without_stops")
    stop = client_id()
    trail.put(route, stop)
    trail.publish(route)
    path = f"/routes/{route}/stops/{stop}"
    assert refused(trail.organiser.delete(path)) == (409, "route_without_stops")
    trail.publish(route, False)
    assert [names(trail.organiser.delete(path).get_json()) for _ in range(2)] == [[], []]
    assert refused(trail.put(route, stop)) == (409, "stop_removed")


def test_a_route_has_thirty_stops_at_most(trail: Trail) -> None:
    made = make_route(trail.root, stops=STOPS_MOST)
    assert refused(trail.put(str(made["_id"]))) == (409, "route_full")
    assert trail.put(str(made["_id"]), made["stops"][0]["id"], name="改名").status_code == 200


def test_a_new_title_reaches_the_points(trail: Trail, settle: Settle) -> None:
    made = make_route(trail.root, stops=1)
    trail.organiser.patch(f"/routes/{made['_id']}", {"title": "新路"})
    point = Point.collection().find_one({"_id": made["stops"][0]["code"]})
    assert (point["title"], point["kind"], point["subject"]) == ("新路 · 第1站", "route_stop", f"route:{made['_id']}")
    Point.collection().update_one({"_id": point["_id"]}, {"$set": {"title": "旧的"}})
    Route.collection().update_one({"_id": made["_id"]}, {"$set": {"points_due": True}})  # killed in between
    settle()
    assert Point.collection().find_one({"_id": point["_id"]})["title"] == "新路 · 第1站"
    assert Route.collection().count_documents({"points_due": True}) == 0


def test_only_who_runs_the_host_may_write_print_and_count(trail: Trail, nobody: Caller) -> None:
    made = make_route(trail.root, published=False)
    base, stop = f"/routes/{made['_id']}", made["stops"][0]["id"]
    for who, status in ((nobody, 401), (trail.member, 403), (trail.elsewhere, 403)):
        answers = [
            who.patch(base, {"title": "我的"}),
            who.put(f"{base}/publication", {"published": True}),
            trail.put(str(made["_id"]), stop, who),
            who.delete(f"{base}/stops/{stop}"),
            who.put(f"{base}/stop-order", {"stops": [stop]}),
            who.get(f"{base}/plaques"),
            who.get(f"{base}/visits"),
        ]
        assert [answer.status_code for answer in answers] == [status] * 7
        assert who.get(base).status_code == 404
    body = {"client_id": client_id(), "branch": str(trail.root), **DESCRIBED}
    assert trail.elsewhere.post("/routes", body).status_code == 403
    assert [one["id"] for one in trail.organiser.get("/routes/managed").get_json()["items"]] == [str(made["_id"])]
    assert trail.elsewhere.get("/routes/managed").get_json()["items"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": "长" * 10_000}, "text"),
        ({"name": ""}, "name"),
        ({"name": {"$ne": ""}}, "name"),
        ({"map_link": "javascript:alert(1)"}, "map_link"),
        ({"map_link": "http://map.test"}, "map_link"),
        ({"audio": {"src": "//evil.test/a.mp3", "type": "audio/mpeg", "bytes": 9, "duration_s": 9}}, "audio.src"),
        ({"question": {"text": "几艘？"}}, "question.answer"),
        ({"code": "ABCDEF"}, "code"),
    ],
)
def test_what_is_not_a_stop_is_refused_by_field(trail: Trail, change: dict[str, Any], field: str) -> None:
    route = trail.draft()
    answer = trail.organiser.put(f"/routes/{route}/stops/{client_id()}", stop_body() | change)
    assert (answer.status_code, [error["field"] for error in answer.get_json()["errors"]]) == (422, [field])


def test_a_script_is_only_words(trail: Trail, nobody: Caller) -> None:
    words = "<script>alert('站')</script>{{ 7*7 }}"
    made = make_route(trail.root, stops=1)
    trail.put(str(made["_id"]), made["stops"][0]["id"], text=words)
    answer = nobody.get(f"/routes/{made['_id']}")
    assert (answer.get_json()["stops"][0]["text"], answer.mimetype) == (words, "application/json")


def test_lists_are_walked_by_cursor(trail: Trail, nobody: Caller) -> None:
    made = [str(make_route(trail.root, stops=1, title=f"路线{n}")["_id"]) for n in range(5)]
    for who, path in ((nobody, "/routes"), (trail.organiser, "/routes/managed")):
        seen, position = [], ""
        while position is not None:
            page = who.get(f"{path}?limit=2{position}").get_json()
            seen += [one["id"] for one in page["items"]]
            position = f"&cursor={page['next']}" if page["next"] else None
        assert seen == made[::-1]


# --- plaques --------------------------------------------------------------------------------------------------------


def test_a_plaque_says_its_stop_and_brings_the_whole_route(trail: Trail, nobody: Caller) -> None:
    made = make_route(trail.root)
    printed = trail.organiser.get(f"/routes/{made['_id']}/plaques").get_json()["plaques"]
    assert [(one["number"], one["name"]) for one in printed] == [(1, "第1站"), (2, "第2站"), (3, "第3站")]
    assert printed[1]["link"] == f"HTTP://127.0.0.1:8000/R/{printed[1]['code']}"
    found = nobody.get(f"/route-stops/{printed[1]['code'].lower()}").get_json()
    assert (found["stop"], found["route"]["title"]) == (printed[1]["stop"], made["title"])
    assert printed[1]["code"] not in nobody.get(f"/routes/{made['_id']}").text


def test_a_plaque_that_leads_nowhere_says_why(trail: Trail, nobody: Caller) -> None:
    made = make_route(trail.root, published=False)
    code = made["stops"][0]["code"]
    draft = nobody.get(f"/route-stops/{code}")
    assert trail.organiser.get(f"/route-stops/{code}").status_code == 200
    trail.organiser.delete(f"/routes/{made['_id']}/stops/{made['stops'][0]['id']}")
    answers = [draft, nobody.get(f"/route-stops/{code}"), nobody.get("/route-stops/ZZZZZZ")]
    assert [answer.status_code for answer in answers] == [404] * 3
    said = ["没有开放", "撤下", "没有找到"]
    assert all(word in answer.get_json()["detail"] for word, answer in zip(said, answers, strict=True))


# --- walking --------------------------------------------------------------------------------------------------------


def test_each_stop_is_one_check_in_a_day_in_any_order(trail: Trail, settle: Settle) -> None:
    made = make_route(trail.root)
    codes = [stop["code"] for stop in made["stops"]]
    answers = [trail.walk(trail.member, code) for code in (codes[2], codes[0], codes[2])]
    assert [answer.status_code for answer in answers] == [201, 201, 200]
    assert [answer.get_json()["state"] for answer in answers] == ["stored", "stored", "duplicate"]
    record = trail.member.get("/me/participation").get_json()["items"]
    assert sorted(row["title"] for row in record) == ["甬江红色路 · 第1站", "甬江红色路 · 第3站"]
    visits = trail.member.get(f"/routes/{made['_id']}").get_json()["visits"]
    assert {visit["stop"] for visit in visits} == {made["stops"][0]["id"], made["stops"][2]["id"]}
    settle()
    count = trail.nobody.get(f"/participation/counts?kind=check_in&branch={trail.below}").get_json()
    assert (count["exact"], count["measure"]) == (2, "attendances")


def test_a_walk_without_signal_counts_by_the_phones_clock_put_right(trail: Trail) -> None:
    made, name = make_route(trail.root, stops=1), client_id()
    walked, off = utc_now() - DAY, timedelta(hours=30)
    sent = {"sent_at": (utc_now() + off).isoformat()}
    answers = [trail.walk(trail.member, made["stops"][0]["code"], walked + off, name, **sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    kept = Participation.collection().find_one({})
    assert (abs(kept["occurred_at"] - walked) < timedelta(seconds=5), kept["day"]) == (True, local_day(walked))


def test_what_was_handed_in_as_a_batch_is_answered_row_by_row(trail: Trail) -> None:
    made = make_route(trail.root)
    codes = [*(stop["code"] for stop in made["stops"]), "ZZZZZZ"]
    at = utc_now().isoformat()
    rows = [{"client_id": client_id(), "point": code, "scanned_at": at} for code in codes]
    items = trail.member.post("/check-ins/batch", rows).get_json()["items"]
    assert [item["state"] for item in items] == ["stored", "stored", "stored", "refused"]


def test_nobody_checks_in_on_a_draft(trail: Trail) -> None:
    made = make_route(trail.root, published=False)
    assert trail.walk(trail.member, made["stops"][0]["code"]).status_code == 409
    assert Participation.collection().count_documents({}) == 0


def test_a_removed_stop_keeps_what_was_walked_and_takes_what_was_walked_before(trail: Trail) -> None:
    made = make_route(trail.root)
    stop, before = made["stops"][0], utc_now()
    assert trail.walk(trail.member, stop["code"]).status_code == 201
    trail.organiser.delete(f"/routes/{made['_id']}/stops/{stop['id']}")
    late = trail.walk(trail.person(), stop["code"], before)
    assert late.status_code == 201
    visits = trail.organiser.get(f"/routes/{made['_id']}/visits").get_json()
    assert (visits["stops"][-1]["name"], visits["stops"][-1]["number"], visits["visits"]) == ("第1站", None, 2)
    assert trail.member.get("/me/participation").get_json()["items"][0]["title"] == "甬江红色路 · 第1站"


def test_visits_are_counted_by_stop_and_day_and_people_apart(trail: Trail) -> None:
    made = make_route(trail.root, stops=2)
    first, second = (stop["code"] for stop in made["stops"])
    now, other = utc_now(), trail.person()
    for who, code, at in ((trail.member, first, now), (trail.member, second, now), (other, first, now - DAY)):
        assert trail.walk(who, code, at).status_code == 201
    path = f"/routes/{made['_id']}/visits"
    shown = trail.organiser.get(path).get_json()
    assert (shown["visits"], shown["people"]) == (3, 2)
    assert [stop["visits"] for stop in shown["stops"]] == [2, 1]
    assert [(day["day"], day["visits"]) for day in shown["days"]] == [(local_day(now), 2), (local_day(now - DAY), 1)]
    of_today = trail.organiser.get(f"{path}?from={local_day(now)}").get_json()
    assert (of_today["visits"], of_today["people"]) == (2, 1)


def test_unknown_routes_are_not_found(trail: Trail) -> None:
    for path in (f"/routes/{ObjectId()}", f"/routes/{ObjectId()}/plaques", "/routes/x"):
        assert trail.organiser.get(path).status_code == 404
    assert trail.organiser.put(f"/routes/{ObjectId()}/stops/{uuid.uuid4()}", stop_body()).status_code == 404
