"""Fairs and their boards."""

from __future__ import annotations

import pytest
from bson import ObjectId

from factories.events import make_event
from factories.people import make_branch
from factories.wishes import claim_body, make_wish
from support.api import Caller
from weiguang.wishes.boards import forget_boards


@pytest.fixture
def root(clean: None) -> ObjectId:
    return make_branch(kind="committee")


@pytest.fixture
def fair(root: ObjectId) -> ObjectId:
    made = make_event(root, title="鼓楼集市", fair=True)
    for state in ("claimed", "ready", "delivered", "closed", "funded", "withdrawn"):
        make_wish(made, state=state)
    make_wish(made, group="困境儿童", district="象山县")
    return made


def test_the_board_counts_what_the_words_say(nobody: Caller, fair: ObjectId) -> None:
    board = nobody.get(f"/fairs/{fair}/board").get_json()
    assert (board["collected"], board["claimed"], board["open"], board["delivered"]) == (6, 5, 1, 2)
    assert board["by_group"][0] == {"group": "困境儿童", "collected": 1, "claimed": 0, "open": 1}
    assert {row["district"]: row["collected"] for row in board["by_district"]} == {"海曙区": 5, "象山县": 1}


def test_the_board_names_the_last_eight_claims_and_nobody(nobody: Caller, fair: ObjectId) -> None:
    made = [make_wish(fair) for _ in range(9)]
    for wish in made:
        nobody.put(f"/wishes/{wish}/claim", claim_body())
    board = nobody.get(f"/fairs/{fair}/board").get_json()
    assert [claim["code"] for claim in board["recent"]] == made[:0:-1]
    assert "王" not in str(board)


def test_an_unchanged_board_is_304_and_a_changed_one_is_not(nobody: Caller, fair: ObjectId) -> None:
    path, wish = f"/fairs/{fair}/board", make_wish(fair)
    seen = {"If-None-Match": nobody.get(path).headers["ETag"]}
    assert nobody.get(path, headers=seen).status_code == 304
    forget_boards()
    assert nobody.get(path, headers=seen).status_code == 304  # computed again, with the same figures
    nobody.put(f"/wishes/{wish}/claim", claim_body())
    forget_boards()
    assert nobody.get(path, headers=seen).status_code == 200


def test_a_board_is_computed_once_a_second(nobody: Caller, fair: ObjectId) -> None:
    first = nobody.get(f"/fairs/{fair}/board").get_json()
    assert nobody.get(f"/fairs/{fair}/board").get_json()["as_of"] == first["as_of"]


def test_only_a_fair_has_a_board(nobody: Caller, root: ObjectId) -> None:
    for event in (make_event(root), ObjectId(), "nonsense"):
        assert nobody.get(f"/fairs/{event}/board").status_code == 404


def test_fairs_come_newest_first_with_their_figures(nobody: Caller, root: ObjectId, fair: ObjectId) -> None:
    newer = make_event(root, fair=True, date="2024-06-28")
    make_event(root, date="2025-06-28")
    first = nobody.get("/fairs?limit=1").get_json()
    rest = nobody.get(f"/fairs?limit=1&cursor={first['next']}").get_json()
    assert [first["items"][0]["id"], rest["items"][0]["id"]] == [str(newer), str(fair)]
    assert rest["items"][0]["venue"] == "鼓楼地铁站甬城惠客厅"
    assert (rest["items"][0]["collected"], rest["items"][0]["open"]) == (6, 1)
