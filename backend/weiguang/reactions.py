"""Effects across features, as one visible table: what happens in one, and what another makes of it.

| what happens | what it leaves | what is made of it here |
|---|---|---|
| a promise is due, over, or lapsed | an entry in the wish's ``telling`` | inbox and push, a text, or a call to make |
| a claimed wish is withdrawn | the same | the same |
| when or where an event is changes | an entry in the event's ``telling`` | inbox and push to its followers |
| a seat of a roster is won, moved, lost or given back | an entry in the roster's ``telling`` | inbox and push |
| an event or a shift comes near | nothing but its time | inbox and push, once each, to whoever has a place |
| a meeting is convened, moved or cancelled | an entry in the meeting's ``telling`` | inbox and push to its branches |
| a term or session of the Party school changes, an application or assignment is answered | the same | inbox and push |
| a change of hours is decided | the change's ``telling`` | inbox and push to whose hours they are |

Every effect has a natural key and may be repeated: the entry goes only after its effect stands, in the write that also
leaves its end in the wish's history.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from typing import Any

from bson import ObjectId

from weiguang.checkins.hours.models import HourChange
from weiguang.checkins.hours.rules import telling_words as hours_words
from weiguang.events.following import told
from weiguang.events.models import Event
from weiguang.events.service import followers_of, registered_people
from weiguang.events.signing_up import reminding, telling as seat_telling
from weiguang.meetings import telling as meeting_telling
from weiguang.meetings.models import Meeting
from weiguang.notices.channels.sms import the_sms
from weiguang.notices.personal import tell_people, tell_person
from weiguang.school import telling as school_telling
from weiguang.storage.clock import utc_now
from weiguang.storage.vault import the_vault
from weiguang.wishes.life import SYSTEM, history_line, onto_history
from weiguang.wishes.models import Wish
from weiguang.wishes.telling import telling_words
from weiguang.work import leases
from weiguang.work.worker import Worker

log = logging.getLogger(__name__)

LEASE, LEASE_S = "reactions", 30.0
WISHES_A_STEP = 100
EVENTS_A_STEP = 20
MEETINGS_A_STEP = 20
HOURS_A_STEP = 100
PEOPLE_A_PAGE = 500

Entry = dict[str, Any]
Claim = dict[str, Any]
OWING = {"telling.key": {"$exists": True}}


def run_telling(worker: Worker) -> int:
    """Tell claimants what their wishes owe them; one worker at a time, so that nobody gets two text messages."""
    if Wish.collection().find_one(OWING, {"_id": 1}) is None:
        return 0
    return tell_all(utc_now(), mine=lambda: leases.take(LEASE, owner=worker.name, seconds=LEASE_S))


def run_event_telling(_: Worker) -> int:
    """Tell those whom changed events concern. Two workers at once tell nobody twice: inboxes and pushes have keys."""
    done = 0
    for event in Event.collection().find(OWING, {"telling": 1}).limit(EVENTS_A_STEP):
        for entry in event["telling"]:
            told_what = {name: entry[name] for name in ("key", "title", "body")}
            people = batched(chain(followers_of(event["_id"]), registered_people(event["_id"])))
            tell_people(**told_what, people=people, link=f"/events/{event['_id']}", now=entry["at"])
            told(event["_id"], entry["key"])
            done += 1
    return done


def run_meeting_telling(_: Worker) -> int:
    """Tell branches about their meetings; the notice's key makes twice once."""
    done = 0
    for meeting in Meeting.collection().find(OWING).limit(MEETINGS_A_STEP):
        for entry in meeting["telling"]:
            told_what = {name: entry[name] for name in ("key", "title", "body")}
            people = batched(meeting_telling.people_of(meeting, entry))
            tell_people(**told_what, people=people, link=f"/meetings/{meeting['_id']}", now=entry["at"])
            meeting_telling.told(meeting["_id"], entry["key"])
            done += 1
    return done


def run_school_telling(_: Worker) -> int:
    """Tell people of the Party school what concerns them; the notice's key makes twice once."""
    done = 0
    for model, document, entry in school_telling.find_owed():
        told_what = {name: entry[name] for name in ("key", "title", "body")}
        people = batched(school_telling.people_of(entry))
        tell_people(**told_what, people=people, link=f"/school/terms/{entry['term']}", now=entry["at"])
        school_telling.told(model, document, entry["key"])
        done += 1
    return done


def run_seat_telling(_: Worker) -> int:
    """Tell people what became of their seats at events; the notice's key makes twice once."""
    return tell_seats(utc_now())


def tell_seats(now: datetime) -> int:
    """Tell what is due; an entry goes only after its notice stands."""
    done = 0
    for due in seat_telling.find_due(now):
        if due.words:
            words = {"title": due.words.title, "body": due.words.body}
            tell_person(key=due.key, person=due.person, link=f"/events/{due.event}", now=due.at, **words)
        seat_telling.finish(due)
        done += 1
    return done


def run_reminding(_: Worker) -> int:
    """Remind people of what they signed up for."""
    return remind_all(utc_now())


def remind_all(now: datetime) -> int:
    """Send what is due, and note it only when everybody has it; return how many reminders that were."""
    found = reminding.find_due(now)
    for due in found:
        words, people = {"title": due.words.title, "body": due.words.body}, batched(reminding.people_of(due))
        tell_people(key=f"reminder:{due.key}", people=people, link=f"/events/{due.event}", now=now, **words)
        reminding.note(due, now)
    return len(found)


def run_hours_telling(_: Worker) -> int:
    """Tell people what became of their hours; the notice's key makes twice once."""
    owing = list(HourChange.collection().find({"telling": True}).limit(HOURS_A_STEP))
    for change in owing:
        title, body = hours_words(change)
        key, at = f"hours:{change['_id']}", change["decided_at"]
        tell_person(key=key, person=change["person"], title=title, body=body, link="/me/hours", now=at)
        HourChange.collection().update_one({"_id": change["_id"]}, {"$unset": {"telling": ""}})
    return len(owing)


def batched(people: Iterable[ObjectId]) -> Iterator[list[ObjectId]]:
    """Pages of people, however many there are."""
    left = iter(people)
    while page := list(islice(left, PEOPLE_A_PAGE)):
        yield page


def tell_all(now: datetime, *, mine: Callable[[], bool] = lambda: True) -> int:
    """Carry the entries of a bounded number of wishes to their ends; return how many.

    ``mine`` renews the lease before each wish: a slow gateway must not outlast it.
    """
    done = 0
    for wish in Wish.collection().find(OWING, {"item": 1, "claim": 1, "telling": 1}).limit(WISHES_A_STEP):
        if not mine():
            break
        for entry in wish["telling"]:
            finish(wish, entry, tell(wish, entry, now), now)
            done += 1
    return done


def tell(wish: dict[str, Any], entry: Entry, now: datetime) -> str:
    """Make the effect of one entry by the first channel that reaches its claimant; return its end."""
    claim = claim_of(wish, entry)
    if claim is None:
        return "dropped"
    title, body = telling_words(entry["kind"], wish["item"], entry["promised"])
    for channel, send in CHANNELS.items():
        if send(wish, entry | {"claim": claim, "title": title, "body": body}, now):
            return channel
    return "call"


def claim_of(wish: dict[str, Any], entry: Entry) -> Claim | None:
    """The claim that an entry is about: its own when that is over, else the wish's if it still stands."""
    standing = wish.get("claim") or {}
    own: Claim | None = entry.get("claim")
    return own or (standing if standing.get("client") == entry["client"] else None)


def _inbox(wish: dict[str, Any], telling: Entry, now: datetime) -> bool:
    """A member reads it in the inbox, and on the phone's screen if they asked for that."""
    kind, _, person = telling["who"].partition(":")
    if kind != "p":
        return False
    words = {"title": telling["title"], "body": telling["body"], "link": f"/wishes/{wish['_id']}"}
    tell_person(key=telling["key"], person=ObjectId(person), now=telling["at"], **words)
    return True


def _sms(wish: dict[str, Any], telling: Entry, now: datetime) -> bool:
    gateway = the_sms()
    if gateway is None:
        return False
    about, text = f"wish:{wish['_id']}", f"{telling['body']}（心愿编号 {wish['_id']}）"
    opened = the_vault().open(telling["claim"]["sealed"], purpose="claimant.remind", by=SYSTEM, about=about, now=now)
    try:
        gateway.send(key=telling["key"], phone=json.loads(opened)["phone"], text=text)
    except Exception as failed:
        log.warning("a text message was not taken: %s", type(failed).__name__)
        return False
    return True


CHANNELS: dict[str, Callable[[dict[str, Any], Entry, datetime], bool]] = {"inbox": _inbox, "sms": _sms}
"""The ways to a claimant, best first; each says whether it reached them. Where none does, somebody calls."""


def finish(wish: dict[str, Any], entry: Entry, end: str, now: datetime) -> None:
    """Take the entry away and leave its end in the history; to be called, a claim says so until somebody did."""
    line = history_line("told", by=SYSTEM, now=now, note=end)
    change: dict[str, Any] = {"$pull": {"telling": {"key": entry["key"]}}, "$push": {"history": onto_history(line)}}
    where: dict[str, Any] = {"_id": wish["_id"], "telling.key": entry["key"]}
    if end == "call" and "claim" in entry:
        change["$push"]["displaced"] = entry["claim"] | {"todo": ObjectId(), "displaced_at": entry["at"]}
    elif end == "call":
        where["claim.client"] = entry["client"]
        change["$set"] = {"claim.call": {"kind": entry["kind"], "since": entry["at"]}}
    Wish.collection().update_one(where, change)
