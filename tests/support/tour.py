"""A fair with delivery teams, planners and a stop of today: the world of the delivery journeys."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from factories.delivery import day, make_stop, make_team, mark_body
from factories.events import make_event
from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.wishes.models import Wish


class Tour:
    """A fair with two teams, two planners, a planner of another fair, and one stop of the first team today."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.fair = make_event(self.root, fair=True)
        self.people: dict[str, tuple[ObjectId, str]] = {
            "planner": make_person(roles=[("organiser", self.root)]),
            "second": make_person(roles=[("organiser", self.root)]),
            "stranger": make_person(roles=[("organiser", make_branch(kind="committee", name="别处"))]),
            "member": make_person(name="周国强"),
            "other": make_person(),
            "citizen": make_person(),
        }
        self.callers: dict[str, Caller] = {"nobody": nobody}
        self.team = make_team(self.fair, [self.people["member"][0]])
        self.other_team = make_team(self.fair, [self.people["other"][0]], name="第二配送队")
        self.wish = make_stop(self.fair, self.team)

    def as_(self, who: str) -> Caller:
        if who not in self.callers:
            self.callers[who] = self.nobody.sign_in(self.people[who][1])
        return self.callers[who]

    def mark(self, who: str, outcome: str = "delivered", wish: str | None = None, **more: Any) -> tuple[int, Any]:
        sent = more.pop("client_id", client_id())
        answer = self.as_(who).put(f"/deliveries/{sent}", mark_body(wish or self.wish, outcome, **more))
        return answer.status_code, answer.get_json()

    def stored(self, wish: str | None = None) -> dict[str, Any]:
        found = Wish.collection().find_one({"_id": wish or self.wish})
        assert found is not None
        return found

    def plan(self, **more: Any) -> Any:
        body = {"client_id": client_id(), "team": str(self.team), "day": day()} | more
        return self.as_("planner").post(f"/fairs/{self.fair}/run-sheets", body)

    def sheet(self, who: str, **query: str) -> Any:
        return self.as_(who).get(f"/teams/{self.team}/run-sheet", query_string=query)

    def thank(self, who: str, text: str = "谢谢您，拐杖很好用。", **more: Any) -> Any:
        return self.as_(who).post(f"/wishes/{self.wish}/thanks", {"client_id": client_id(), "text": text} | more)

    def review(self, who: str, decision: str = "approve") -> Any:
        thanks = self.stored()["delivery"].get("thanks") or {"client": client_id()}
        body = {"client_id": thanks["client"], "decision": decision}
        return self.as_(who).post(f"/wishes/{self.wish}/thanks/review", body)
