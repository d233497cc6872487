"""The life of wishes under random interleavings, against the real mongod: a hypothesis state machine.

The machine does what people and the worker do, in any order, and keeps a model beside: who has which wish. After each
step the database must agree with it, whatever the worker has or has not done yet, and however often it was killed.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from bson import ObjectId
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from mongoengine.connection import get_db

from factories.delivery import make_team
from factories.events import make_event
from factories.fund import fill_fund
from factories.people import make_branch
from factories.wishes import make_wish
from weiguang.access.actor import NOBODY, Actor, Role
from weiguang.errors import DomainError
from weiguang.participation.models import Participation
from weiguang.reactions import tell_all
from weiguang.storage.clock import local_day
from weiguang.wishes import boards, holding, jobs, releasing
from weiguang.wishes.cards import tear_off_code
from weiguang.wishes.claiming import Claimant, claim_wish
from weiguang.wishes.closing.withdrawing import withdraw_wish
from weiguang.wishes.delivery.marking import Mark, mark_stop
from weiguang.wishes.delivery.planning import plan_stops
from weiguang.wishes.delivery.thanks import propose_thanks, review_thanks
from weiguang.wishes.fund.allocating import allocate, give_back
from weiguang.wishes.fund.jobs import run_repairing
from weiguang.wishes.fund.models import Fund
from weiguang.wishes.models import Wish
from weiguang.wishes.promises.keeping import Proof, confirm, make_ready
from weiguang.wishes.promises.steps import take_steps
from weiguang.wishes.rules import ACTS, HOLD, TAKEN, promised_day
from weiguang.work.worker import Worker

WISHES, PEOPLE = 3, 3
EACH, COVERED = 10_000, 2
WITH_A_CLAIM = ("claimed", "ready", "delivered", "closed")

wishes, people = st.integers(0, WISHES - 1), st.integers(0, PEOPLE - 1)


class Life(RuleBasedStateMachine):
    """Three wishes, three claimants, an organiser, a worker that may be killed, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        for collection in ("wishes", "participations", "limits", "funds", "delivery_teams", "notices", "inbox"):
            get_db()[collection].delete_many({})
        root = make_branch(kind="committee", name="综合党委")
        self.fair = make_event(root, fair=True)
        self.organiser = Actor(person=ObjectId(), roles=(Role("organiser", root),))
        self.driver = Actor(person=ObjectId())
        self.team = make_team(self.fair, [self.driver.person])
        fill_fund(self.fair, EACH * COVERED)
        self.promised = [""] * WISHES
        self.codes = [make_wish(self.fair, card={"version": 1}, by="2026-07-12") for _ in range(WISHES)]
        self.now = datetime(2026, 6, 28, 1, 0, tzinfo=UTC)
        self.state = ["open"] * WISHES
        self.owner: list[int | None] = [None] * WISHES
        self.confirmed = [False] * WISHES
        self.holds: list[tuple[str, datetime] | None] = [None] * WISHES
        self.funded: set[int] = set()
        self.proof: dict[int, str] = {}
        self.client = {person: str(uuid.uuid4()) for person in range(PEOPLE)}

    # ---------------------------------------------------------------- people

    @rule(wish=wishes, person=people)
    def hold(self, wish: int, person: int) -> None:
        told = self._tried(
            lambda: holding.hold_wish(wish=self.codes[wish], client_id=self.client[person], address="", now=self.now)
        )
        if self.state[wish] != "open":
            assert told == "wish_already_claimed"
        elif self._held_by_another(wish, person):
            assert told == "wish_held"
        else:
            assert told is None
            hold, mine = self.holds[wish], self.client[person]
            going_on = hold is not None and hold[0] == mine and hold[1] > self.now
            self.holds[wish] = hold if going_on else (mine, self.now + HOLD)

    @rule(wish=wishes, person=people, card=st.booleans())
    def claim(self, wish: int, person: int, card: bool) -> None:
        mine = self.state[wish] in WITH_A_CLAIM and self.owner[wish] == person
        free = self._free_for(wish, person, card)
        told = self._tried(lambda: self._claim(wish, person, card))
        if mine or free:
            assert told is None
        else:
            assert told == ("wish_held" if self.state[wish] == "open" else "wish_already_claimed")
        if free and not mine:
            self._won(wish, person, card)

    @rule(wish=wishes, person=people)
    def give_back(self, wish: int, person: int) -> None:
        proof = self.proof.get(wish, str(uuid.uuid4())) if self.owner[wish] == person else str(uuid.uuid4())
        told = self._tried(
            lambda: releasing.give_back(actor=NOBODY, wish=self.codes[wish], client_id=proof, now=self.now)
        )
        if self.state[wish] not in ("claimed", "ready"):
            assert told == "wish_not_claimed"
        elif self.owner[wish] != person:
            assert told == "claim_not_yours"
        else:
            assert told is None
            self._reopened(wish)

    # ---------------------------------------------------------------- the organiser

    @rule(wish=wishes)
    def release(self, wish: int) -> None:
        told = self._tried(
            lambda: releasing.release_wish(
                actor=self.organiser, wish=self.codes[wish], client_id=str(uuid.uuid4()), now=self.now
            )
        )
        assert told == (None if self.state[wish] in ("claimed", "ready") else "wish_not_claimed")
        if told is None:
            self._reopened(wish)

    @rule(wish=wishes)
    def make_ready(self, wish: int) -> None:
        proof = Proof(client_id=str(uuid.uuid4()))
        told = self._tried(lambda: make_ready(actor=self.organiser, wish=self.codes[wish], proof=proof, now=self.now))
        assert (told is None) == (self.state[wish] in ("claimed", "ready"))
        if told is None:
            self.state[wish], self.confirmed[wish] = "ready", True

    @rule(wish=wishes)
    def confirm(self, wish: int) -> None:
        told = self._tried(
            lambda: confirm(actor=self.organiser, wish=self.codes[wish], client_id=str(uuid.uuid4()), now=self.now)
        )
        again = self.owner[wish] is not None and self.confirmed[wish]
        assert (told is None) == (again or self.state[wish] in ("claimed", "ready"))
        self.confirmed[wish] = self.confirmed[wish] or told is None

    @rule(wish=wishes)
    def fund(self, wish: int) -> None:
        """The fund covers two of the three wishes."""
        client = str(uuid.uuid4())
        told = self._tried(
            lambda: allocate(
                actor=self.organiser, fair=self.fair, client_id=client, wish=self.codes[wish], fen=EACH, now=self.now
            )
        )
        if len(self.funded) == COVERED:
            assert told == "fund_short"
        elif self.state[wish] == "open":
            assert told == ("wish_held" if self._held_by_another(wish, None) else None)
        else:
            assert told == "wish_wrong_state"
        if told is None:
            self.state[wish], self.holds[wish] = "funded", None
            self.funded.add(wish)

    @rule(wish=wishes)
    def unfund(self, wish: int) -> None:
        one = next(
            (one for one in self._allocations() if one["wish"] == self.codes[wish] and one["state"] == "settled"), None
        )
        if one is None:
            return
        told = self._tried(lambda: give_back(actor=self.organiser, allocation=one["id"], now=self.now))
        assert told == (None if self.state[wish] == "funded" else "wish_wrong_state")
        if told is None:
            self.state[wish] = "open"
            self.funded.discard(wish)

    @precondition(lambda self: len(self._ended()) < WISHES - 1)
    @rule(wish=wishes)
    def withdraw(self, wish: int) -> None:
        told = self._tried(
            lambda: withdraw_wish(
                actor=self.organiser,
                wish=self.codes[wish],
                client_id=str(uuid.uuid4()),
                reason="other",
                note="已经有人帮忙办好了",
                now=self.now,
            )
        )
        assert told == (None if self.state[wish] in ACTS["withdraw"][0] else "wish_wrong_state")
        if told is None:
            self.state[wish], self.owner[wish] = "withdrawn", None
            self.funded.discard(wish)

    # ---------------------------------------------------------------- the delivery team

    @precondition(lambda self: len(self._ended()) < WISHES - 1)
    @rule(wish=wishes, outcome=st.sampled_from(["delivered", "absent"]))
    def drive(self, wish: int, outcome: str) -> None:
        """Plan the wish for today and mark its stop, as a phone does that was offline for a moment."""
        code, today = self.codes[wish], local_day(self.now)
        plan = {"fair": self.fair, "team": self.team, "day": today, "codes": [code], "client_id": str(uuid.uuid4())}
        planned = plan_stops(actor=self.organiser, now=self.now, **plan)[0]["state"] == "planned"
        assert planned == (self.state[wish] in ("claimed", "ready", "funded"))
        receipt = {"kind": "signature", "value": "M1 1L2 2"} if outcome == "delivered" else None
        mark = Mark(client_id=str(uuid.uuid4()), wish=code, outcome=outcome, at=self.now, receipt=receipt)
        told = self._tried(lambda: mark_stop(actor=self.driver, mark=mark, now=self.now))
        if planned:
            assert told is None
            self.state[wish] = "delivered" if outcome == "delivered" else self.state[wish]

    @rule(wish=wishes)
    def thank(self, wish: int) -> None:
        """The team writes the thanks, a second person passes them on: the wish is closed."""
        code, client = self.codes[wish], str(uuid.uuid4())
        words = {"client_id": client, "text": "收到了，很合用，谢谢。"}
        self._tried(lambda: propose_thanks(actor=self.driver, wish=code, now=self.now, **words))
        told = self._tried(
            lambda: review_thanks(actor=self.organiser, wish=code, client_id=client, decision="approve", now=self.now)
        )
        assert (told is None) == (self.state[wish] == "delivered")
        self.state[wish] = "closed" if told is None else self.state[wish]

    # ---------------------------------------------------------------- the worker and the clock

    @rule()
    def derive(self) -> None:
        while jobs.run_deriving(Worker(name="test")):
            pass

    @precondition(lambda self: Wish.collection().find_one({"ledger_due.key": {"$exists": True}}))
    @rule()
    def derive_and_be_killed(self) -> None:
        """The rows are written, the entries still stand: as after a kill between the two."""
        owed = {wish["_id"]: wish["ledger_due"] for wish in Wish.collection().find({}, {"ledger_due": 1})}
        self.derive()
        for code, due in owed.items():
            Wish.collection().update_one({"_id": code}, {"$set": {"ledger_due": due}})

    def keep_promises(self) -> None:
        """The scheduler: only an unconfirmed claim without a stop may lapse, four days after its promised day."""
        stops = [wish.get("delivery") for wish in self._stored()]
        while take_steps(self.now):
            pass
        for number, wish in enumerate(self._stored()):
            if wish["state"] != self.state[number]:
                late = date.fromisoformat(local_day(self.now)) - date.fromisoformat(self.promised[number])
                assert (self.state[number], wish["state"], self.confirmed[number]) == ("claimed", "open", False)
                assert late >= timedelta(days=4) and not stops[number]
                self._reopened(number)

    def tell_and_mend(self) -> None:
        tell_all(self.now)
        run_repairing(Worker(name="test"))

    @rule(minutes=st.sampled_from([1, 16, 60 * 26, 60 * 24 * 9]), worker_runs=st.booleans())
    def wait(self, minutes: int, worker_runs: bool) -> None:
        self.now += timedelta(minutes=minutes)
        if worker_runs:
            self.keep_promises()
            self.tell_and_mend()

    # ---------------------------------------------------------------- what always holds

    @invariant()
    def the_database_agrees(self) -> None:
        for number, wish in enumerate(self._stored()):
            assert wish["state"] == self.state[number]
            assert bool(wish["claim"]) == (self.owner[number] is not None)

    @invariant()
    def each_claim_is_counted_once(self) -> None:
        for number, wish in enumerate(self._stored()):
            rows = {
                row["_id"]: row["quantity"]
                for row in Participation.collection().find({"subject": f"wish:{wish['_id']}"})
            }
            rows |= {entry["key"]: entry["quantity"] for entry in wish["ledger_due"]}
            assert sum(rows.values()) == (1 if self.owner[number] is not None else 0)

    @invariant()
    def the_history_leads_to_the_state(self) -> None:
        for wish in self._stored():
            state = "open"
            for line in wish["history"]:
                sources, target = ACTS.get(line["act"], ((state,), "open" if line["act"] == "displace" else state))
                assert state in sources
                state = target
            assert state == wish["state"]

    @invariant()
    def the_board_adds_up(self) -> None:
        board = boards.compute_board(fair=self.fair, now=self.now).body
        taken = sum(state in TAKEN for state in self.state)
        assert (board["collected"], board["claimed"], board["open"]) == (
            WISHES - self.state.count("withdrawn"),
            taken,
            self.state.count("open"),
        )

    @invariant()
    def the_fund_adds_up(self) -> None:
        fund = Fund.collection().find_one({"_id": self.fair})
        assert fund is not None
        settled = {one["wish"] for one in fund["allocations"] if one["state"] == "settled"}
        assert settled == {self.codes[number] for number in self.funded}
        assert fund["allocated_fen"] == EACH * len(settled) <= fund["received_fen"]

    # ---------------------------------------------------------------- helpers

    def _ended(self) -> list[str]:
        return [state for state in self.state if state in ("delivered", "closed", "withdrawn")]

    def _allocations(self) -> list[dict[str, Any]]:
        return (Fund.collection().find_one({"_id": self.fair}) or {"allocations": []})["allocations"]

    def _stored(self) -> list[dict[str, Any]]:
        found = {wish["_id"]: wish for wish in Wish.collection().find()}
        return [found[code] for code in self.codes]

    def _tried(self, act: Any) -> str | None:
        try:
            act()
        except DomainError as error:
            return error.code
        return None

    def _held_by_another(self, wish: int, person: int | None) -> bool:
        hold = self.holds[wish]
        return hold is not None and hold[1] > self.now and hold[0] != self.client.get(person)

    def _free_for(self, wish: int, person: int, card: bool) -> bool:
        if self.state[wish] == "open":
            return card or not self._held_by_another(wish, person)
        return self.state[wish] == "claimed" and card and not self.confirmed[wish]

    def _claim(self, wish: int, person: int, card: bool) -> None:
        code = tear_off_code(self.codes[wish], 1) if card else None
        claimant = Claimant(self.client[person], f"甲{person}", f"1380000000{person}", card_code=code)
        _, new = claim_wish(actor=NOBODY, wish=self.codes[wish], claimant=claimant, now=self.now)
        if new:
            self.proof[wish] = self.client[person]
            self.client[person] = str(uuid.uuid4())  # the phone makes a fresh one for its next claim

    def _won(self, wish: int, person: int, card: bool) -> None:
        self.state[wish], self.owner[wish], self.confirmed[wish], self.holds[wish] = "claimed", person, card, None
        self.promised[wish] = promised_day(self._stored()[wish])

    def _reopened(self, wish: int) -> None:
        self.state[wish], self.owner[wish], self.holds[wish] = "open", None, None


def test_the_life_of_wishes_holds_under_any_interleaving(clean: None) -> None:
    chosen = settings(
        max_examples=40,
        stateful_step_count=50,
        deadline=None,
        phases=[Phase.generate],  # shrinking takes minutes; a failure prints its steps anyway
        suppress_health_check=list(HealthCheck),
        database=None,
        print_blob=True,
    )
    run_state_machine_as_test(Life, settings=chosen)
