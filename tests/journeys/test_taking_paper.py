"""Paper lists keyed in afterwards: true times, conflicts that nobody loses in silence, and deciding them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import Mock

import pytest

from factories.events import make_event
from factories.people import make_branch, make_person
from factories.wishes import claim_body, make_wish
from support.api import Caller, client_id
from weiguang.participation.models import Participation
from weiguang.storage.clock import local_day, utc_now
from weiguang.wishes.models import Wish
from weiguang.wishes.taking import jobs
from weiguang.wishes.taking.models import ClaimConflict
from weiguang.work.worker import Worker


def keyed(wish: object, claimed_at: datetime | None = None, **more: object) -> dict[str, object]:
    """One row as the keying page sends it."""
    moment = claimed_at or utc_now() - timedelta(hours=3)
    return claim_body(wish=str(wish), claimed_at=moment.isoformat()) | more


class Fair:
    """Today's fair with two open wishes, a volunteer and an organiser."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.fair = make_event(self.root, fair=True, date=local_day(utc_now()))
        self.wishes = [make_wish(self.fair) for _ in range(2)]
        self.volunteer, self.organiser = (self.person(role) for role in ("volunteer", "organiser"))

    def person(self, role: str) -> Caller:
        _, phone = make_person(roles=[(role, self.root)])
        return self.nobody.sign_in(phone)

    def key(self, *rows: object, who: Caller | None = None) -> list[dict[str, object]]:
        answer = (who or self.volunteer).post(f"/fairs/{self.fair}/paper-claims", list(rows))
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()["items"]

    def stored(self, number: int = 0) -> dict[str, object]:
        found = Wish.collection().find_one({"_id": self.wishes[number]})
        assert found is not None
        return found

    def claim(self, number: int = 0, **more: object) -> None:
        answer = self.nobody.put(f"/wishes/{self.wishes[number]}/claim", claim_body(**more))
        assert answer.status_code == 201

    def conflict(self, **more: object) -> dict[str, object]:
        """A remote claim, and a paper row for the same wish; the conflict that it left."""
        self.claim()
        self.key(keyed(self.wishes[0], **more))
        return next(one for one in self.conflicts() if one["kind"] == "paper")

    def conflicts(self, query: str = "") -> list[dict[str, object]]:
        return self.volunteer.get(f"/fairs/{self.fair}/conflicts{query}").get_json()["items"]

    def decide(self, conflict: dict[str, object], decision: str, client: str = "") -> tuple[int, str]:
        body = {"client_id": client or client_id(), "decision": decision, "note": "电话里说好了"}
        answer = self.organiser.post(f"/fairs/{self.fair}/conflicts/{conflict['id']}/resolve", body)
        return answer.status_code, answer.get_json()["code"] if answer.data else ""


@pytest.fixture
def fair(nobody: Caller) -> Fair:
    return Fair(nobody)


def test_a_paper_row_is_a_claim_at_its_true_time(fair: Fair, settle: Callable[[], None]) -> None:
    moment = (utc_now() - timedelta(days=1)).replace(microsecond=0)
    [answer] = fair.key(keyed(fair.stored()["serial"], moment))
    assert (answer["state"], answer["wish"]) == ("stored", fair.wishes[0])
    claim = fair.stored()["claim"]
    assert (claim["claimed_at"], claim["channel"], claim["confirmed"]) == (moment, "paper", True)
    settle()
    row = Participation.collection().find_one({"kind": "claim"})
    assert (row["occurred_at"], row["received_at"] > moment) == (moment, True)


def test_every_row_gets_its_own_answer(fair: Fair) -> None:
    row = keyed(fair.wishes[0])
    answers = fair.key(row, keyed("9999999"), keyed(fair.wishes[1], phone="12"), "什么", row)
    assert [answer["state"] for answer in answers] == ["stored", "refused", "refused", "refused", "duplicate"]
    assert [answer["client_id"] for answer in answers][3:] == ["", row["client_id"]]
    assert answers[2]["message"] == "请填写 11 位手机号"


def test_a_row_without_consent_is_refused(fair: Fair) -> None:
    assert fair.key(keyed(fair.wishes[0], consent=False))[0]["state"] == "refused"


def test_paper_goes_past_a_hold(fair: Fair) -> None:
    fair.nobody.put(f"/wishes/{fair.wishes[0]}/hold", {"client_id": client_id()})
    assert fair.key(keyed(fair.wishes[0]))[0]["state"] == "stored"


@pytest.mark.parametrize("away", [timedelta(hours=1), timedelta(days=-90)])
def test_a_time_that_cannot_be_is_refused(fair: Fair, away: timedelta) -> None:
    [answer] = fair.key(keyed(fair.wishes[0], utc_now() + away))
    assert (answer["state"], answer["code"]) == ("refused", "paper_time_out_of_range")


def test_paper_keyed_in_late_gets_a_day_that_can_be_kept(fair: Fair) -> None:
    fair.key(keyed(fair.wishes[0], utc_now() - timedelta(days=30)))
    assert fair.stored()["claim"]["promise_by"] > local_day(utc_now())


def test_the_same_person_on_paper_and_on_the_phone_is_no_conflict(fair: Fair) -> None:
    who = {"name": "王小明", "phone": "13712345678"}
    fair.claim(**who)
    assert fair.key(keyed(fair.wishes[0], **who))[0]["state"] == "duplicate"


def test_paper_for_a_wish_that_somebody_has_is_a_conflict_never_a_silent_loser(fair: Fair) -> None:
    fair.claim()
    row = keyed(fair.wishes[0])
    assert [fair.key(row)[0]["state"] for _ in range(2)] == ["conflict", "conflict"]
    [conflict] = fair.conflicts()
    assert (conflict["waiting"]["channel"], conflict["standing"]["channel"]) == ("paper", "remote")
    assert conflict["waiting"]["claimed_at"] < conflict["standing"]["claimed_at"]
    assert conflict["waiting"]["phone_masked"].count("*") == 4


def test_a_conflict_under_the_same_id_with_other_words_is_refused(fair: Fair) -> None:
    fair.claim()
    row = keyed(fair.wishes[0])
    fair.key(row)
    assert fair.key(row | {"name": "另一人"})[0]["code"] == "client_id_reused"


def test_only_who_helps_at_this_fair_keys_in_and_sees_conflicts(fair: Fair) -> None:
    _, phone = make_person(roles=[("volunteer", make_branch(kind="committee"))])
    stranger = fair.nobody.sign_in(phone)
    assert stranger.post(f"/fairs/{fair.fair}/paper-claims", [keyed(fair.wishes[0])]).status_code == 403
    assert stranger.get(f"/fairs/{fair.fair}/conflicts").status_code == 403
    assert fair.volunteer.post(f"/fairs/{fair.fair}/conflicts/{'0' * 24}/resolve", {}).status_code == 403


def test_giving_to_paper_moves_the_wish_and_leaves_somebody_to_call(fair: Fair, settle: Callable[[], None]) -> None:
    conflict = fair.conflict()
    assert fair.decide(conflict, "give_to_paper") == (204, "")
    assert fair.stored()["claim"]["channel"] == "paper"
    [todo] = fair.conflicts()
    assert (todo["kind"], todo["waiting"]["channel"]) == ("displaced", "remote")
    settle()
    counted = fair.nobody.get("/participation/counts?kind=claim&measure=attendances&by=day").get_json()
    assert counted["exact"] == 1


@pytest.mark.parametrize("decision", ["keep", "offered_other"])
def test_keeping_closes_the_conflict(fair: Fair, decision: str) -> None:
    conflict, once = fair.conflict(), client_id()
    assert [fair.decide(conflict, decision, once) for _ in range(2)] == [(204, ""), (204, "")]
    assert fair.decide(conflict, "give_to_paper") == (409, "claim_conflict_settled")
    assert (fair.stored()["claim"]["channel"], fair.conflicts()) == ("remote", [])


def test_giving_to_paper_takes_a_wish_that_is_open_again(fair: Fair) -> None:
    conflict = fair.conflict()
    assert fair.organiser.post(f"/wishes/{fair.wishes[0]}/release", {"client_id": client_id()}).status_code == 204
    assert fair.conflicts()[0]["standing"] is None
    assert fair.decide(conflict, "give_to_paper") == (204, "")
    assert (fair.stored()["claim"]["channel"], fair.conflicts()) == ("paper", [])


@pytest.mark.parametrize("state", ["ready", "delivered"])
def test_a_wish_that_is_ready_does_not_change_hands(fair: Fair, state: str) -> None:
    conflict = fair.conflict()
    Wish.collection().update_one({"_id": fair.wishes[0]}, {"$set": {"state": state}})
    assert fair.decide(conflict, "give_to_paper") == (409, "wish_wrong_state")
    assert [one["id"] for one in fair.conflicts()] == [conflict["id"]]
    assert fair.decide(conflict, "keep") == (204, "")


def test_a_decision_that_a_crash_left_is_carried_out_by_the_worker(fair: Fair) -> None:
    fair.conflict()
    made = {"choice": "give_to_paper", "client": client_id(), "by": "p:1", "note": "", "at": utc_now()}
    ClaimConflict.collection().update_one({}, {"$set": {"state": "deciding", "decision": made}})
    assert jobs.run_deciding(Worker(name="test")) == 0
    ClaimConflict.collection().update_one({}, {"$set": {"decision.at": utc_now() - 2 * jobs.PATIENCE}})
    assert jobs.run_deciding(Worker(name="test")) == 1
    assert fair.stored()["claim"]["channel"] == "paper"


def test_a_decision_carried_out_before_the_crash_takes_nothing_from_the_next(fair: Fair) -> None:
    row = keyed(fair.wishes[0])
    fair.claim()
    fair.key(row)
    fair.decide(fair.conflicts()[0], "give_to_paper")
    fair.nobody.delete(f"/wishes/{fair.wishes[0]}/claim", {"client_id": row["client_id"]})
    fair.claim()
    left = {"state": "deciding", "decision.at": utc_now() - 2 * jobs.PATIENCE}
    ClaimConflict.collection().update_one({}, {"$set": left})
    jobs.run_deciding(Worker(name="test"))
    assert (fair.stored()["claim"]["channel"], ClaimConflict.collection().find_one()["state"]) == ("remote", "resolved")


def test_a_decision_that_comes_after_the_promised_day_gives_a_new_one(fair: Fair) -> None:
    conflict = fair.conflict()
    ClaimConflict.collection().update_one({}, {"$set": {"claim.claimed_at": utc_now() - timedelta(days=20)}})
    fair.decide(conflict, "give_to_paper")
    assert fair.stored()["claim"]["promise_by"] > local_day(utc_now())


@pytest.mark.parametrize("kind", ["paper", "displaced"])
def test_one_client_id_decides_one_thing(fair: Fair, kind: str) -> None:
    mine, conflict = client_id(), fair.conflict()
    if kind == "displaced":
        fair.decide(conflict, "give_to_paper")
        conflict = fair.conflicts()[0]
    choices = {"paper": ("keep", "give_to_paper"), "displaced": ("called", "offered_other")}[kind]
    first, again, other = [fair.decide(conflict, one, mine) for one in (choices[0], choices[0], choices[1])]
    assert (first, again, other) == ((204, ""), (204, ""), (409, "client_id_reused"))


def test_a_decision_beside_one_that_failed_a_moment_ago_is_told_so(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    conflict = fair.conflict()
    held = Mock(find_one_and_update=Mock(return_value=None), find_one=ClaimConflict.collection().find_one)
    monkeypatch.setattr(ClaimConflict, "collection", lambda: held)
    assert fair.decide(conflict, "keep") == (409, "claim_conflict_settled")


def test_a_decision_s_note_tells_nobody_s_number(fair: Fair) -> None:
    body = {"client_id": client_id(), "decision": "keep", "note": "打 13812341234 说好了"}
    answer = fair.organiser.post(f"/fairs/{fair.fair}/conflicts/{fair.conflict()['id']}/resolve", body)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "note")


def test_the_list_comes_in_pages(fair: Fair) -> None:
    fair.claim()
    fair.key(*(keyed(fair.wishes[0]) for _ in range(3)))
    fair.decide(fair.conflicts()[0], "give_to_paper")
    page = fair.volunteer.get(f"/fairs/{fair.fair}/conflicts?limit=2").get_json()
    rest = fair.volunteer.get(f"/fairs/{fair.fair}/conflicts?limit=2&cursor={page['next']}").get_json()
    assert [one["kind"] for one in page["items"] + rest["items"]] == ["paper", "paper", "displaced"]
    assert rest["next"] is None


def test_a_conflict_of_an_unknown_fair_is_not_found(fair: Fair) -> None:
    assert fair.decide({"id": "0" * 24}, "keep") == (404, "not_found")
    assert fair.organiser.get(f"/fairs/{'0' * 24}/conflicts").status_code == 404
