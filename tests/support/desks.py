"""An event with staff, members and check-in points: the world of the check-in journeys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from factories.checkins import make_point
from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.checkins.models import CheckInConflict
from weiguang.checkins.personal_codes import the_keys
from weiguang.participation.models import Participation
from weiguang.storage.clock import local_day, utc_now

HOUR = timedelta(hours=1)


class Desks:
    """An event of a root with its own point, two organisers (two devices), a member and a stranger."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.formal = make_branch(parent=self.root)
        self.own = make_point(self.root)
        self.event = self.own["event"]
        self.staff, self.other = (self.caller(roles=[("organiser", self.root)]) for _ in range(2))
        self.person, phone = make_person(name="王小明", formal=self.formal)
        self.member = nobody.sign_in(phone)

    def caller(self, **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(**more)[1])

    def make(self, kind: str = "gate", name: str = "东门", **rule: Any) -> str:
        """A point made by hand; its code."""
        body = {"client_id": client_id(), "kind": kind, "name": name, "rule": rule}
        answer = self.staff.post(f"/events/{self.event}/check-in-points", body)
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["code"])

    def code(self, person: ObjectId | None = None, at: datetime | None = None) -> str:
        """A personal code, issued a minute before ``at``."""
        return the_keys().sign(person or self.person, (at or utc_now()) - timedelta(minutes=1))

    def staffed(self, point: str, at: datetime | None = None, **more: Any) -> dict[str, Any]:
        """A staff scan of the member's personal code, or of the ``person`` that is given."""
        at = at or utc_now()
        way = {} if "person" in more or "proof" in more else {"proof": self.code(at=at)}
        return {"point": point, "scanned_at": at.isoformat()} | way | more

    def plaque(self, point: str, at: datetime | None = None, **more: Any) -> dict[str, Any]:
        """A scan of a printed code."""
        return {"point": point, "scanned_at": (at or utc_now()).isoformat()} | more

    def put(self, who: Caller, body: dict[str, Any], name: str = "") -> Any:
        return who.put(f"/check-ins/{name or client_id()}", body)

    def batch(self, who: Caller, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        answer = who.post("/check-ins/batch", [{"client_id": client_id()} | row for row in rows])
        assert answer.status_code == 200, answer.text
        return list(answer.get_json()["items"])

    def to_do(self) -> list[dict[str, Any]]:
        return list(self.staff.get(f"/events/{self.event}/check-in-conflicts").get_json()["items"])

    def decide(self, decision: str, who: Caller | None = None, conflict: str = "") -> Any:
        conflict = conflict or str(CheckInConflict.collection().find_one({})["_id"])
        return (who or self.staff).put(f"/check-in-conflicts/{conflict}/decision", {"decision": decision})

    def rows(self, **query: Any) -> list[dict[str, Any]]:
        return list(Participation.collection().find(query).sort("_id", 1))

    def stay(self, point: str, at: datetime | None = None, end: str = "") -> dict[str, Any] | None:
        """The check-out of the member at a point."""
        key = f"stay:{point}:{self.person}:{local_day(at or utc_now())}{end}"
        return Participation.collection().find_one({"_id": key})
