"""Complaints and suggestions: open to everybody, kept once, contacts sealed."""

from __future__ import annotations

from typing import Any

import pytest

from support.api import Caller, client_id
from weiguang.storage.clock import utc_now
from weiguang.storage.vault import the_vault
from weiguang.voice.models import Suggestion
from weiguang.voice.service import MOST_AN_HOUR


def suggestion(**more: Any) -> dict[str, Any]:
    return {"client_id": client_id(), "text": "字再大一点就好了", **more}


def test_anybody_may_speak_and_twice_is_once(nobody: Caller) -> None:
    body = suggestion()
    answers = [nobody.post("/suggestions", body) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert Suggestion.collection().count_documents({}) == 1


@pytest.mark.parametrize("other", [{"text": "换一句"}, {"contact": "13900000000"}])
def test_another_text_under_the_same_client_id_is_refused(nobody: Caller, other: dict[str, str]) -> None:
    body = suggestion()
    nobody.post("/suggestions", body)
    assert nobody.post("/suggestions", body | other).get_json()["code"] == "client_id_reused"


def test_a_contact_lies_sealed(nobody: Caller) -> None:
    nobody.post("/suggestions", suggestion(contact="13912345678"))
    kept = Suggestion.collection().find_one({})
    assert "13912345678" not in str(kept)
    opened = the_vault().open(kept["contact"], purpose="答复", by="test", about=str(kept["_id"]), now=utc_now())
    assert opened == "13912345678"


def test_who_spoke_is_not_kept(nobody: Caller) -> None:
    member = nobody.sign_in("13900001111")
    assert member.post("/suggestions", suggestion()).status_code == 201
    assert member.me["id"] not in str(Suggestion.collection().find_one({}))


def test_one_person_may_speak_twenty_times_an_hour_and_repeats_are_free(nobody: Caller) -> None:
    nobody = nobody.sign_in("13912345678")
    bodies = [suggestion() for _ in range(MOST_AN_HOUR)]
    assert {nobody.post("/suggestions", body).status_code for body in bodies} == {201}
    refused = nobody.post("/suggestions", suggestion())
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert nobody.post("/suggestions", bodies[0]).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": "  \n "},
        {"text": "长" * 2001},
        {"text": {"$ne": ""}},
        {"text": "响\u0007铃"},
        {"contact": ["1"]},
        {"contact": "1" * 101},
        {"client_id": {"$gt": ""}},
    ],
)
def test_what_is_not_a_suggestion_is_refused_by_field(nobody: Caller, change: dict[str, Any]) -> None:
    answer = nobody.post("/suggestions", suggestion() | change)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == list(change)
