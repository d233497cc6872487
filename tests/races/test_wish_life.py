"""The life of wishes under random interleavings, against the real mongod: a hypothesis state machine.

The machine does what people and the worker do, in any order, and keeps a model beside: who has which wish. After each
step the database must agree with it, whatever the worker has or has not done yet, and however often it was killed.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from bson import ObjectId
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from mongoengine.connection import get_db

from factories.events import make_event
from factories.people import make_branch
from factories.wishes import make_wish
from weiguang.access.actor import NOBODY, Actor, Role
from weiguang.errors import DomainError
from weiguang.participation.models import Participation
from weiguang.wishes import boards, holding, jobs, life, releasing
from weiguang.wishes.cards import tear_off_code
from weiguang.wishes.claiming import Claimant, claim_wish
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import ACTS, HOLD, TAKEN
from weiguang.work.worker import Worker

WISHES, PEOPLE = 3, 3
WITH_A_CLAIM = ("claimed", "ready", "delivered", "closed")

wishes, people = st.integers(0, WISHES - 1), st.integers(0, PEOPLE - 1)


class Life(RuleBasedStateMachine):
    """Three wishes, three claimants, an organiser, a worker that may be killed, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        for collection in ("wishes", "participations", "limits"):
            get_db()[collection].delete_many({})
        root = make_branch(kind="committee", name="综合党委")
        self.fair = make_event(root, fair=True)
        self.organiser = Actor(person=ObjectId(), roles=(Role("organiser", root),))
        self.codes = [make_wish(self.fair, card={"version": 1}) for _ in range(WISHES)]
        self.now = datetime(2026, 6, 28, 1, 0, tzinfo=UTC)
        self.state = ["open"] * WISHES
        self.owner: list[int | None] = [None] * WISHES
        self.confirmed = [False] * WISHES
        self.holds: list[tuple[str, datetime] | None] = [None] * WISHES
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

    @rule(wish=wishes, act=st.sampled_from(["ready", "deliver", "close", "fund", "unfund"]))
    def move(self, wish: int, act: str) -> None:
        told = self._tried(lambda: life.move(wish=self.codes[wish], act=act, by=life.SYSTEM, now=self.now))
        sources, target = ACTS[act]
        assert told == (None if self.state[wish] in sources else "wish_wrong_state")
        if told is None:
            self.state[wish] = target

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

    @rule(minutes=st.sampled_from([1, 16, 60 * 26]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

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
                sources, target = ACTS.get(line["act"], ((state,), "open"))  # displaced: open again at once
                assert state in sources
                state = target
            assert state == wish["state"]

    @invariant()
    def the_board_adds_up(self) -> None:
        board = boards.compute_board(fair=self.fair, now=self.now).body
        taken = sum(state in TAKEN for state in self.state)
        assert (board["collected"], board["claimed"], board["open"]) == (WISHES, taken, self.state.count("open"))

    # ---------------------------------------------------------------- helpers

    def _stored(self) -> list[dict[str, Any]]:
        found = {wish["_id"]: wish for wish in Wish.collection().find()}
        return [found[code] for code in self.codes]

    def _tried(self, act: Any) -> str | None:
        try:
            act()
        except DomainError as error:
            return error.code
        return None

    def _held_by_another(self, wish: int, person: int) -> bool:
        hold = self.holds[wish]
        return hold is not None and hold[1] > self.now and hold[0] != self.client[person]

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

    def _reopened(self, wish: int) -> None:
        self.state[wish], self.owner[wish], self.holds[wish] = "open", None, None


def test_the_life_of_wishes_holds_under_any_interleaving(clean: None) -> None:
    chosen = settings(
        max_examples=20,
        stateful_step_count=40,
        deadline=None,
        phases=[Phase.generate],  # shrinking takes minutes; a failure prints its steps anyway
        suppress_health_check=list(HealthCheck),
        database=None,
        print_blob=True,
    )
    run_state_machine_as_test(Life, settings=chosen)
