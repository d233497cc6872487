"""Several people save, sign and cancel in the same moment."""

from __future__ import annotations

from typing import Any

import pytest
from bson import ObjectId

from factories.people import make_branch, make_person
from support.api import client_id
from support.racing import at_once, many_at_once
from weiguang.access.actor import Actor, Role
from weiguang.errors import DomainError
from weiguang.meetings import convening
from weiguang.meetings.minutes import service, signing, writing
from weiguang.meetings.minutes.merging import Merged
from weiguang.meetings.minutes.models import MinutesRevision
from weiguang.meetings.models import Meeting
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now

THREADS = 12


class Table:
    """A meeting that began, and its secretaries."""

    def __init__(self) -> None:
        root = make_branch(kind="committee")
        branch = make_branch(parent=root)
        self.actors = [
            Actor(person=make_person(name=f"书记{number}")[0], roles=(Role("secretary", branch),), formal=branch)
            for number in range(THREADS)
        ]
        self.now = utc_now()
        content = {"kind": "general", "title": "会", "starts_at": self.now, "ends_at": self.now.replace(year=2099)}
        made = convening.new_meeting(branches=[branch], accepted=[branch], by=self.actors[0], place="会议室", **content)
        Meeting.collection().insert_one(made)
        self.meeting: ObjectId = made["_id"]

    def write(self, number: int, text: str, base: int = 0) -> dict[str, Any]:
        return writing.write(
            actor=self.actors[number],
            meeting=self.meeting,
            client_id=client_id(),
            base=base,
            sections=[{"item": "", "decision": "", "text": text}],
            now=self.now,
        )

    def text(self) -> str:
        return str(service.newest({"_id": self.meeting, "agenda": []})["sections"][-1]["text"])

    def sign(self, number: int, revision: int) -> str:
        try:
            return signing.sign(actor=self.actors[number], meeting=self.meeting, revision=revision, now=self.now)[
                "state"
            ]
        except DomainError as error:
            return error.code


@pytest.fixture
def table(clean: None) -> Table:
    return Table()


def words(number: int) -> str:
    return f"第{number}位同志的话。"


def test_no_word_is_lost_when_many_save_at_once(table: Table) -> None:
    many_at_once(lambda number: table.write(number, words(number)), THREADS)
    assert [number for number in range(THREADS) if words(number) not in table.text()] == []
    assert MinutesRevision.collection().count_documents({}) == THREADS


def test_no_wording_is_lost_when_many_rewrite_one_sentence_at_once(table: Table) -> None:
    table.write(0, "原来的话。")
    many_at_once(lambda number: table.write(number, words(number), base=1), THREADS)
    assert [number for number in range(THREADS) if words(number) not in table.text()] == []


def test_without_merging_words_would_be_lost(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the last one wins."""
    monkeypatch.setattr(writing, "merge", lambda _base, mine, _theirs: Merged(mine))
    many_at_once(lambda number: table.write(number, words(number)), THREADS)
    assert sum(words(number) in table.text() for number in range(THREADS)) == 1


def test_a_save_and_a_signature_at_once_never_change_what_was_signed(table: Table) -> None:
    table.write(0, "读过的话。")

    def save() -> str:
        try:
            return str(table.write(1, "读过的话。后来的话。", base=1)["state"])
        except DomainError as error:
            return error.code

    ended = at_once(lambda: table.sign(0, 1), save)
    signed = MinutesRevision.collection().find_one({"state": "signed"})
    if signed is None:
        assert ended == ["minutes_moved_on", "open"]
    else:
        assert ended == ["signed", "minutes_signed"] and signed["sections"][-1]["text"] == "读过的话。"


def test_many_signatures_at_once_are_one_session(table: Table) -> None:
    table.write(0, "大家同意。")
    ended = many_at_once(lambda number: table.sign(number, 1), THREADS)
    assert set(ended) <= {"signed", "minutes_moved_on"} and "signed" in ended
    assert MinutesRevision.collection().count_documents({"state": "signed"}) == 1
    assert Participation.collection().count_documents({}) == 1


def test_a_meeting_is_signed_or_cancelled_never_both(table: Table) -> None:
    table.write(0, "大家同意。")

    def cancel() -> str:
        try:
            convening.cancel_meeting(actor=table.actors[1], meeting=table.meeting, note="", now=table.now)
            return "cancelled"
        except DomainError as error:
            return error.code

    ended = at_once(lambda: table.sign(0, 1), cancel)
    assert ended in (["signed", "meeting_held"], ["meeting_cancelled", "cancelled"])
