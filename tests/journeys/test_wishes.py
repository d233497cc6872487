"""The wall: lists, one wish, its QR code."""

from __future__ import annotations

import pytest
from bson import ObjectId

from factories.events import make_event
from factories.people import make_branch
from factories.wishes import claim_body, make_wish
from support.api import Caller

PRIVATE = {"name", "phone", "message", "who", "claim", "sealed", "line", "ledger_due", "returned"}


@pytest.fixture
def fair(clean: None) -> ObjectId:
    return make_event(make_branch(kind="committee"), fair=True)


def codes(caller: Caller, query: str) -> list[str]:
    return [item["code"] for item in caller.get(f"/wishes?{query}").get_json()["items"]]


def test_wishes_come_by_serial_in_pages(nobody: Caller, fair: ObjectId) -> None:
    made = [make_wish(fair) for _ in range(5)]
    first = nobody.get("/wishes?limit=3").get_json()
    rest = nobody.get(f"/wishes?limit=3&cursor={first['next']}").get_json()
    assert [item["code"] for item in first["items"] + rest["items"]] == made
    assert rest["next"] is None


def test_the_wall_is_split_by_fair_state_group_and_district(nobody: Caller, fair: ObjectId) -> None:
    other = make_event(make_branch(kind="committee"), fair=True)
    plain, child = make_wish(fair), make_wish(fair, group="困境儿童")
    done, far = make_wish(fair, state="delivered"), make_wish(other, district="象山县")
    assert codes(nobody, f"fair={fair}&state=open") == [plain, child]
    assert codes(nobody, "group=困境儿童") == [child]
    assert codes(nobody, "state=delivered") == [done]
    assert codes(nobody, "district=象山县") == [far]


def test_filters_and_search_combine(nobody: Caller, fair: ObjectId) -> None:
    """Each wish but the first misses one of what is asked for."""
    wanted = {"group": "困境儿童", "district": "余姚市", "organisation": "余姚市萤火助学公益社", "item": "一盏护眼台灯"}
    mine = make_wish(fair, **wanted)
    for name, other in (("group", "困难老人"), ("district", "海曙区"), ("organisation", "别的单位"), ("item", "足球")):
        make_wish(fair, **(wanted | {name: other}))
    make_wish(fair, state="claimed", **wanted)
    asked = "&".join(f"{name}={value}" for name, value in wanted.items() if name != "item")
    found = nobody.get(f"/wishes?fair={fair}&state=open&{asked}&q=台灯").get_json()["items"]
    assert [one["code"] for one in found] == [mine]


def test_a_wish_is_found_by_item_serial_or_code(nobody: Caller, fair: ObjectId) -> None:
    wanted = make_wish(fair, item="一个 (大) 书包*", serial=70_001)
    make_wish(fair, item="一台风扇")
    for words in ("书包", "(大)", "包*", "70001", wanted, wanted.lower()):
        assert codes(nobody, f"q={words}") == [wanted], words
    assert codes(nobody, "q=.*") == []


@pytest.mark.parametrize(
    "query", ["state=lost", "group=x", "fair=1", "cursor=e30", "limit=101", "q=", "state[$ne]=open"]
)
def test_a_bad_query_is_refused(nobody: Caller, query: str) -> None:
    assert nobody.get(f"/wishes?{query}").status_code == 422


def test_the_public_wish_holds_nothing_private(nobody: Caller, fair: ObjectId) -> None:
    wish = make_wish(fair)
    nobody.put(f"/wishes/{wish}/claim", claim_body(message="祝您安康"))
    listed = nobody.get("/wishes").get_json()["items"][0]
    shown = nobody.get(f"/wishes/{wish}").get_json()
    assert PRIVATE.isdisjoint(listed)
    assert shown["claim"] == {"mine": False}
    assert "王" not in str(shown)
    assert "祝您安康" not in str(shown)


def test_codes_are_case_blind_and_unknown_ones_not_found(nobody: Caller, fair: ObjectId) -> None:
    wish = make_wish(fair)
    assert nobody.get(f"/wishes/{wish.lower()}").get_json()["code"] == wish
    for unknown in ("ZZZZZ2", "x", "%24ne", "ABC-23", "ＡＢＣ２３４"):
        assert nobody.get(f"/wishes/{unknown}").status_code == 404


def test_an_open_wish_shows_no_claim_and_nothing_similar(nobody: Caller, fair: ObjectId) -> None:
    wish, _ = make_wish(fair), make_wish(fair)
    shown = nobody.get(f"/wishes/{wish}").get_json()
    assert (shown["claim"], shown["similar"]) == (None, [])


def test_a_taken_wish_shows_three_like_it_first_of_its_group_then_of_its_district(
    nobody: Caller, fair: ObjectId
) -> None:
    taken = make_wish(fair, state="claimed")
    make_wish(fair, group="困境儿童", district="象山县")
    near = [make_wish(fair, group="困境儿童") for _ in range(3)]
    same = make_wish(fair, district="象山县")
    similar = nobody.get(f"/wishes/{taken}").get_json()["similar"]
    assert [wish["code"] for wish in similar] == [same, *near[:2]]


def test_the_qr_code_is_an_image_that_may_be_kept(nobody: Caller, fair: ObjectId) -> None:
    answer = nobody.get(f"/wishes/{make_wish(fair)}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.data.startswith(b"<svg ")
    assert "max-age=2592000" in answer.headers["Cache-Control"]
    assert nobody.get("/wishes/ZZZZZ2/qr.svg").status_code == 404
