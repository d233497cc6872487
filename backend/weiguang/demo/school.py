"""The two terms of the Party school: 55 trainees, timetables, check-ins, what was handed in, and certificates."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor, Role
from weiguang.branches.tree import load_tree
from weiguang.demo.attending import check_in_row
from weiguang.demo.reading import demo_id, read
from weiguang.participation.recording import record_all
from weiguang.people.service import members_of
from weiguang.school.assignments.models import Assignment, Submission
from weiguang.school.assignments.setting import new_assignment
from weiguang.school.certifying import issue, progress_of
from weiguang.school.models import Enrolment, Term
from weiguang.school.rules import complete
from weiguang.school.sessions.attendance import keep_point
from weiguang.school.sessions.models import SchoolSession
from weiguang.school.sessions.planning import new_session
from weiguang.school.terms import new_term
from weiguang.storage.clock import SHANGHAI, local_day

COMMITTEE = "13800000005"
SELDOM = 6
"""Of so many invented trainees one misses a session."""
CERTIFICATES = 3
"""How many others of a term that is over have their certificate; the rest still wait for the committee."""

Stored = dict[str, Any]


def load_school(now: datetime) -> None:
    """Every term with its people; ids of their own make twice once."""
    source = read("school")
    for told in source["terms"]:
        term = _store(told, now)
        people = _trainees(told)
        _enrol(term, told, people, now)
        for number, session in enumerate(told["sessions"]):
            _hold(term, f"{told['key']}-{number}", session, people, now)
        for assignment in told["assignments"]:
            _set(term, assignment, people, source, now)
        if told["ends_in"] < 0:
            _certify(term, people, now)


def _store(told: Stored, now: datetime) -> Stored:
    own, root = demo_id("term", told["key"]), demo_id("branch", "root")
    content = {name: told[name] for name in ("name", "place", "description", "capacity", "need_sessions")}
    content |= {
        name: local_day(_at(now, told[days])) for name, days in (("starts_on", "starts_in"), ("ends_on", "ends_in"))
    }
    content |= {"enrol_from": _at(now, told["enrol_from"]), "enrol_until": _at(now, told["enrol_until"], "23:59")}
    term = new_term(line=load_tree().line(root), **content)
    term |= {"_id": own, "created_by": demo_id("person", COMMITTEE), "created_at": content["enrol_from"]}
    Term.collection().replace_one({"_id": own}, term, upsert=True)
    return term


def _at(now: datetime, days: int, time: str = "00:00") -> datetime:
    hour, minute = map(int, time.split(":"))
    day = now.astimezone(SHANGHAI) + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _trainees(told: Stored) -> list[ObjectId]:
    """The demo accounts first, then invented members."""
    first = told["invented"]["first"]
    accounts = [demo_id("person", phone) for phone in told["accounts"]]
    return accounts + [demo_id("member", number) for number in range(first, first + told["invented"]["count"])]


def _enrol(term: Stored, told: Stored, people: list[ObjectId], now: datetime) -> None:
    at = min(term["enrol_from"] + timedelta(days=3), now)
    by = {"decided_at": at, "decided_by": demo_id("person", COMMITTEE)}
    for seat, person in enumerate(people, start=1):
        _keep(term, person, {"state": "approved", "note": "", "applied_at": at, "seat": seat, **by})
    for asked in told.get("pending", []):
        waits = {"state": "pending", "note": asked["note"], "applied_at": now, "decided_at": None, "decided_by": None}
        _keep(term, demo_id("person", asked["account"]), waits)


def _keep(term: Stored, person: ObjectId, said: Stored) -> None:
    own = f"{term['_id']}:{person}"
    kept = {"_id": own, "term": term["_id"], "person": person, "reason": "", "telling": [], **said}
    Enrolment.collection().replace_one({"_id": own}, kept, upsert=True)


def _hold(term: Stored, key: str, told: Stored, people: list[ObjectId], now: datetime) -> None:
    """A session, and for one that is over who came."""
    own, starts_at = demo_id("school_session", key), _at(now, told["in_days"], told["at"])
    session = new_session(
        term=term,
        **{name: told[name] for name in ("kind", "title", "lecturer")},
        place=told.get("place", ""),
        link=told.get("link", ""),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=told["minutes_long"]),
        materials=[{"kind": "text", "html": html} for html in told["materials"]],
    )
    session |= {"_id": own, "created_by": term["created_by"], "created_at": term["created_at"]}
    SchoolSession.collection().replace_one({"_id": own}, session, upsert=True)
    point = keep_point(session)
    if session["ends_at"] < now:
        shift = own.binary[-1]
        came = [person for number, person in enumerate(people) if not number or (number + shift) % SELDOM]
        _come(session, point, came)


def _come(session: Stored, point: Stored, people: list[ObjectId]) -> None:
    came = members_of(people)
    record_all([check_in_row(point, person, member, session["starts_at"]) for person, member in came.items()])


def _set(term: Stored, told: Stored, people: list[ObjectId], source: Stored, now: datetime) -> None:
    """An assignment, and what trainees handed in: first those that passed, then those that wait."""
    own, due_at = demo_id("assignment", told["key"]), _at(now, told["due_in"], "23:59")
    made = new_assignment(term=term["_id"], title=told["title"], text=told["text"], due_at=due_at)
    made |= {"_id": own, "created_by": term["created_by"], "created_at": term["created_at"]}
    Assignment.collection().replace_one({"_id": own}, made, upsert=True)
    passed = told.get("passed", 0)
    authors = (
        people if passed > len(source["works"]) else people[1:]
    )  # in a running term the demo account writes its own
    for number, person in enumerate(authors[: passed + told.get("handed_in", 0)]):
        work = source["works"][number % len(source["works"])]
        _hand_in(made, person, work, source["feedback"] if number < passed else "", min(due_at, now))


def _hand_in(assignment: Stored, person: ObjectId, text: str, feedback: str, at: datetime) -> None:
    own = f"{assignment['_id']}:{person}"
    kept = {"_id": own, "assignment": assignment["_id"], "term": assignment["term"], "person": person, "text": text}
    kept |= {"files": [], "version": 1, "sent": [], "handed_at": at - timedelta(days=2), "telling": []}
    reviewed = {"reviewed_at": at, "reviewed_by": assignment["created_by"]} if feedback else {"reviewed_at": None}
    kept |= {"state": "passed" if feedback else "handed_in", "feedback": feedback, **reviewed}
    Submission.collection().replace_one({"_id": own}, kept, upsert=True)


def _certify(term: Stored, people: list[ObjectId], now: datetime) -> None:
    """The demo account and a few others have their certificate."""
    committee = Actor(person=term["created_by"], roles=(Role("committee", term["branch"]),))
    done = [one for one, found in progress_of(term, people).items() if complete(found["missing"])]
    for person in done[: CERTIFICATES + 1]:
        issue(actor=committee, term=term["_id"], person=person, replaces=None, now=now)
    Enrolment.collection().update_many({"term": term["_id"]}, {"$set": {"telling": []}})  # nobody is told of the demo
