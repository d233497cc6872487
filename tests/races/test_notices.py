"""The same notice tapped many times at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask

from factories.notices import notice_body
from factories.people import make_branch, make_person
from weiguang.access.actor import Actor, Role
from weiguang.errors import ClientIdReused
from weiguang.notices.composing import write_notice
from weiguang.notices.models import Notice
from weiguang.storage.clock import utc_now

TAPS = 8


@pytest.fixture
def actor(app: Flask, clean: None) -> Actor:
    branch = make_branch(kind="committee")
    return Actor(person=make_person(formal=branch)[0], roles=(Role("secretary", branch),))


def tap_together(actor: Actor, bodies: list[dict[str, Any]]) -> list[tuple[ObjectId | None, bool]]:
    def tap(body: dict[str, Any]) -> tuple[ObjectId | None, bool]:
        usual = {"urgency": "normal", "channels": ["inbox"], "send_at": None, "expires_at": None}
        try:
            notice, new = write_notice(actor=actor, now=utc_now(), **usual, **body)
        except ClientIdReused:
            return None, False
        return notice["_id"], new

    with ThreadPoolExecutor(TAPS) as pool:
        return list(pool.map(tap, bodies))


def test_one_notice_comes_of_many_taps(actor: Actor) -> None:
    body = notice_body({"branches": [actor.roles[0].branch]})
    answers = tap_together(actor, [body] * TAPS)
    assert [new for _, new in answers].count(True) == 1
    assert len({notice for notice, _ in answers}) == 1
    assert Notice.collection().count_documents({}) == 1


def test_of_two_texts_under_one_client_id_one_is_refused(actor: Actor) -> None:
    body = notice_body({"branches": [actor.roles[0].branch]})
    answers = tap_together(actor, [body, body | {"title": "另一条"}] * (TAPS // 2))
    assert [notice for notice, _ in answers].count(None) == TAPS // 2
    assert Notice.collection().count_documents({}) == 1


def test_taps_with_ids_of_their_own_are_many_notices(actor: Actor) -> None:
    """The negative control."""
    audience = {"branches": [actor.roles[0].branch]}
    tap_together(actor, [notice_body(audience) for _ in range(TAPS)])
    assert Notice.collection().count_documents({}) == TAPS
