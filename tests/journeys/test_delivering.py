"""At the door: marks, receipts, photos, thanks, and forgetting afterwards."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from factories.delivery import IDENTITY, day, make_stop, mark_body
from factories.wishes import claim_body, make_wish
from support.api import Caller, client_id
from support.tour import Tour
from weiguang.storage.clock import utc_now
from weiguang.storage.pictures import Picture
from weiguang.wishes.delivery import jobs
from weiguang.wishes.delivery.sheets import receipt_code_of
from weiguang.wishes.models import Beneficiary, Wish

STROKES = "M10 20 L30 40 M5 5 L6 6"


@pytest.fixture
def tour(nobody: Caller) -> Tour:
    return Tour(nobody)


def photo(colour: str = "red") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "JPEG")
    return drawn.getvalue()


# --- marks ------------------------------------------------------------------------------------------------------------


def test_a_delivery_moves_the_wish_and_counts_once(tour: Tour) -> None:
    mine, at = client_id(), utc_now().isoformat()
    assert tour.mark("member", client_id=mine, at=at)[1]["state"] == "stored"
    stored = tour.stored()
    assert tour.mark("member", client_id=mine, at=at)[1]["state"] == "duplicate"
    assert tour.mark("planner")[1]["state"] == "duplicate"
    assert tour.stored() == stored
    assert (stored["state"], stored["delivery"]["state"], stored["history"][-1]["act"]) == ("delivered",) * 2 + (
        "deliver",
    )


def test_one_client_id_marks_one_thing(tour: Tour) -> None:
    mine = client_id()
    tour.mark("member", "absent", client_id=mine)
    assert tour.mark("member", "delivered", client_id=mine)[1]["code"] == "client_id_reused"


def test_a_mark_is_known_again_when_the_stop_is_another_team_s_by_now(tour: Tour) -> None:
    mine, at = client_id(), utc_now().isoformat()
    assert tour.mark("member", "absent", client_id=mine, at=at)[1]["state"] == "stored"
    tour.plan(team=str(tour.other_team), codes=[tour.wish])
    assert tour.mark("member", "absent", client_id=mine, at=at)[1]["state"] == "duplicate"


def test_nobody_there_and_another_day_are_tries(tour: Tour) -> None:
    tour.mark("member", "absent")
    tour.mark("member", "rescheduled", day=day(3))
    stop = tour.stored()["delivery"]
    assert (stop["state"], stop["day"]) == ("rescheduled", day(3))
    assert [one["outcome"] for one in stop["tries"]] == ["absent", "rescheduled"]
    assert [line["act"] for line in tour.stored()["history"]] == ["absent", "rescheduled"]
    assert tour.mark("member")[1]["state"] == "stored"


def test_a_stop_whose_day_has_not_come_is_marked_by_planners_alone(tour: Tour) -> None:
    wish = make_stop(tour.fair, tour.team, ahead=2)
    assert tour.mark("member", wish=wish)[1]["code"] == "stop_not_today"
    assert tour.mark("planner", wish=wish)[1]["state"] == "stored"


@pytest.mark.parametrize("moved", [{"day": day(2)}, {"other": True}, {"day": day(2), "other": True}])
def test_a_delivery_by_the_old_run_sheet_is_one_though_the_stop_was_moved(tour: Tour, moved: dict[str, Any]) -> None:
    """The phone was offline: the planner gave the stop another day, or another team, before it was heard."""
    at, team = utc_now().isoformat(), tour.other_team if moved.pop("other", False) else tour.team
    assert tour.plan(team=str(team), codes=[tour.wish], **moved).status_code == 200
    assert tour.mark("member", at=at)[1]["state"] == "stored"
    stored = tour.stored()
    assert (stored["state"], stored["delivery"]["team"], stored["delivery"]["day"]) == ("delivered", tour.team, day())


@pytest.mark.parametrize(("outcome", "more"), [("absent", {}), ("rescheduled", {"day": day(1)})])
def test_what_was_not_delivered_by_the_old_run_sheet_is_a_try_and_the_new_plan_stands(
    tour: Tour, outcome: str, more: dict[str, Any]
) -> None:
    tour.plan(team=str(tour.other_team), day=day(3), codes=[tour.wish])
    answer = tour.mark("member", outcome, **more)[1]
    stop = tour.stored()["delivery"]
    assert (answer["state"], "新的安排" in answer["message"]) == ("stored", True)
    assert (stop["state"], stop["team"], stop["day"]) == ("planned", tour.other_team, day(3))
    assert [one["outcome"] for one in stop["tries"]] == [outcome]


def test_an_old_run_sheet_speaks_of_its_own_day_only(tour: Tour) -> None:
    wish = make_stop(tour.fair, tour.team, ahead=2)
    tour.plan(team=str(tour.other_team), day=day(3), codes=[wish])
    assert tour.mark("member", wish=wish)[1]["code"] == "stop_not_today"
    assert tour.mark("citizen", wish=wish)[0] == 404


@pytest.mark.parametrize("when", [None, day(-1)])
def test_another_day_must_be_one_to_come(tour: Tour, when: str | None) -> None:
    assert tour.mark("member", "rescheduled", day=when)[0] == 422


@pytest.mark.parametrize("who", ["other", "stranger", "citizen"])
def test_a_stop_of_others_is_not_there_to_mark(tour: Tour, who: str) -> None:
    assert tour.mark(who)[0] == 404
    assert tour.stored()["state"] == "ready"


def test_a_withdrawn_wish_is_not_delivered_and_the_team_is_told_what_to_do(tour: Tour) -> None:
    Wish.collection().update_one({"_id": tour.wish}, {"$set": {"state": "withdrawn"}})
    rows = [mark_body(tour.wish) | {"client_id": client_id()}]
    (answer,) = tour.as_("member").post("/deliveries/batch", rows).get_json()["items"]
    assert (answer["state"], answer["code"]) == ("refused", "wish_withdrawn")
    assert "不用再送" in answer["message"]


def test_an_offline_queue_has_one_answer_a_row(tour: Tour) -> None:
    mine, gone = client_id(), make_wish(tour.fair, state="open")
    rows = [mark_body(tour.wish) | {"client_id": mine}] * 2 + [mark_body(gone) | {"client_id": client_id()}]
    rows += [mark_body(tour.wish, "absent") | {"client_id": mine}, {"client_id": client_id(), "wish": 7}]
    items = tour.as_("member").post("/deliveries/batch", rows).get_json()["items"]
    assert [item["state"] for item in items] == ["stored", "duplicate", "refused", "conflict", "refused"]


def test_a_phone_with_a_wrong_clock_still_tells_the_right_moment(tour: Tour) -> None:
    wrong, real = utc_now() - timedelta(days=30), utc_now() - timedelta(hours=1)
    told = {"at": (wrong - timedelta(hours=1)).isoformat(), "sent_at": wrong.isoformat()}
    assert tour.mark("member", **told)[1]["state"] == "stored"
    assert abs(tour.stored()["history"][-1]["at"] - real) < timedelta(seconds=30)


def test_a_mark_from_long_ago_is_refused(tour: Tour) -> None:
    told = (utc_now() - timedelta(days=8)).isoformat()
    assert tour.mark("member", at=told)[1]["code"] == "mark_time_out_of_range"


# --- receipts ---------------------------------------------------------------------------------------------------------


def test_a_signature_is_kept_sealed(tour: Tour) -> None:
    assert tour.mark("member", receipt={"kind": "signature", "value": STROKES})[0] == 200
    receipt = tour.stored()["delivery"]["receipt"]
    assert (receipt["kind"], STROKES.encode() in bytes(receipt["sealed"])) == ("signature", False)
    assert tour.sheet("planner").get_json()["items"][0]["receipt"] == "signature"


@pytest.mark.parametrize("drawn", ["<script>", "M1 1 L2 2 Z", "M1 1 " + "L2 2 " * 5000])
def test_a_signature_is_pen_strokes_and_nothing_else(tour: Tour, drawn: str) -> None:
    assert tour.mark("member", receipt={"kind": "signature", "value": drawn})[0] == 422


def test_the_code_that_the_beneficiary_was_told_counts_too(tour: Tour) -> None:
    code = tour.as_("planner").get(f"/wishes/{tour.wish}/receipt-code").get_json()["code"]
    wrong = f"{(int(code) + 1) % 10000:04d}"
    assert tour.mark("member", receipt={"kind": "code", "value": wrong})[1]["code"] == "receipt_code_wrong"
    assert tour.mark("member", receipt={"kind": "code", "value": code})[0] == 200
    assert tour.stored()["delivery"]["receipt"] == {"kind": "code"}


def test_a_receipt_code_cannot_be_guessed(tour: Tour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weiguang.wishes.delivery.marking.CODE_WRONG_MOST", 2)
    right = receipt_code_of(tour.wish)
    wrong = f"{(int(right) + 1) % 10000:04d}"
    codes = [tour.mark("member", receipt={"kind": "code", "value": value})[0] for value in (wrong, wrong, right)]
    assert codes == [409, 409, 429]


# --- photos -----------------------------------------------------------------------------------------------------------


def upload(tour: Tour, who: str, data: bytes, wish: str | None = None) -> Any:
    path = f"/wishes/{wish or tour.wish}/pictures"
    return tour.as_(who).post(path, data=data, content_type="image/jpeg")


def test_a_photo_is_for_the_team_and_the_planners(tour: Tour) -> None:
    kept = upload(tour, "member", photo()).get_json()["id"]
    assert upload(tour, "planner", photo()).get_json()["id"] == kept
    path = f"/wishes/{tour.wish}/pictures/{kept}"
    statuses = {who: tour.as_(who).get(path).status_code for who in (*tour.people, "nobody")}
    assert statuses == {
        "planner": 200,
        "second": 200,
        "member": 200,
        "stranger": 404,
        "other": 404,
        "citizen": 404,
        "nobody": 401,
    }


def test_a_stop_keeps_three_photos(tour: Tour) -> None:
    statuses = [upload(tour, "member", photo(colour)).status_code for colour in ("red", "blue", "green", "white")]
    assert (statuses, len(tour.stored()["delivery"]["pictures"])) == ([200, 200, 200, 409], 3)


def test_the_last_photo_sent_twice_is_the_same_photo(tour: Tour) -> None:
    answers = [upload(tour, "member", photo(colour)) for colour in ("red", "blue", "green", "green")]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert answers[2].get_json() == answers[3].get_json()


def test_a_photo_is_added_on_the_day_by_the_team_alone(tour: Tour) -> None:
    later = make_stop(tour.fair, tour.team, ahead=1)
    answers = [upload(tour, "other", photo()), upload(tour, "member", photo(), later)]
    answers += [upload(tour, "member", b"no picture"), upload(tour, "member", b"")]
    assert [answer.status_code for answer in answers] == [404, 404, 422, 422]
    assert Picture.collection().count_documents({}) == 0


# --- thanks -----------------------------------------------------------------------------------------------------------


def test_thanks_reach_the_claimant_alone_after_a_second_person_read_them(tour: Tour) -> None:
    own = make_wish(tour.fair)
    tour.as_("citizen").put(f"/wishes/{own}/claim", claim_body())
    tour.plan(codes=[own])
    tour.wish = own
    tour.mark("member")
    assert tour.thank("member").status_code == 204
    (waiting,) = tour.as_("planner").get(f"/fairs/{tour.fair}/thanks").get_json()["items"]
    assert (waiting["code"], waiting["mine"]) == (own, False)
    assert "thanks" not in tour.as_("citizen").get(f"/wishes/{own}").get_json()["claim"]
    assert tour.review("planner").status_code == tour.review("planner").status_code == 204
    assert tour.stored()["state"] == "closed"
    seen = {who: tour.as_(who).get(f"/wishes/{own}").get_json()["claim"] for who in ("citizen", "nobody", "planner")}
    assert seen["citizen"]["thanks"] == "谢谢您，拐杖很好用。"
    assert seen["nobody"] == seen["planner"] == {"mine": False}


def test_a_claimant_without_an_account_reads_the_thanks_by_the_claims_proof(tour: Tour) -> None:
    own, body = make_wish(tour.fair), claim_body()
    tour.nobody.put(f"/wishes/{own}/claim", body)
    tour.plan(codes=[own])
    tour.wish = own
    tour.mark("member")
    tour.thank("member")
    path, proof = f"/wishes/{own}/thanks/read", {"client_id": body["client_id"]}
    assert tour.nobody.post(path, proof).get_json() == {"text": None}
    tour.review("planner")
    assert tour.nobody.post(path, proof).get_json() == {"text": "谢谢您，拐杖很好用。"}
    assert tour.nobody.post(path, {"client_id": client_id()}).status_code == 404


def test_whoever_wrote_the_thanks_does_not_approve_them(tour: Tour) -> None:
    tour.mark("planner")
    tour.thank("planner")
    assert tour.review("planner").get_json()["code"] == "second_person_needed"
    assert tour.review("second").status_code == 204


def test_thanks_that_tell_who_it_is_are_not_taken(tour: Tour) -> None:
    tour.mark("member")
    refused = tour.thank("member", "请打 13812345678 找我")
    assert (refused.status_code, refused.get_json()["errors"][0]["field"]) == (422, "text")


@pytest.mark.parametrize("name", [IDENTITY["name"], IDENTITY["guardian"]])
def test_thanks_do_not_name_whom_they_come_from(tour: Tour, name: str) -> None:
    tour.mark("member")
    refused = tour.thank("member", f"我是{name}，谢谢您。")
    assert (refused.status_code, refused.get_json()["errors"][0]["field"]) == (422, "text")
    assert name not in refused.get_data(as_text=True)


def test_thanks_come_after_the_delivery_and_once(tour: Tour) -> None:
    assert tour.thank("member").get_json()["code"] == "wish_wrong_state"
    tour.mark("member")
    mine = client_id()
    assert [tour.thank("member", client_id=mine).status_code for _ in range(2)] == [204, 204]
    assert tour.thank("member").get_json()["code"] == "thanks_exist"
    assert tour.thank("other").status_code == 404


def test_refused_thanks_can_be_written_anew(tour: Tour) -> None:
    tour.mark("member")
    tour.thank("member")
    assert tour.review("planner", "refuse").status_code == 204
    assert tour.review("second", "approve").get_json()["code"] == "nothing_to_review"
    assert tour.stored()["state"] == "delivered"
    assert tour.thank("member", "谢谢！").status_code == 204


def test_a_late_repeat_of_refused_thanks_stays_refused(tour: Tour) -> None:
    mine = client_id()
    tour.mark("member")
    tour.thank("member", client_id=mine)
    tour.review("planner", "refuse")
    assert tour.thank("member", client_id=mine).status_code == 204
    assert tour.stored()["delivery"]["thanks"]["state"] == "refused"


def test_one_client_id_writes_one_text_of_thanks(tour: Tour) -> None:
    mine = client_id()
    tour.mark("member")
    tour.thank("member", client_id=mine)
    assert tour.thank("member", "别的话。", client_id=mine).get_json()["code"] == "client_id_reused"


# --- forgetting -------------------------------------------------------------------------------------------------------


def close(tour: Tour) -> None:
    upload(tour, "member", photo())
    tour.mark("member", receipt={"kind": "signature", "value": STROKES})
    tour.thank("member")
    tour.review("planner")


def test_a_while_after_the_feedback_everything_personal_is_forgotten(tour: Tour) -> None:
    close(tour)
    assert jobs.purge(now=utc_now() + timedelta(days=29)) == 0
    assert jobs.purge(now=utc_now() + timedelta(days=30, minutes=1)) == 1
    assert Beneficiary.collection().count_documents({}) == Picture.collection().count_documents({}) == 0
    stop = tour.stored()["delivery"]
    assert (stop["receipt"], "pictures" in stop, stop["thanks"]["state"]) == ({"kind": "signature"}, False, "approved")


def test_a_while_after_a_wish_was_withdrawn_nobody_knows_whose_it_was(tour: Tour) -> None:
    upload(tour, "member", photo())
    body = {"client_id": client_id(), "reason": "not_needed"}
    assert tour.as_("planner").post(f"/wishes/{tour.wish}/withdraw", body).status_code == 204
    assert jobs.purge(now=utc_now() + timedelta(days=29)) == 0
    assert [jobs.purge(now=utc_now() + timedelta(days=31)) for _ in range(2)] == [1, 0]
    assert Beneficiary.collection().count_documents({}) == Picture.collection().count_documents({}) == 0
    assert tour.stored()["withdrawn"]["reason"] == "not_needed"


def test_a_while_after_the_feedback_the_claimant_is_forgotten_too(nobody: Caller) -> None:
    tour, body = Tour(nobody), claim_body(message="祝您健康")
    wish = make_wish(tour.fair)
    nobody.put(f"/wishes/{wish}/claim", body)
    planner = tour.as_("planner")
    for act in ("deliver", "close"):
        assert planner.post(f"/wishes/{wish}/{act}", {"client_id": client_id()}).status_code == 204
    asked = {"client_id": client_id(), "purpose": "remind"}
    assert planner.post(f"/wishes/{wish}/contact", asked).status_code == 200
    assert jobs.purge(now=utc_now() + timedelta(days=31)) == 1
    claim = tour.stored(wish)["claim"]
    assert {"sealed", "message"}.isdisjoint(claim) and claim["number"]
    assert planner.post(f"/wishes/{wish}/contact", asked | {"client_id": client_id()}).get_json()["code"] == (
        "nobody_to_call"
    )


def test_what_the_claimant_says_goes_along_with_the_gift(nobody: Caller) -> None:
    tour = Tour(nobody)
    wish = make_wish(tour.fair)
    nobody.put(f"/wishes/{wish}/claim", claim_body(message="祝您健康"))
    tour.plan(codes=[wish])
    said = {stop["code"]: stop["message"] for stop in tour.sheet("member").get_json()["items"]}
    assert said == {wish: "祝您健康", tour.wish: ""}


def test_forgetting_rests_when_nothing_is_due(tour: Tour, settle: Callable[[], None]) -> None:
    close(tour)
    settle()
    assert Beneficiary.collection().count_documents({}) == 1
    assert jobs.purge(now=utc_now() + timedelta(days=31)) == 1
    assert jobs.purge(now=utc_now() + timedelta(days=31)) == 0
