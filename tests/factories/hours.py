"""Ledger rows of check-outs, and the world of the journeys about hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from factories.events import make_event
from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.checkins.checking_out import forgotten_row
from weiguang.checkins.rows import stay_of
from weiguang.checkins.service import ensure_event_point
from weiguang.events.models import Event
from weiguang.participation.recording import make_row, record
from weiguang.storage.clock import SHANGHAI

DAY = "2023-05-20"


def make_stay(
    person: ObjectId, point: dict[str, Any], *, day: str = DAY, minutes: int = 150, forgotten: bool = False
) -> str:
    """A check-out as the check-in desk records it; returns its key."""
    in_at = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=SHANGHAI)
    out_at = in_at + timedelta(minutes=minutes)
    check_in = make_check_in(person, point, in_at)
    row = (
        forgotten_row(check_in, out_at, out_at) if forgotten else stay_of(check_in, out_at=out_at, source="staff_scan")
    )
    record(row)
    return str(row["_id"])


def make_check_in(person: ObjectId, point: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The check-in that a stay belongs to; not recorded, for these journeys are about hours alone."""
    return make_row(
        f"checkin:{point['_id']}:{person}:{at:%Y-%m-%d}",
        kind="check_in",
        who=f"p:{person}",
        source="staff_scan",
        subject=point["subject"],
        title=point["title"],
        branches=[str(point["branch"])],
        credited=["all", *map(str, point["line"])],
        occurred_at=at,
        received_at=at,
        point=point["_id"],
        host=point["branch"],
    )


class Service:
    """An event with its point, a volunteer, two organisers, a secretary below, and an organiser of somewhere else."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.branch = make_branch(parent=self.root, name="甬城志愿服务队")
        self.point = self.another("社区义诊")
        self.event = self.point["event"]
        self.people = {
            "volunteer": make_person(name="林志愿", formal=self.branch),
            "first": make_person(name="赵一", roles=[("organiser", self.root)]),
            "second": make_person(name="钱二", roles=[("committee", self.root)]),
            "stranger": make_person(name="孙三", roles=[("organiser", make_branch(kind="committee", name="别处"))]),
            "other": make_person(name="李四", formal=self.branch),
        }
        self.callers: dict[str, Caller] = {"nobody": nobody}

    def id(self, who: str) -> ObjectId:
        return self.people[who][0]

    def as_(self, who: str) -> Caller:
        if who not in self.callers:
            self.callers[who] = self.nobody.sign_in(self.people[who][1])
        return self.callers[who]

    def stay(self, who: str = "volunteer", **more: Any) -> str:
        return make_stay(self.id(who), self.point, **more)

    def another(self, title: str, branch: ObjectId | None = None) -> dict[str, Any]:
        """The point of another event."""
        event = Event.collection().find_one({"_id": make_event(branch or self.branch, title=title)})
        assert event is not None
        return ensure_event_point(event)

    def propose(self, by: str = "first", **more: Any) -> Any:
        body = {"client_id": client_id(), "event": str(self.event), "person": str(self.id("volunteer")), "day": DAY}
        body |= {"minutes": 90, "reason": "手机没电，没有签到"} | more
        return self.as_(by).post("/hours/proposals", body)

    def decide(self, change: str, by: str = "second", decision: str = "approve", reason: str = "") -> Any:
        return self.as_(by).post(f"/hours/proposals/{change}/decision", {"decision": decision, "reason": reason})

    def ask(self, who: str = "volunteer", **more: Any) -> Any:
        return self.as_(who).post("/me/hours/changes", {"client_id": client_id(), "text": "我那天到十二点才走"} | more)

    def answer(self, change: str, by: str = "first", decision: str = "propose", **more: Any) -> Any:
        body = {"decision": decision, "reason": "核对了签到表"} | more
        return self.as_(by).post(f"/hours/requests/{change}/answer", body)

    def correct(self, row: str, minutes: int) -> str:
        """Through both people, as asked for by the volunteer."""
        change = str(self.ask(row=row).get_json()["id"])
        assert self.answer(change, minutes=minutes).status_code == 200
        assert self.decide(change).status_code == 200
        return change

    def issue(self, who: str = "volunteer", **more: Any) -> Any:
        period = {} if {"event", "replaces"} & set(more) else {"first": "2023-01-01", "last": "2023-12-31"}
        return self.as_(who).post("/me/certificates", {"client_id": client_id()} | period | more)

    def figures(self, who: str = "volunteer") -> tuple[int, int, int]:
        found = self.as_(who).get("/me/hours").get_json()["figures"]
        return found["machine_minutes"], found["hand_minutes"], found["waiting_minutes"]

    def rename(self, title: str) -> None:
        Event.collection().update_one({"_id": self.event}, {"$set": {"title": title}})
