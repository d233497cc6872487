"""Signing up: places, the line of those who wait, posts and shifts, taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bson import ObjectId

from factories.events import make_event
from factories.signing_up import SigningUp, post_body, shift_body
from support.api import Caller, client_id
from weiguang.access.actor import Actor
from weiguang.events.service import registered_people
from weiguang.events.signing_up.joining import EventCancelled, EventOver, sign_up
from weiguang.events.signing_up.service import is_placed, placed_people
from weiguang.storage.clock import utc_now


@pytest.fixture
def event(nobody: Caller) -> SigningUp:
    return SigningUp(nobody)


def test_the_first_have_a_place_and_the_rest_wait_in_line(event: SigningUp) -> None:
    event.plan(capacity=2)
    people = event.people(4)
    answers = [event.sign_up(who).get_json() for who in people]
    assert [(one["state"], one["position"]) for one in answers] == [
        ("placed", None),
        ("placed", None),
        ("waiting", 1),
        ("waiting", 2),
    ]
    assert event.figures(people[3]) == (2, 2, 0, 2, "waiting")


def test_whoever_waits_moves_up_by_themselves_and_is_told_once(event: SigningUp) -> None:
    event.plan(capacity=1)
    first, second, third = event.people(3)
    for who in (first, second, third):
        event.sign_up(who)
    first.delete(event.path)
    assert (event.state(second), event.state(third)) == (("placed", None), ("waiting", 1))
    assert event.told(second) == ["候补成功，您有名额了"]
    assert event.told(second) == ["候补成功，您有名额了"]
    assert event.told(third) == event.told(first) == []
    assert event.stored["telling"] == []


def test_whoever_moved_up_and_left_before_the_word_came_is_told_nothing(event: SigningUp) -> None:
    event.plan(capacity=1)
    first, second = event.people(2)
    event.sign_up(first), event.sign_up(second)
    first.delete(event.path), second.delete(event.path)
    assert event.told(second) == []


def test_the_same_request_again_answers_the_same(event: SigningUp) -> None:
    event.plan(capacity=1)
    [who], name = event.people(1), client_id()
    first, second = event.sign_up(who, name=name), event.sign_up(who, name=name)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    assert event.sign_up(who).get_json() == first.get_json()


@pytest.mark.parametrize("limited", [True, False])
def test_a_late_repeat_does_not_bring_a_cancelled_sign_up_back(event: SigningUp, limited: bool) -> None:
    if limited:
        event.plan(capacity=5)
    [who], name = event.people(1), client_id()
    event.sign_up(who, name=name)
    who.delete(event.path)
    late = event.sign_up(who, name=name)
    assert (late.status_code, late.get_json()["code"]) == (409, "registration_taken_back")
    assert event.state(who) == (None, None)
    assert event.sign_up(who).status_code == 201
    assert event.sign_up(who, name=name).get_json()["code"] == "registration_taken_back"


@pytest.mark.parametrize("limited", [True, False])
def test_a_sign_up_cancelled_before_it_arrives_is_refused(event: SigningUp, limited: bool) -> None:
    if limited:
        event.plan(capacity=5)
    [who], name = event.people(1), client_id()
    assert [who.delete(f"{event.path}?client_id={name}").status_code for _ in range(2)] == [204, 204]
    assert event.sign_up(who, name=name).get_json()["code"] == "registration_taken_back"
    assert event.sign_up(who).status_code == 201


@pytest.mark.parametrize("limited", [True, False])
def test_a_cancel_names_the_sign_up_that_it_is_about(event: SigningUp, limited: bool) -> None:
    if limited:
        event.plan(capacity=5)
    [who], name = event.people(1), client_id()
    event.sign_up(who, name=name)
    who.delete(f"{event.path}?client_id={name}")
    event.sign_up(who)
    who.delete(f"{event.path}?client_id={name}")
    assert event.state(who) == ("placed", None)


def test_nobody_takes_back_what_somebody_else_signed_up_for(event: SigningUp) -> None:
    event.plan(capacity=1)
    [one, two], name = event.people(2), client_id()
    event.sign_up(one, name=name)
    assert two.delete(f"{event.path}?client_id={name}").status_code == 204
    assert event.sign_up(one, name=name).get_json()["state"] == "placed"


def test_signing_up_again_goes_to_the_end_of_the_line(event: SigningUp) -> None:
    event.plan(capacity=1)
    people = event.people(3)
    for who in people:
        event.sign_up(who)
    people[1].delete(event.path)
    event.sign_up(people[1])
    assert [event.state(who) for who in people] == [("placed", None), ("waiting", 2), ("waiting", 1)]


def test_posts_have_shifts_with_places_of_their_own(event: SigningUp) -> None:
    morning, afternoon = shift_body(capacity=1), shift_body(capacity=1, start=13)
    event.plan(post_body("导医", morning, afternoon))
    first, second = event.people(2)
    event.sign_up(first, morning), event.sign_up(second, morning), event.sign_up(second, afternoon)
    [post] = event.nobody.get(f"/events/{event.event}").get_json()["posts"]
    assert [(one["placed"], one["free"], one["waiting"]) for one in post["shifts"]] == [(1, 0, 1), (1, 0, 0)]
    assert event.figures(second) == (2, 2, 0, 1, "placed")
    seats = second.get(event.path).get_json()["seats"]
    assert [(seat["post"], seat["state"], seat["position"]) for seat in seats] == [
        ("导医", "waiting", 1),
        ("导医", "placed", None),
    ]


def test_nobody_holds_two_shifts_that_overlap(event: SigningUp) -> None:
    early, middle, late = shift_body(start=8), shift_body(start=10), shift_body(start=11)
    event.plan(post_body("导医", early), post_body("秩序维护", middle, late))
    [who] = event.people(1)
    event.sign_up(who, early)
    clash = event.sign_up(who, middle)
    assert (clash.status_code, clash.get_json()["code"]) == (409, "shifts_overlap")
    assert "导医" in clash.get_json()["detail"] and "8:00–11:00" in clash.get_json()["detail"]
    assert event.sign_up(who, late).status_code == 201


def test_shifts_of_two_events_do_not_overlap_either(event: SigningUp, nobody: Caller) -> None:
    here, there = shift_body(start=8), shift_body(start=10)
    event.plan(post_body("导医", here))
    other = SigningUp(nobody)
    other.plan(post_body("导医", there))
    [who] = event.people(1)
    event.sign_up(who, here)
    assert other.sign_up(who, there).get_json()["code"] == "shifts_overlap"
    who.delete(event.path)
    assert other.sign_up(who, there).status_code == 201


def test_an_event_with_posts_asks_for_a_shift_that_it_has(event: SigningUp) -> None:
    event.plan(post_body("导医", shift_body()))
    [who] = event.people(1)
    assert event.sign_up(who).get_json()["code"] == "shift_required"
    assert event.sign_up(who, {"id": client_id()}).status_code == 404
    other = make_event(event.root)
    assert who.put(f"/events/{other}/registration", {"shift": client_id()}).status_code == 404


def test_a_client_id_signs_up_for_one_shift_of_one_event(event: SigningUp, nobody: Caller) -> None:
    morning, evening, name = shift_body(), shift_body(start=18), client_id()
    event.plan(post_body("导医", morning, evening))
    other = SigningUp(nobody)
    other.plan(capacity=1)
    [who] = event.people(1)
    event.sign_up(who, morning, name)
    assert event.sign_up(who, evening, name).get_json()["code"] == "client_id_reused"
    assert other.sign_up(who, name=name).get_json()["code"] == "client_id_reused"


def test_what_is_past_or_cancelled_takes_no_sign_up(nobody: Caller) -> None:
    past, off = SigningUp(nobody, date="2023-06-28"), SigningUp(nobody, cancelled=True)
    who = Actor(person=ObjectId())
    asked = {"actor": who, "client_id": None, "shift": "", "demo": False, "now": utc_now()}
    with pytest.raises(EventOver):
        sign_up(event=past.event, **asked)
    past.plan(capacity=3)
    with pytest.raises(EventOver):
        sign_up(event=past.event, **asked)
    with pytest.raises(EventCancelled):
        sign_up(event=off.event, **asked)
    assert sign_up(event=past.event, **asked | {"demo": True})[1]


def test_a_repeat_is_answered_even_when_the_shift_is_over(event: SigningUp) -> None:
    shift, name = shift_body(), client_id()
    event.plan(post_body("导医", shift))
    who = Actor(person=ObjectId())
    asked = {"actor": who, "event": event.event, "client_id": name, "shift": shift["id"], "demo": False}
    assert sign_up(now=utc_now(), **asked)[1]
    late = utc_now() + timedelta(days=60)
    assert sign_up(now=late, **asked)[0]["state"] == "placed"
    with pytest.raises(EventOver):
        sign_up(now=late, **asked | {"actor": Actor(person=ObjectId()), "client_id": client_id()})


def test_audiences_and_desks_mean_those_with_a_place(event: SigningUp) -> None:
    event.plan(capacity=1)
    first, second = event.people(2)
    event.sign_up(first), event.sign_up(second)
    people = [ObjectId(who.me["id"]) for who in (first, second)]
    assert list(registered_people(event.event)) == list(placed_people(event.event)) == people[:1]
    assert [is_placed(event.event, person) for person in people] == [True, False]
    unlimited = make_event(event.root)
    second.put(f"/events/{unlimited}/registration", {})
    assert [is_placed(unlimited, person) for person in people] == [False, True]


def test_my_sign_ups_of_both_kinds_come_latest_first(event: SigningUp) -> None:
    [who] = event.people(1)
    event.plan(capacity=1)
    others = [str(make_event(event.root)) for _ in range(2)]
    who.put(f"/events/{others[0]}/registration", {})
    event.sign_up(who)
    who.put(f"/events/{others[1]}/registration", {})
    first = who.get("/me/registrations?limit=2").get_json()
    rest = who.get(f"/me/registrations?limit=2&cursor={first['next']}").get_json()
    assert [item["id"] for item in first["items"] + rest["items"]] == [others[1], str(event.event), others[0]]
