"""Plans of limited events, and the people around one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from factories.events import make_event
from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.events.signing_up.models import Roster
from weiguang.reactions import tell_seats
from weiguang.storage.clock import SHANGHAI, local_day, utc_now


def shift_body(capacity: int = 1, start: int = 9, hours: int = 3, *, day: str = "", **more: Any) -> dict[str, Any]:
    """A shift that begins at ``start`` o'clock, in a month unless told otherwise."""
    on = day or local_day(utc_now() + timedelta(days=30))
    starts_at = datetime.fromisoformat(on).replace(hour=start, tzinfo=SHANGHAI)
    times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=hours)).isoformat()}
    return {"id": client_id(), "capacity": capacity} | times | more


def post_body(name: str, *shifts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A post with its shifts."""
    return {"id": client_id(), "name": name, "note": "", "shifts": list(shifts)} | more


class SigningUp:
    """An event of a root committee, its organiser, and people who sign up."""

    def __init__(self, nobody: Caller, **event: Any) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.event = make_event(self.root, **({"title": "健康义诊", "date": "2099-06-28"} | event))
        self.path = f"/events/{self.event}/registration"
        self.organiser = self.person("张组织", [("organiser", self.root)])

    def person(self, name: str = "李四", roles: list[tuple[str, ObjectId]] = ()) -> Caller:
        return self.nobody.sign_in(make_person(name=name, roles=roles)[1])

    def people(self, count: int) -> list[Caller]:
        return [self.person(f"报名人{number}") for number in range(1, count + 1)]

    def plan(self, *posts: dict[str, Any], capacity: int | None = None, version: int | None = None) -> Any:
        """Save a plan on what stands, or on the version given."""
        standing = self.organiser.get(f"/events/{self.event}/posts").get_json()["version"]
        body = {"version": standing if version is None else version, "capacity": capacity, "posts": list(posts)}
        return self.organiser.put(f"/events/{self.event}/posts", body)

    def sign_up(self, who: Caller, shift: dict[str, Any] | None = None, name: str = "") -> Any:
        chosen = {"shift": shift["id"]} if shift else {}
        return who.put(self.path, {"client_id": name or client_id()} | chosen)

    def state(self, who: Caller) -> tuple[str | None, int | None]:
        """Placed, or waiting at which position."""
        mine = who.get(self.path).get_json()
        return mine["state"], mine["position"]

    def figures(self, who: Caller | None = None) -> tuple[Any, ...]:
        shown = (who or self.nobody).get(f"/events/{self.event}").get_json()
        return tuple(shown[name] for name in ("registrations", "capacity", "free", "waiting", "standing"))

    def roster(self) -> list[tuple[str, str, int | None]]:
        """The organiser's list: who, in which state, at which position."""
        rows = self.organiser.get(f"/events/{self.event}/roster?limit=100").get_json()["items"]
        return [(row["name"], row["state"], row["position"]) for row in rows]

    def told(self, who: Caller, *, later: timedelta = timedelta(0)) -> list[str]:
        """The titles in somebody's inbox after the worker came by."""
        while tell_seats(utc_now() + later):
            pass
        return [item["title"] for item in who.get("/inbox").get_json()["items"]]

    @property
    def stored(self) -> dict[str, Any]:
        found = Roster.collection().find_one({"_id": self.event})
        assert found is not None
        return found
