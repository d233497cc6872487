"""Minutes: written by several at once, signed, locked, corrected; and what a crash leaves is finished."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId

from factories.meetings import Branches
from support.api import Caller, client_id
from weiguang.meetings import deriving
from weiguang.meetings.minutes.models import MinutesRevision
from weiguang.meetings.models import Meeting
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now


@pytest.fixture
def town(nobody: Caller) -> Branches:
    return Branches(nobody)


@pytest.fixture
def meeting(town: Branches) -> dict[str, Any]:
    """A joint meeting that both branches hold; the member of the first writes it down."""
    held = town.held(town.one, town.two, recorder=str(town.member.me["_id"]))
    town.accept(held, town.two, town.second)
    return held


def minutes(who: Caller, meeting: dict[str, Any]) -> dict[str, Any]:
    return who.get(f"/meetings/{meeting['id']}/minutes").get_json()


def general(shown: dict[str, Any]) -> str:
    return shown["sections"][-1]["text"]


def test_minutes_have_a_section_for_each_item_and_a_general_one(town: Branches, meeting: dict[str, Any]) -> None:
    shown = minutes(town.chief, meeting)
    assert (shown["revision"], shown["version"], shown["state"]) == (0, 1, "none")
    assert [one["title"] for one in shown["sections"]] == ["选举", "预算", ""]
    [first, *_] = meeting["agenda"]
    sections = [{"item": first["id"], "decision": "同意。", "text": "大家发言。"}]
    saved = town.write(meeting, town.chief, sections=sections).get_json()
    assert (saved["revision"], saved["state"], saved["saved_by"], saved["merged"]) == (1, "open", "书记", [])
    assert saved["sections"][0] == {"item": first["id"], "title": "选举", "decision": "同意。", "text": "大家发言。"}
    assert saved["sections"][1]["text"] == ""


def test_different_sentences_of_two_people_both_stand(town: Branches, meeting: dict[str, Any]) -> None:
    town.write(meeting, town.chief, text="一。二。三。")
    town.write(meeting, town.chief, base=1, text="一。二。三改。")
    saved = town.write(meeting, town.second, base=1, text="零。一。二。三。").get_json()
    assert general(saved) == "零。一。二。三改。"
    assert saved["merged"] == [{"item": "", "title": "", "part": "text", "both": False}]
    assert (saved["revision"], saved["others"], saved["unsettled"]) == (3, ["书记"], False)
    assert MinutesRevision.collection().count_documents({}) == 3


def test_two_wordings_of_one_sentence_both_stay_until_somebody_chooses(town: Branches, meeting: dict[str, Any]) -> None:
    town.write(meeting, town.chief, text="同意。")
    town.write(meeting, town.chief, base=1, text="全体同意。")
    saved = town.write(meeting, town.second, base=1, text="多数赞成。").get_json()
    assert "全体同意。" in general(saved) and "多数赞成。" in general(saved)
    assert saved["unsettled"] and saved["merged"][0]["both"]
    assert town.sign(meeting).get_json()["code"] == "minutes_unsettled"
    town.write(meeting, town.second, base=3, text="多数赞成。")
    assert town.sign(meeting).status_code == 200


def test_the_same_save_sent_again_answers_the_same(town: Branches, meeting: dict[str, Any]) -> None:
    town.write(meeting, town.chief, text="同意。")
    town.write(meeting, town.chief, base=1, text="全体同意。")
    name = client_id()
    answers = [town.write(meeting, town.second, 1, "多数赞成。", client_id=name).get_json() for _ in range(2)]
    assert answers[0] == answers[1]
    other = town.write(meeting, town.second, 1, "别的。", client_id=name)
    assert other.get_json()["code"] == "client_id_reused"
    assert MinutesRevision.collection().count_documents({}) == 3


def test_a_save_that_changes_nothing_leaves_no_revision(town: Branches, meeting: dict[str, Any]) -> None:
    town.write(meeting, town.chief, text="同意。")
    assert town.write(meeting, town.second, base=1, text="同意。").get_json()["revision"] == 1
    assert town.write(meeting, town.second, base=0, text="同意。").get_json()["revision"] == 1


def test_who_does_not_keep_the_minutes_neither_writes_nor_reads_a_draft(
    town: Branches, meeting: dict[str, Any]
) -> None:
    town.write(meeting, town.chief, text="还没有定。")
    assert [town.write(meeting, who).status_code for who in (town.other, town.third, town.nobody)] == [403, 404, 401]
    assert minutes(town.other, meeting)["sections"] == []
    assert town.write(meeting, town.member, base=1, text="记录人写。").status_code == 200
    assert town.sign(meeting, town.member).status_code == 403
    town.sign(meeting)
    assert general(minutes(town.other, meeting)) == "记录人写。"


def test_signed_minutes_are_locked_and_signing_twice_is_once(town: Branches, meeting: dict[str, Any]) -> None:
    town.write(meeting, town.chief)
    assert [town.sign(meeting, revision=1).status_code for _ in range(2)] == [200, 200]
    late = town.write(meeting, town.second, base=1, text="晚到的话。")
    assert late.get_json()["code"] == "minutes_signed"
    assert MinutesRevision.collection().count_documents({"state": "signed"}) == 1


def test_the_chair_signs_without_a_role(town: Branches) -> None:
    held = town.held(chair=str(town.member.me["_id"]))
    town.write(held, town.member)
    assert minutes(town.member, held)["may_sign"]
    assert town.sign(held, town.member).status_code == 200


def test_what_was_not_read_is_not_signed(town: Branches, meeting: dict[str, Any]) -> None:
    assert town.sign(meeting, revision=1).get_json()["code"] == "minutes_moved_on"
    town.write(meeting, town.chief)
    town.write(meeting, town.second, base=1, text="又一句。")
    assert town.sign(meeting, revision=1).get_json()["code"] == "minutes_moved_on"
    town.write(meeting, town.second, base=2, text="")
    assert town.sign(meeting, revision=3).get_json()["code"] == "minutes_empty"


def test_a_meeting_that_has_not_begun_is_not_signed(town: Branches) -> None:
    coming = town.convene()
    town.write(coming, town.chief)
    assert town.sign(coming).get_json()["code"] == "meeting_not_begun"
    assert town.stored(coming)["held_at"] is None


def correct(who: Caller, meeting: dict[str, Any], version: int = 2, reason: str = "人名写错了") -> Any:
    return who.put(f"/meetings/{meeting['id']}/minutes/versions/{version}", {"reason": reason})


def test_a_correction_is_a_new_version_and_the_old_one_stays(town: Branches, meeting: dict[str, Any]) -> None:
    assert correct(town.chief, meeting).get_json()["code"] == "minutes_moved_on"
    town.write(meeting, town.chief, text="写错了。")
    town.sign(meeting)
    opened = [correct(town.chief, meeting).get_json() for _ in range(2)]
    assert opened[0] == opened[1] and (opened[0]["version"], opened[0]["state"]) == (2, "open")
    assert general(minutes(town.other, meeting)) == "写错了。"
    town.write(meeting, town.chief, base=opened[0]["revision"], text="写对了。")
    assert town.sign(meeting).status_code == 200
    versions = town.other.get(f"/meetings/{meeting['id']}/minutes/versions").get_json()["items"]
    assert [(one["version"], general(one), one["reason"]) for one in versions] == [
        (2, "写对了。", "人名写错了"),
        (1, "写错了。", ""),
    ]
    assert correct(town.other, meeting, 3).status_code == 403


def test_a_correction_leaves_no_second_session(
    town: Branches, meeting: dict[str, Any], settle: Callable[[], None]
) -> None:
    town.write(meeting, town.chief)
    town.sign(meeting)
    correct(town.chief, meeting)
    town.write(meeting, town.chief, base=3, text="改了。")
    assert town.sign(meeting).status_code == 200
    settle()
    assert Participation.collection().count_documents({"kind": "meeting"}) == 1
    assert town.nobody.get("/participation/counts?measure=sessions").get_json()["exact"] == 1


def test_an_item_that_leaves_the_agenda_keeps_its_words(town: Branches, meeting: dict[str, Any]) -> None:
    first, second = meeting["agenda"]
    town.write(meeting, town.chief, sections=[{"item": first["id"], "decision": "同意。", "text": ""}])
    town.chief.patch(f"/meetings/{meeting['id']}", {"agenda": [second]})
    sections = minutes(town.chief, meeting)["sections"]
    assert [(one["title"], one["decision"]) for one in sections] == [("预算", ""), ("选举", "同意。"), ("", "")]


@pytest.mark.parametrize(
    "changes",
    [
        {"base": -1},
        {"base": True},
        {"base": "1"},
        {"sections": [{"item": "", "decision": "", "text": "长" * 20_001}]},
        {"sections": [{"item": "", "decision": "", "text": ""}] * 2},
        {"sections": {"$ne": ""}},
        {"sections": [{"item": {"$gt": ""}, "decision": "", "text": ""}]},
    ],
)
def test_what_minutes_cannot_be_is_refused(town: Branches, meeting: dict[str, Any], changes: dict[str, Any]) -> None:
    assert town.write(meeting, town.chief, **changes).status_code == 422
    assert MinutesRevision.collection().count_documents({}) == 0


def test_a_base_that_never_was_is_refused(town: Branches, meeting: dict[str, Any]) -> None:
    assert town.write(meeting, town.chief, base=7).get_json()["code"] == "minutes_revision_unknown"


def test_a_section_of_no_item_is_not_kept(town: Branches, meeting: dict[str, Any]) -> None:
    sections = [{"item": str(ObjectId()), "decision": "x", "text": "x"}]
    assert len(town.write(meeting, town.chief, sections=sections).get_json()["sections"]) == 3


def test_a_crash_between_signature_and_ledger_is_finished_by_the_worker(
    town: Branches, meeting: dict[str, Any], settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    town.write(meeting, town.chief)
    monkeypatch.setattr("weiguang.meetings.minutes.signing.derive", lambda _: None)
    town.sign(meeting)
    assert Participation.collection().count_documents({"kind": "meeting"}) == 0
    assert town.chief.put(f"/meetings/{meeting['id']}/cancellation", {}).get_json()["code"] == "meeting_held"
    settle()
    assert Participation.collection().count_documents({"kind": "meeting"}) == 1
    assert town.stored(meeting)["signed_at"] and not MinutesRevision.collection().count_documents({"due": True})


def test_deriving_twice_is_once(town: Branches, meeting: dict[str, Any]) -> None:
    town.write(meeting, town.chief)
    town.sign(meeting)
    signed = MinutesRevision.collection().find_one({"state": "signed"}) | {"due": True, "at": utc_now()}
    deriving.derive(signed)
    assert Participation.collection().count_documents({"kind": "meeting"}) == 1
    assert Meeting.collection().count_documents({"signed_at": {"$ne": None}}) == 1
