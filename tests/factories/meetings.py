"""Branches with secretaries and members, and meetings they hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.meetings.models import Meeting
from weiguang.notices.models import InboxRow, Notice
from weiguang.storage.clock import utc_now

HOUR = timedelta(hours=1)


def item(title: str = "选举", **more: Any) -> dict[str, Any]:
    """An agenda item as a phone makes it."""
    return {"id": client_id(), "title": title, "note": ""} | more


class Branches:
    """A committee above two branches, each with a secretary and a member; a third branch elsewhere."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.above = make_branch(parent=self.root, kind="committee", name="片区党委")
        self.one, self.two = (make_branch(parent=self.above, name=name) for name in ("第一支部", "第二支部"))
        self.three = make_branch(parent=self.root, name="第三支部")
        self.chief, self.second, self.third = (
            self.caller(name="书记", formal=branch, roles=[("secretary", branch)])
            for branch in (self.one, self.two, self.three)
        )
        self.committee = self.caller(roles=[("committee", self.root)])
        self.member, self.other = (
            self.caller(name=name, formal=branch) for name, branch in (("王小明", self.one), ("李小红", self.two))
        )

    def caller(self, **more: Any) -> Caller:
        person, phone = make_person(**more)
        signed_in = self.nobody.sign_in(phone)
        signed_in.me["_id"] = person
        return signed_in

    def body(self, *branches: ObjectId, starts: datetime | None = None, **more: Any) -> dict[str, Any]:
        """What convenes a meeting of the first branch; it begins in a day."""
        starts = starts or utc_now() + 24 * HOUR
        body = {
            "client_id": client_id(),
            "kind": "general",
            "title": "讨论张三同志转正",
            "branches": [str(branch) for branch in branches or (self.one,)],
            "starts_at": starts.isoformat(),
            "ends_at": (starts + 2 * HOUR).isoformat(),
            "place": "二楼会议室",
            "agenda": [item("选举"), item("预算")],
        }
        return body | more

    def convene(self, *branches: ObjectId, by: Caller | None = None, **more: Any) -> dict[str, Any]:
        answer = (by or self.chief).post("/meetings", self.body(*branches, **more))
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    def held(self, *branches: ObjectId, **more: Any) -> dict[str, Any]:
        """A meeting that began an hour ago."""
        return self.convene(*branches, **({"starts": utc_now() - HOUR} | more))

    def accept(self, meeting: dict[str, Any], branch: ObjectId, by: Caller, decision: str = "accept") -> Any:
        return by.put(f"/meetings/{meeting['id']}/branches/{branch}", {"decision": decision})

    def write(self, meeting: dict[str, Any], by: Caller, base: int = 0, text: str = "大家发了言。", **more: Any) -> Any:
        """Save one text in the general section, or the sections that are given."""
        sections = more.pop("sections", [{"item": "", "decision": "", "text": text}])
        body = {"client_id": client_id(), "base": base, "sections": sections} | more
        return by.put(f"/meetings/{meeting['id']}/minutes", body)

    def sign(self, meeting: dict[str, Any], by: Caller | None = None, revision: int | None = None) -> Any:
        by = by or self.chief
        revision = revision or by.get(f"/meetings/{meeting['id']}/minutes").get_json()["revision"]
        return by.put(f"/meetings/{meeting['id']}/minutes/signature", {"revision": revision})

    def signed(self, *branches: ObjectId, **more: Any) -> dict[str, Any]:
        """A meeting that was held, written down and signed."""
        meeting = self.held(*branches, **more)
        self.write(meeting, self.chief)
        assert self.sign(meeting).status_code == 200
        return meeting

    def stored(self, meeting: dict[str, Any]) -> dict[str, Any]:
        return Meeting.collection().find_one({"_id": ObjectId(meeting["id"])})

    def inbox(self, who: Caller) -> list[str]:
        """The titles of what somebody was told."""
        told = InboxRow.collection().find({"person": who.me["_id"]}, {"notice": 1})
        notices = Notice.collection().find({"_id": {"$in": [row["notice"] for row in told]}})
        return sorted(notice["title"] for notice in notices)
