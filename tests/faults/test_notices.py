"""Workers that die half-way, and workers that share: nothing is lost and nobody gets a notice twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.notices import notice_body
from factories.people import make_branch, make_person, open_session
from fakes.push_service import Browser, PushService, installed
from support.api import Caller
from weiguang.access.actor import Actor
from weiguang.notices import pushing, sending, subscriptions
from weiguang.notices.models import Delivery, InboxRow, Notice
from weiguang.participation.models import Participation
from weiguang.settings import Settings
from weiguang.storage.clock import utc_now

PEOPLE = 12
Settle = Callable[[], None]


@pytest.fixture
def service(settings: Settings, clean: None) -> Iterator[PushService]:
    with installed(settings) as running:
        yield running


@pytest.fixture
def browsers(service: PushService, nobody: Caller, monkeypatch: pytest.MonkeyPatch) -> list[Browser]:
    """A dozen members with a browser each, and a notice to them all that waits to be sent, four people a page."""
    monkeypatch.setattr(sending, "PEOPLE_A_PAGE", 4)
    branch = make_branch(kind="committee")
    secretary = nobody.sign_in(make_person(roles=[("secretary", branch)])[1])
    made = [service.browser() for _ in range(PEOPLE)]
    for browser in made:
        subscribe(make_person(formal=branch)[0], browser)
    assert secretary.post("/notices", notice_body({"branches": [str(branch)]})).status_code == 201
    return made


def subscribe(person: ObjectId, browser: Browser) -> None:
    said, session = browser.subscription(), open_session(person)
    actor = Actor(person=person, session=session)
    subscriptions.save_subscription(actor=actor, endpoint=said["endpoint"], now=utc_now(), **said["keys"])


def let_leases_run_out() -> None:
    past = {"$set": {"due_at": utc_now() - timedelta(seconds=1)}}
    for model in (Notice, Delivery):
        model.collection().update_many({"state": "sending"}, past)


def everybody_got_it_once(browsers: list[Browser]) -> bool:
    rows = InboxRow.collection().count_documents({})
    counted = Participation.collection().count_documents({"kind": "notice"})
    return (rows, counted, [len(browser.received) for browser in browsers]) == (PEOPLE, 1, [1] * PEOPLE)


def test_a_worker_killed_before_its_page_is_replaced(browsers: list[Browser], settle: Settle) -> None:
    sending.send_page(owner="dead", now=utc_now())
    assert sending.claim(owner="dead", now=utc_now()) is not None
    settle()
    assert InboxRow.collection().count_documents({}) == 4
    let_leases_run_out()
    settle()
    assert everybody_got_it_once(browsers)


def test_a_page_walked_twice_is_a_page_walked_once(browsers: list[Browser], settle: Settle) -> None:
    sending.send_page(owner="dead", now=utc_now())
    Notice.collection().update_one({}, {"$set": {"cursor": None}})
    settle()
    assert everybody_got_it_once(browsers)


def test_a_worker_that_lost_its_lease_moves_nothing_back(browsers: list[Browser], settle: Settle) -> None:
    slow = sending.claim(owner="slow", now=utc_now())
    assert slow is not None
    let_leases_run_out()
    settle()
    sending._save(slow, {"state": "sending", "cursor": None})
    assert Notice.collection().find_one({})["state"] == "sent"
    assert everybody_got_it_once(browsers)


def test_a_ledger_row_without_its_end_is_counted_once(browsers: list[Browser], settle: Settle) -> None:
    settle()
    Notice.collection().update_one({}, {"$set": {"state": "sending", "due_at": utc_now()}})
    settle()
    assert everybody_got_it_once(browsers)


def test_pushes_of_a_killed_worker_come_back(browsers: list[Browser], settle: Settle) -> None:
    while sending.send_page(owner="test", now=utc_now()):
        pass
    assert len(pushing.take(5, owner="dead")) == 5
    settle()
    assert sum(len(browser.received) for browser in browsers) == PEOPLE - 5
    let_leases_run_out()
    settle()
    assert everybody_got_it_once(browsers)


def test_without_the_lease_a_push_would_go_out_twice(browsers: list[Browser], settle: Settle) -> None:
    """The negative control: rows that are given back although their worker lives are pushed again."""
    settle()
    Delivery.collection().update_many({}, {"$set": {"state": "queued", "results": {}}})
    settle()
    assert not everybody_got_it_once(browsers)


def test_two_workers_share_the_queue(browsers: list[Browser]) -> None:
    while sending.send_page(owner="test", now=utc_now()):
        pass
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda number: pushing.take(5, owner=f"worker-{number}"), range(4)))
    ids: list[Any] = [delivery["_id"] for share in taken for delivery in share]
    assert len(ids) == len(set(ids))
    assert len(ids) + len(pushing.take(PEOPLE, owner="rest")) == PEOPLE
