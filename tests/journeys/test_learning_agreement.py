"""Whatever reaches the server in whatever order, learner and secretary see the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId
from hypothesis import HealthCheck, given, settings, strategies as st

from factories.learning import BUSY
from factories.people import make_branch, make_person
from factories.study import RIGHT, WRONG, make_course, make_lesson
from weiguang.access.actor import Actor, Role
from weiguang.errors import DomainError
from weiguang.storage.clock import utc_now
from weiguang.study.completing import complete_all
from weiguang.study.learning.keeping import keep_all, keep_learning
from weiguang.study.learning.looking import list_without_word
from weiguang.study.learning.models import Learning
from weiguang.study.learning.recalling import answer_recall
from weiguang.study.models import Lesson
from weiguang.study.service import get_lesson

AGO = st.integers(0, 5)
EVENTS = st.one_of(
    st.tuples(st.just("opened"), AGO, st.none()),
    st.tuples(st.just("place"), AGO, st.integers(0, 2)),
    st.tuples(st.just("excuse"), AGO, st.sampled_from([None, BUSY, {"reason": "eyes", "text": ""}])),
    st.tuples(st.just("completed"), AGO, st.sampled_from([RIGHT, WRONG])),
    st.tuples(st.just("recalled"), AGO, st.sampled_from([3, 10])),
)


class Room:
    """A lesson, a secretary, and a fresh member for each telling of the same events."""

    def __init__(self) -> None:
        root = make_branch(kind="committee")
        self.branch = make_branch(parent=root)
        self.lesson = make_lesson(make_course(root))
        self.secretary = Actor(person=ObjectId(), roles=(Role("secretary", self.branch),))
        self.now = utc_now()

    def member(self) -> Actor:
        return Actor(person=make_person(formal=self.branch)[0], formal=self.branch)

    def tell(self, member: Actor, event: tuple[str, int, Any], *, offline: bool) -> None:
        """One event as it arrives: at once, or in a queue of a phone that was away."""
        what, ago, which = event
        at = self.now - timedelta(minutes=ago)
        who: dict[str, Any] = {"actor": member, "now": self.now}
        row: dict[str, Any] = {"client_id": str(ObjectId()), "lesson": self.lesson, "sent_at": None}
        if what == "completed":
            more = {"answers": which, "version": 1, "missed": [], "note": None, "occurred_at": at}
            complete_all(rows=[row | more], **who)
        elif what == "recalled":
            answer_recall(lesson=self.lesson, stage=which, answers=[], answered_at=at, sent_at=None, **who)
        else:
            told = {"opened_at": at} if what == "opened" else {what: _said(what, which), f"{what}_at": at}
            if offline:
                keep_all(rows=[row | told], **who)
            else:
                keep_learning(lesson=self.lesson, told=told, **who)

    def pictures(self, member: Actor) -> tuple[str, bool]:
        """What the learner reads of themselves, and whether the secretary finds them in the list."""
        listed = list_without_word(actor=self.secretary, branch=self.branch, lesson=self.lesson, after=None, limit=100)
        shown = get_lesson(actor=member, lesson=self.lesson)["learning"]
        return shown["state"], member.person in {one["id"] for one in listed}


def _said(what: str, which: Any) -> Any:
    return {"block": which, "part": 1, "heard": "", "seconds": which} if what == "place" else which


@given(data=st.data(), events=st.lists(EVENTS, min_size=1, max_size=7))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_learner_and_secretary_agree_after_any_interleaving(room: Room, data: st.DataObject, events: list[Any]) -> None:
    repeats = data.draw(st.lists(st.sampled_from(events), max_size=4))
    tellings = [events, data.draw(st.permutations([*events, *repeats]))]
    ends = []
    for telling in tellings:
        member = room.member()
        for event in telling:
            _try(room, member, event, offline=data.draw(st.booleans()))
            state, listed = room.pictures(member)
            assert listed == (state == "none")
        ends.append((state, _kept(member)))
    assert ends[0] == ends[1]


def test_the_pictures_would_differ_if_one_of_them_were_wrong(room: Room) -> None:
    """The control: a reason that is only in the learner's document for another lesson is no reason here."""
    member = room.member()
    other = make_lesson(Lesson.collection().find_one({"_id": room.lesson})["course"])
    keep_learning(actor=member, lesson=other, told={"excuse": BUSY, "excuse_at": room.now}, now=room.now)
    assert room.pictures(member) == ("none", True)


def _try(room: Room, member: Actor, event: Any, *, offline: bool) -> None:
    """A recall before its completion is refused, and the phone sends it again later."""
    try:
        room.tell(member, event, offline=offline)
    except DomainError:
        return


def _kept(member: Actor) -> dict[str, Any]:
    """The stored document without what differs for another member; a refused recall may be missing."""
    found = Learning.collection().find_one({"person": member.person}) or {}
    return {name: found.get(name) for name in ("opened_at", "place", "excuse")}


@pytest.fixture
def room(clean: None) -> Room:
    return Room()
