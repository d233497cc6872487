"""Claiming a wish, giving it back, and what the ledger makes of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId

from factories.events import make_event
from factories.people import make_branch, make_person
from factories.wishes import claim_body, make_wish
from support.api import Caller, client_id
from weiguang.participation.models import Participation
from weiguang.participation.recording import fingerprint
from weiguang.wishes import jobs, life, releasing
from weiguang.wishes.models import Wish
from weiguang.wishes.releasing import reopen
from weiguang.work.worker import Worker

Settle = Callable[[], None]


class Wall:
    """A fair of the root committee with one open wish; a member of a formal branch."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.other = make_branch(parent=self.root, kind="committee", name="区委员会")
        self.formal = make_branch(parent=self.other, name="正式支部")
        self.fair = make_event(self.root, fair=True)
        self.wish = make_wish(self.fair)
        self.member = self.person(formal=self.formal)

    def person(self, **more: object) -> Caller:
        _, phone = make_person(**more)
        return self.nobody.sign_in(phone)

    def claim(self, who: Caller, body: dict[str, object], wish: str = "") -> tuple[int, dict[str, object]]:
        answer = who.put(f"/wishes/{wish or self.wish}/claim", body)
        return answer.status_code, answer.get_json()

    def give_back(self, who: Caller, body: dict[str, object] | None = None) -> tuple[int, str | None]:
        answer = who.delete(f"/wishes/{self.wish}/claim", body)
        return answer.status_code, answer.get_json()["code"] if answer.data else None

    def counted(self, measure: str = "attendances", branch: ObjectId | None = None, by_day: bool = False) -> int:
        scope = f"&branch={branch}" if branch else ""
        counts = self.nobody.get(f"/participation/counts?kind=claim&measure={measure}{scope}&by=day").get_json()
        return sum(row["exact"] for row in counts["rows"]) if by_day else counts["exact"]


@pytest.fixture
def wall(nobody: Caller) -> Wall:
    return Wall(nobody)


def test_a_citizen_claims_without_an_account(wall: Wall) -> None:
    status, answer = wall.claim(wall.nobody, claim_body(phone="138 1234 1234", message="祝您安康"))
    assert status == 201
    assert (answer["name_masked"], answer["phone_masked"]) == ("王**", "138****1234")
    assert len(answer["next_steps"]) == 4
    assert wall.nobody.get(f"/wishes/{wall.wish}").get_json()["state"] == "claimed"


def test_the_same_request_again_is_answered_the_same(wall: Wall) -> None:
    body = claim_body()
    first, second = wall.claim(wall.nobody, body), wall.claim(wall.nobody, body)
    assert (first[0], second[0]) == (201, 200)
    assert first[1] == second[1]


def test_a_repeat_is_known_across_the_upgrade_that_brought_organisations(wall: Wall) -> None:
    body = claim_body(message="祝您安康")
    wall.claim(wall.nobody, body)
    kept = Wish.collection().find_one({"_id": wall.wish})["claim"]
    before = fingerprint(wall.wish, kept["identity"], "祝您安康")
    Wish.collection().update_one({"_id": wall.wish}, {"$set": {"claim.fingerprint": before}})
    assert wall.claim(wall.nobody, body)[0] == 200


def test_claiming_and_giving_back_without_end_does_not_outgrow_the_document(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "HISTORY_KEPT", 5)
    for body in (claim_body() for _ in range(4)):
        wall.claim(wall.nobody, body)
        wall.give_back(wall.nobody, {"client_id": body["client_id"]})
    acts = [line["act"] for line in Wish.collection().find_one({"_id": wall.wish})["history"]]
    assert acts == ["give_back", "claim", "give_back", "claim", "give_back"]


def test_the_same_release_sent_twice_at_once_is_one(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(*found: Any, **how: Any) -> None:
        for _ in range(2):
            reopen(*found, **how)

    monkeypatch.setattr(releasing, "reopen", twice)
    wall.claim(wall.nobody, claim_body())
    organiser = wall.person(roles=[("organiser", wall.root)])
    assert organiser.post(f"/wishes/{wall.wish}/release", {"client_id": client_id()}).status_code == 204


def test_the_same_phone_and_name_are_the_same_claimant(wall: Wall) -> None:
    body = claim_body()
    _, first = wall.claim(wall.nobody, body)
    assert wall.claim(wall.nobody, body | {"client_id": client_id()}) == (200, first)
    assert wall.claim(wall.nobody, body | {"client_id": client_id(), "name": "李四"})[0] == 409


def test_a_member_claims_as_themselves_from_any_phone(wall: Wall) -> None:
    _, first = wall.claim(wall.member, claim_body())
    assert wall.claim(wall.member, claim_body()) == (200, first)
    seen = wall.member.get(f"/wishes/{wall.wish}").get_json()["claim"]
    assert seen == {"mine": True, "number": first["number"], "promise_by": first["promise_by"]}
    assert [claim["number"] for claim in wall.member.get("/me/claims").get_json()["items"]] == [first["number"]]


def test_nobody_else_learns_a_members_number_by_phone_and_name(wall: Wall) -> None:
    body = claim_body()
    wall.claim(wall.member, body)
    assert wall.claim(wall.nobody, body | {"client_id": client_id()})[0] == 409


def test_anybody_else_is_told_kindly_and_shown_similar_wishes(wall: Wall) -> None:
    like_it = make_wish(wall.fair)
    wall.claim(wall.nobody, claim_body())
    status, problem = wall.claim(wall.nobody, claim_body())
    assert (status, problem["code"]) == (409, "wish_already_claimed")
    assert [wish["code"] for wish in problem["similar"]] == [like_it]
    assert "谢谢您的心意" in problem["detail"]


@pytest.mark.parametrize("state", ["ready", "delivered", "closed", "funded", "withdrawn"])
def test_only_an_open_wish_can_be_claimed(wall: Wall, state: str) -> None:
    wish = make_wish(wall.fair, state=state)
    assert wall.claim(wall.nobody, claim_body(), wish)[1]["code"] == "wish_already_claimed"


def test_a_client_id_with_another_body_is_refused(wall: Wall) -> None:
    body = claim_body()
    wall.claim(wall.nobody, body)
    assert wall.claim(wall.nobody, body | {"message": "换一句"})[1]["code"] == "client_id_reused"


def test_a_client_id_claims_one_wish(wall: Wall) -> None:
    body, free, taken = claim_body(), make_wish(wall.fair), make_wish(wall.fair, state="claimed")
    wall.claim(wall.nobody, body)
    assert wall.claim(wall.nobody, body, free)[1]["code"] == "client_id_reused"
    assert wall.claim(wall.nobody, body, taken)[1]["code"] == "client_id_reused"
    assert wall.nobody.get(f"/wishes/{free}").get_json()["state"] == "open"


def test_an_unknown_wish_is_not_found(wall: Wall) -> None:
    assert wall.claim(wall.nobody, claim_body(), "ZZZZZ2")[0] == 404
    assert wall.nobody.delete("/wishes/ZZZZZ2/claim", {"client_id": client_id()}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", {"$ne": ""}),
        ("name", ""),
        ("name", "王" * 31),
        ("phone", {"$gt": ""}),
        ("phone", "12345"),
        ("phone", None),
        ("consent", False),
        ("consent", "true"),
        ("client_id", "1"),
        ("client_id", {"$ne": ""}),
        ("message", "长" * 201),
        ("message", ["a"]),
        ("state", "open"),
    ],
)
def test_bad_input_is_refused_and_takes_nothing(wall: Wall, field: str, value: object) -> None:
    status, problem = wall.claim(wall.nobody, claim_body(**{field: value}))
    assert (status, problem["errors"][0]["field"]) == (422, field)
    assert wall.nobody.get(f"/wishes/{wall.wish}").get_json()["state"] == "open"


def test_text_that_looks_like_an_operator_is_only_text(wall: Wall) -> None:
    status, answer = wall.claim(wall.nobody, claim_body(name="$state", message='$$ROOT {"$ne":""}'))
    assert (status, answer["name_masked"]) == (201, "$*****")


def test_the_claimant_gives_back_by_client_id(wall: Wall) -> None:
    body = claim_body()
    wall.claim(wall.nobody, body)
    assert wall.give_back(wall.nobody) == (403, "claim_not_yours")
    assert wall.give_back(wall.nobody, {"client_id": client_id()}) == (403, "claim_not_yours")
    assert wall.give_back(wall.member) == (403, "claim_not_yours")
    assert wall.give_back(wall.nobody, {"client_id": body["client_id"]}) == (204, None)
    assert wall.give_back(wall.nobody, {"client_id": body["client_id"]}) == (204, None)
    assert wall.give_back(wall.nobody) == (409, "wish_not_claimed")


def test_a_member_gives_back_by_account_and_somebody_else_may_claim(wall: Wall) -> None:
    wall.claim(wall.member, claim_body())
    assert wall.give_back(wall.member)[0] == 204
    assert wall.claim(wall.nobody, claim_body())[0] == 201
    assert wall.member.get("/me/claims").get_json()["items"] == []


def test_a_late_repeat_of_a_give_back_leaves_the_next_claim_alone(wall: Wall) -> None:
    body = claim_body()
    wall.claim(wall.member, body)
    wall.give_back(wall.member, {"client_id": body["client_id"]})
    wall.claim(wall.member, claim_body())
    assert wall.give_back(wall.member, {"client_id": body["client_id"]}) == (204, None)
    assert wall.nobody.get(f"/wishes/{wall.wish}").get_json()["state"] == "claimed"


def test_a_late_repeat_of_a_claim_given_back_takes_nothing(wall: Wall) -> None:
    body = claim_body()
    wall.claim(wall.nobody, body)
    wall.give_back(wall.nobody, {"client_id": body["client_id"]})
    assert wall.claim(wall.nobody, body)[1]["code"] == "claim_given_back"
    assert wall.claim(wall.nobody, body | {"client_id": client_id()})[0] == 201


def test_an_organiser_releases_within_their_reach(wall: Wall) -> None:
    above, below = wall.person(roles=[("organiser", wall.root)]), wall.person(roles=[("organiser", wall.other)])
    wall.claim(wall.nobody, claim_body())
    path, once = f"/wishes/{wall.wish}/release", {"client_id": client_id()}
    assert [who.post(path, once).status_code for who in (wall.nobody, wall.member, below)] == [401, 403, 403]
    assert above.post(path, once).status_code == 204
    wall.claim(wall.nobody, claim_body())
    assert above.post(path, once).status_code == 204  # a repeat releases nothing more
    assert wall.nobody.get(f"/wishes/{wall.wish}").get_json()["state"] == "claimed"
    assert above.post("/wishes/ZZZZZ2/release", once).status_code == 404


def test_a_claim_counts_once_for_the_members_branch_and_all_above(wall: Wall, settle: Settle) -> None:
    wall.claim(wall.member, claim_body())
    settle()
    assert [wall.counted(branch=branch) for branch in (None, wall.root, wall.other, wall.formal)] == [1, 1, 1, 1]
    assert wall.counted("people") == 1
    row = wall.member.get("/me/participation").get_json()["items"][0]
    assert (row["kind"], row["title"]) == ("claim", "一把四脚拐杖")


def test_a_citizens_claim_counts_for_the_host(wall: Wall, settle: Settle) -> None:
    wall.claim(wall.nobody, claim_body())
    settle()
    assert [wall.counted(branch=branch) for branch in (None, wall.root, wall.other)] == [1, 1, 0]


@pytest.mark.parametrize("between", [True, False], ids=["counted in between", "all at once"])
def test_a_claim_given_back_nets_to_zero(wall: Wall, settle: Settle, between: bool) -> None:
    body = claim_body()
    wall.claim(wall.nobody, body)
    if between:
        settle()
        assert (wall.counted(), wall.counted("people")) == (1, 1)
    wall.give_back(wall.nobody, {"client_id": body["client_id"]})
    settle()
    assert (wall.counted(), wall.counted("people"), wall.counted("people", wall.root)) == (0, 0, 0)
    assert wall.counted(by_day=True) == 0


def test_claiming_again_after_giving_back_counts_once(wall: Wall, settle: Settle) -> None:
    for _ in range(3):
        wall.claim(wall.member, claim_body())
        wall.give_back(wall.member)
    wall.claim(wall.member, claim_body())
    settle()
    assert (wall.counted(), wall.counted("people")) == (1, 1)


def test_deriving_twice_writes_one_row(wall: Wall) -> None:
    wall.claim(wall.nobody, claim_body())
    due = Wish.collection().find_one({"_id": wall.wish})["ledger_due"]
    assert [jobs.run_deriving(Worker(name="test")) for _ in range(2)] == [1, 0]
    Wish.collection().update_one({"_id": wall.wish}, {"$set": {"ledger_due": due}})  # as after a crash in between
    assert jobs.run_deriving(Worker(name="test")) == 1
    assert Participation.collection().count_documents({}) == 1


def test_names_and_phones_are_sealed_and_never_logged(wall: Wall, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "weiguang")
    wall.claim(wall.nobody, claim_body(name="欧阳锋", phone="13812341234"))
    stored = str(Wish.collection().find_one({"_id": wall.wish}))
    for private in ("欧阳锋", "13812341234"):
        assert private not in stored
        assert private not in caplog.text


def test_my_claims_come_latest_first_in_pages(wall: Wall) -> None:
    made = [make_wish(wall.fair) for _ in range(3)]
    for wish in made:
        wall.claim(wall.member, claim_body(), wish)
    first = wall.member.get("/me/claims?limit=2").get_json()
    rest = wall.member.get(f"/me/claims?limit=2&cursor={first['next']}").get_json()
    assert [item["code"] for item in first["items"] + rest["items"]] == made[::-1]
    assert wall.nobody.get("/me/claims").status_code == 401
