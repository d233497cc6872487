"""Signing in by phone and one-time code."""

from __future__ import annotations

from support.api import Caller

PHONE = "13912345678"


def test_a_citizen_signs_in_with_the_code_that_was_sent(nobody: Caller) -> None:
    sent = nobody.post("/auth/codes", {"phone": "139 1234-5678"})
    assert sent.status_code == 202
    answer = nobody.post("/auth/sessions", {"phone": PHONE, "code": sent.get_json()["demo_code"]})
    assert answer.status_code == 201
    assert answer.get_json()["person"]["phone_masked"] == "139****5678"


def test_the_same_phone_is_the_same_person(nobody: Caller) -> None:
    assert nobody.sign_in(PHONE).me["id"] == nobody.sign_in(PHONE).me["id"]


def test_asking_twice_within_a_minute_sends_one_code(nobody: Caller) -> None:
    first = nobody.post("/auth/codes", {"phone": PHONE}).get_json()
    second = nobody.post("/auth/codes", {"phone": PHONE}).get_json()
    assert first["demo_code"] == second["demo_code"]
    assert second["resend_after_s"] <= first["resend_after_s"]


def test_five_wrong_tries_burn_the_code(nobody: Caller) -> None:
    code = nobody.post("/auth/codes", {"phone": PHONE}).get_json()["demo_code"]
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(5):
        assert nobody.post("/auth/sessions", {"phone": PHONE, "code": wrong}).get_json()["code"] == "code_wrong"
    burnt = nobody.post("/auth/sessions", {"phone": PHONE, "code": code})
    assert (burnt.status_code, burnt.get_json()["code"]) == (422, "code_expired")


def test_a_code_opens_one_session_only(nobody: Caller) -> None:
    code = nobody.post("/auth/codes", {"phone": PHONE}).get_json()["demo_code"]
    assert nobody.post("/auth/sessions", {"phone": PHONE, "code": code}).status_code == 201
    assert nobody.post("/auth/sessions", {"phone": PHONE, "code": code}).get_json()["code"] == "code_expired"


def test_devices_are_listed_and_one_can_be_signed_out(nobody: Caller) -> None:
    old, new = nobody.sign_in(PHONE), nobody.sign_in(PHONE)
    devices = new.get("/auth/sessions").get_json()["items"]
    assert [device["current"] for device in devices] == [True, False]
    assert new.delete(f"/auth/sessions/{devices[1]['id']}").status_code == 204
    assert old.get("/me").get_json()["code"] == "sign_in_required"
    assert new.get("/me").status_code == 200


def test_somebody_elses_session_is_not_found(nobody: Caller) -> None:
    mine, theirs = nobody.sign_in(PHONE), nobody.sign_in("13900001111")
    session = theirs.get("/auth/sessions").get_json()["items"][0]["id"]
    assert mine.delete(f"/auth/sessions/{session}").status_code == 404


def test_my_name_and_text_size_follow_me(nobody: Caller) -> None:
    nobody.sign_in(PHONE).patch("/me", {"name": "林晓梅", "text_size": "large"})
    me = nobody.sign_in(PHONE).get("/me").get_json()
    assert (me["name"], me["text_size"]) == ("林晓梅", "large")
