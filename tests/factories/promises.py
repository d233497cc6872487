"""A claimed wish, its promise, and the days around it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bson import ObjectId

from factories.events import make_event
from factories.people import make_branch, make_person
from factories.wishes import claim_body, make_wish
from support.api import Caller
from weiguang.reactions import tell_all
from weiguang.storage.clock import SHANGHAI, local_day, utc_now
from weiguang.wishes.models import Wish
from weiguang.wishes.promises.steps import take_steps

AHEAD = 20


class Promised:
    """A fair with a wish that a citizen (or ``who``) claimed today and promised for 20 days from now."""

    def __init__(self, nobody: Caller, who: Caller | None = None) -> None:
        self.nobody, self.who = nobody, who or nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.day = (date.fromisoformat(local_day(utc_now())) + timedelta(days=AHEAD)).isoformat()
        self.fair = make_event(self.root, fair=True, date=self.day)
        self.wish = make_wish(self.fair, by=self.day)
        self.body = claim_body()
        assert self.claim().status_code == 201

    def claim(self, **more: Any) -> Any:
        return self.who.put(f"/wishes/{self.wish}/claim", self.body | more)

    def organiser(self, branch: ObjectId | None = None) -> Caller:
        return self.nobody.sign_in(make_person(roles=[("organiser", branch or self.root)])[1])

    def moment(self, days: int, hour: int = 10) -> datetime:
        """That many days after the promised day."""
        day = date.fromisoformat(self.day) + timedelta(days=days)
        return datetime.combine(day, time(hour), SHANGHAI).astimezone(UTC)

    def look(self, days: int, hour: int = 10) -> None:
        """The worker comes by."""
        while take_steps(self.moment(days, hour)):
            pass

    def tell(self, days: int = 0) -> None:
        while tell_all(self.moment(days)):
            pass

    def do(self, act: str, who: Caller | None = None, **more: Any) -> Any:
        body = {"client_id": self.body["client_id"]} | more
        return (who or self.who).post(f"/wishes/{self.wish}/{act}", body)

    @property
    def stored(self) -> dict[str, Any]:
        found = Wish.collection().find_one({"_id": self.wish})
        assert found is not None
        return found

    def acts(self) -> list[str]:
        """The wish's path without the claim: each act with its note."""
        lines = self.stored["history"][1:]
        return [f"{line['act']} {line.get('note', '')}".strip() for line in lines]

    def owed(self) -> list[str]:
        """What the claimant is still to be told."""
        return [entry["key"].rsplit(":", 1)[1] for entry in self.stored.get("telling", [])]
