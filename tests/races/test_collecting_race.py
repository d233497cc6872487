"""A reviewer approves while the author changes the text: what was read is what goes on the wall."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from bson import ObjectId

from factories.collecting import draft_body
from factories.events import make_event
from factories.people import make_branch
from support.api import client_id
from support.racing import at_once
from weiguang.access.actor import Actor, Role
from weiguang.errors import DomainError
from weiguang.storage.clock import utc_now
from weiguang.wishes.collecting.drafting import create_draft, edit_draft
from weiguang.wishes.collecting.reviewing import review_wish
from weiguang.wishes.models import Wish

WISHES = 40
READ, CHANGED = "我喜欢跑步，想要一双防滑的运动鞋。", "改过的一句话，还没有人审核过。"

Approve = Callable[[Actor, str], None]


def careful(reviewer: Actor, wish: str) -> None:
    """The product's own approval of the text that was read, version 1."""
    review_wish(actor=reviewer, wish=wish, client_id=client_id(), decision="approve", note="", version=1, now=utc_now())


def naive(reviewer: Actor, wish: str) -> None:
    """The negative control: read, think, save."""
    if Wish.collection().find_one({"_id": wish})["state"] == "collected":
        time.sleep(0.03)
        Wish.collection().update_one({"_id": wish}, {"$set": {"state": "reviewed"}})


class Fair:
    """A fair with collected wishes, their author and a reviewer."""

    def __init__(self) -> None:
        root = make_branch(kind="committee")
        self.author = Actor(person=ObjectId(), roles=(Role("social_worker", root),))
        self.reviewer = Actor(person=ObjectId(), roles=(Role("committee", root),))
        self.fair = make_event(root, fair=True)
        self.wishes = [self.collect() for _ in range(WISHES)]

    def collect(self) -> str:
        body = draft_body(story=READ)
        who = {"client_id": body.pop("client_id"), "identity": body.pop("beneficiary")}
        made, _ = create_draft(actor=self.author, fair=self.fair, draft=body, now=utc_now(), **who)
        return str(made["_id"])

    def change(self, wish: str) -> None:
        edit_draft(actor=self.author, wish=wish, version=1, changes={"story": CHANGED}, identity={}, now=utc_now())

    def approved_unread(self, approve: Approve) -> int:
        """Let both act on every wish at once; count the texts that were approved and never read."""
        for wish in self.wishes:
            at_once(partial(_try, approve, self.reviewer, wish), partial(_try, self.change, wish))
        return Wish.collection().count_documents({"state": "reviewed", "story": CHANGED})


def _try(act: Callable[..., Any], *told: Any) -> None:
    with suppress(DomainError):  # one of the two is told that the other was faster
        act(*told)


@pytest.fixture
def fair(clean: None) -> Fair:
    return Fair()


def test_only_what_was_read_is_approved(fair: Fair) -> None:
    assert fair.approved_unread(careful) == 0
    states = {wish["state"] for wish in Wish.collection().find({"story": CHANGED})}
    assert states <= {"collected"}


def test_the_control_approves_what_nobody_read(fair: Fair) -> None:
    assert fair.approved_unread(naive) > 0


def test_one_form_sent_many_times_at_once_is_one_wish(fair: Fair) -> None:
    body = draft_body()
    who = {"client_id": body.pop("client_id"), "identity": body.pop("beneficiary")}

    def send(_: int) -> str:
        made, _new = create_draft(actor=fair.author, fair=fair.fair, draft=body, now=utc_now(), **who)
        return str(made["_id"])

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(16)))) == 1


def test_many_forms_at_once_have_different_serials(fair: Fair) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: fair.collect(), range(12)))
    serials = [wish["serial"] for wish in Wish.collection().find({}, {"serial": 1})]
    assert sorted(serials) == list(range(1, WISHES + 13))
