"""Thirty-two threads check the same person in at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bson import ObjectId

from factories.checkins import make_point, scan
from factories.people import make_branch, make_person
from support.api import client_id
from support.racing import many_at_once
from weiguang.access.actor import Actor
from weiguang.checkins import checking_in, rows
from weiguang.checkins.service import ensure_event_point
from weiguang.participation.models import Participation
from weiguang.storage.clock import utc_now

THREADS = 32


@pytest.fixture
def scanning(clean: None) -> Callable[[str], bool]:
    """One person scanning one code, under a client id; tells whether the check-in is new."""
    root = make_branch(kind="committee")
    person, _ = make_person()
    now = utc_now()
    body = scan(make_point(root), now) | {"scanned_at": now, "sent_at": None}

    def check_in(name: str) -> bool:
        return checking_in.check_in(actor=Actor(person=person), client_id=name, now=now, **body)[1]

    return check_in


def test_one_person_checked_in_by_32_threads_is_one_row(scanning: Callable[[str], bool]) -> None:
    assert sum(many_at_once(lambda _: scanning(client_id()), THREADS)) == 1
    assert Participation.collection().count_documents({}) == 1


def test_one_request_sent_32_times_at_once_is_one_row(scanning: Callable[[str], bool]) -> None:
    name = client_id()
    assert sum(many_at_once(lambda _: scanning(name), THREADS)) == 1
    assert Participation.collection().count_documents({}) == 1


def test_without_the_natural_key_there_would_be_many(
    scanning: Callable[[str], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = rows.make_row
    monkeypatch.setattr(rows, "make_row", lambda _key, **row: honest(f"checkin:{ObjectId()}", **row))
    assert sum(many_at_once(lambda _: scanning(client_id()), THREADS)) == THREADS
    assert Participation.collection().count_documents({}) == THREADS


def test_an_event_whose_desk_opens_32_times_at_once_has_one_point(clean: None) -> None:
    root = make_branch(kind="committee")
    event = {"_id": ObjectId(), "title": "公益集市", "branch": root, "line": [root]}
    points = many_at_once(lambda _: ensure_event_point(event), THREADS)
    assert len({(point["_id"], point["secret"]) for point in points}) == 1
