"""A Party school with its committee, members, a term, sessions and assignments."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from factories import checkins
from factories.people import make_branch, make_person
from support.api import Caller, client_id
from weiguang.checkins.models import Point
from weiguang.notices.models import InboxRow, Notice
from weiguang.storage.clock import local_day, utc_now

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def last_day() -> dict[str, str]:
    """The days of a term that ends today."""
    today = local_day(utc_now())
    return {"starts_on": today, "ends_on": today}


def term_body(**more: Any) -> dict[str, Any]:
    """What makes a term that is open for enrolment and begins in a week."""
    now = utc_now()
    body = {
        "client_id": client_id(),
        "name": "社会组织党校第一期",
        "description": "面向社会组织党员。",
        "place": "党群服务中心二楼",
        "starts_on": local_day(now + 7 * DAY),
        "ends_on": local_day(now + 60 * DAY),
        "enrol_from": (now - DAY).isoformat(),
        "enrol_until": (now + DAY).isoformat(),
        "capacity": 30,
        "need_sessions": 1,
    }
    return body | more


def session_body(starts: datetime | None = None, **more: Any) -> dict[str, Any]:
    """What puts a session onto the timetable; it begins in ten minutes, so its door is open."""
    starts = starts or utc_now() + timedelta(minutes=10)
    body = {
        "client_id": client_id(),
        "kind": "lecture",
        "title": "社会组织党建专题",
        "lecturer": "李老师",
        "place": "201 教室",
        "link": "https://meeting.example.cn/j/9",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + 2 * HOUR).isoformat(),
    }
    return body | more


def assignment_body(**more: Any) -> dict[str, Any]:
    """What sets an assignment."""
    due = (utc_now() + 7 * DAY).isoformat()
    return {"client_id": client_id(), "title": "学习心得", "text": "写一写您的收获。", "due_at": due} | more


class School:
    """A committee with a school, a branch below it with two members, and a branch elsewhere with one."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.branch = make_branch(parent=self.root, name="第一支部")
        self.elsewhere = make_branch(kind="committee", name="别处")
        self.committee = self.caller(name="校长", roles=[("committee", self.root)])
        self.one, self.two = (self.caller(name=name, formal=self.branch) for name in ("王小明", "李小红"))
        self.stranger = self.caller(name="外人", formal=self.elsewhere, roles=[("committee", self.elsewhere)])
        self.secretary = self.caller(name="书记", formal=self.branch, roles=[("secretary", self.branch)])

    def caller(self, **more: Any) -> Caller:
        person, phone = make_person(**more)
        signed_in = self.nobody.sign_in(phone)
        signed_in.me["_id"] = person
        return signed_in

    def id(self, who: Caller) -> ObjectId:
        return who.me["_id"]

    def term(self, **more: Any) -> str:
        answer = self.committee.post("/school/terms", term_body(**more))
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["id"])

    def apply(self, term: str, who: Caller, note: str = "") -> Any:
        return who.put(f"/school/terms/{term}/enrolment", {"note": note})

    def decide(
        self, term: str, who: Caller, decision: str = "approve", reason: str = "", by: Caller | None = None
    ) -> Any:
        path = f"/school/terms/{term}/enrolments/{self.id(who)}/decision"
        return (by or self.committee).put(path, {"decision": decision, "reason": reason})

    def enrol(self, term: str, *people: Caller) -> None:
        for who in people:
            assert self.apply(term, who).status_code == 200
            assert self.decide(term, who).status_code == 200

    def session(self, term: str, **more: Any) -> dict[str, Any]:
        answer = self.committee.post(f"/school/terms/{term}/sessions", session_body(**more))
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def assignment(self, term: str, **more: Any) -> str:
        answer = self.committee.post(f"/school/terms/{term}/assignments", assignment_body(**more))
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["id"])

    def check_in(self, session: dict[str, Any], who: Caller) -> Any:
        code = self.committee.get(f"/school/sessions/{session['id']}/check-in-point").get_json()["point"]
        scan = checkins.scan(Point.collection().find_one({"_id": code}), utc_now())
        return who.put(f"/check-ins/{client_id()}", scan)

    def hand_in(self, assignment: str, who: Caller, text: str = "我的心得。", **more: Any) -> Any:
        body = {"client_id": client_id(), "text": text} | more
        return who.put(f"/school/assignments/{assignment}/submission", body)

    def review(
        self, assignment: str, who: Caller, outcome: str = "passed", version: int = 1, feedback: str = "写得好"
    ) -> Any:
        path = f"/school/assignments/{assignment}/submissions/{self.id(who)}/review"
        return self.committee.put(path, {"version": version, "outcome": outcome, "feedback": feedback})

    def issue(self, term: str, who: Caller, replaces: str | None = None) -> Any:
        return self.committee.put(f"/school/terms/{term}/certificates/{self.id(who)}", {"replaces": replaces})

    def seen(self, term: str, who: Caller) -> dict[str, Any]:
        answer = who.get(f"/school/terms/{term}")
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    def finished(self, *people: Caller) -> str:
        """A term that these people finished."""
        term = self.term(**last_day())
        self.enrol(term, *people)
        session, assignment = self.session(term), self.assignment(term)
        for who in people:
            assert self.check_in(session, who).status_code == 201
            assert self.hand_in(assignment, who).status_code == 200
            assert self.review(assignment, who).status_code == 200
        return term

    def inbox(self, who: Caller) -> list[str]:
        """The titles of what somebody was told."""
        told = InboxRow.collection().find({"person": self.id(who)}, {"notice": 1})
        notices = Notice.collection().find({"_id": {"$in": [row["notice"] for row in told]}})
        return sorted(notice["title"] for notice in notices)
