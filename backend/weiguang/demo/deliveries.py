"""Nine delivery teams of the 2023 fair, invented beneficiaries, and stops: of that July, today, tomorrow, to plan."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from pymongo import UpdateOne

from weiguang.access.actor import Actor, Role
from weiguang.branches.models import Branch
from weiguang.demo.programme import FAIR
from weiguang.demo.reading import demo_id, read
from weiguang.demo.wishes import OPENING, code_of
from weiguang.events.models import Event
from weiguang.people.models import Person
from weiguang.storage.clock import local_day
from weiguang.wishes import life
from weiguang.wishes.beneficiaries import seal_beneficiary
from weiguang.wishes.delivery.marking import Mark, mark_stop
from weiguang.wishes.delivery.models import Team
from weiguang.wishes.delivery.planning import plan_stops
from weiguang.wishes.delivery.thanks import propose_thanks, review_thanks
from weiguang.wishes.models import Beneficiary, Wish

TEAMS = (
    ("海曙区",),
    ("江北区",),
    ("镇海区",),
    ("北仑区",),
    ("鄞州区",),
    ("奉化区",),
    ("余姚市",),
    ("慈溪市",),
    ("宁海县", "象山县"),
)
SECOND_MEMBER, SECOND_DISTRICT = "13800000002", "鄞州区"
MEMBERS_OF_A_TEAM = 4
READY_BEFORE = timedelta(days=2)
DELIVERED_AT, CLOSED_AT = OPENING + timedelta(days=7), OPENING + timedelta(days=10)
CYCLE = 20
CLOSED, DELIVERED, TODAY, TOMORROW, TO_PLAN = (3,), (5, 15), (1, 7), (11,), (17,)
"""Which of every twenty claimed wishes are how far; the others wait for their claimant."""
THANKS = ("谢谢您，东西收到了，很好用。", "收到了，心里暖暖的，谢谢！", "谢谢好心人，祝您平平安安。")


def load_deliveries(now: datetime) -> None:
    """Seal who the wishes are for, make the teams, and carry a part of the wishes on their way."""
    wishes = read("wishes")["wishes"]
    _seal_everybody(wishes, now)
    for districts in TEAMS:
        _make_team(districts, now)
    planner = find_planner("13800000004")
    claimed = [wish for wish in wishes if wish["claimed"]]
    standing = {wish["_id"]: wish["state"] for wish in Wish.collection().find({"fair": FAIR}, {"state": 1})}
    # An earlier load that was interrupted has carried some of them already.
    chosen = [
        (number % CYCLE, wish) for number, wish in enumerate(claimed) if standing[code_of(wish["serial"])] == "claimed"
    ]
    for districts in TEAMS:
        mine = [(place, wish) for place, wish in chosen if wish["district"] in districts]
        _carry(planner, districts, mine, now)


def _seal_everybody(wishes: list[dict[str, Any]], now: datetime) -> None:
    known = {record["_id"] for record in Beneficiary.collection().find({}, {"_id": 1})}
    sealed = [
        seal_beneficiary(wish=code_of(wish["serial"]), identity=_identity(wish), now=now)
        for wish in wishes
        if code_of(wish["serial"]) not in known
    ]
    if sealed:
        Beneficiary.collection().bulk_write(
            [UpdateOne({"_id": record["_id"]}, {"$setOnInsert": record}, upsert=True) for record in sealed]
        )


def _identity(wish: dict[str, Any]) -> dict[str, str]:
    """Clearly invented: nobody has such a name, and no operator has given out such a number."""
    serial = wish["serial"]
    return {
        "name": f"虚构{serial}号",
        "phone": f"199001{serial:05d}",
        "address": f"虚构地址：{wish['district']}演示路{serial}号",
        "guardian": f"虚构监护人{serial}号" if wish["group"] == "困境儿童" else "",
        "true_story": f"（虚构）{wish['story']}",
    }


def _make_team(districts: tuple[str, ...], now: datetime) -> None:
    own = demo_id("team", districts[0])
    found = Person.collection().find({"district": districts[0], "phone_key": {"$exists": False}}, {"_id": 1})
    members = [person["_id"] for person in found.sort("_id", 1).limit(MEMBERS_OF_A_TEAM)]
    if districts[0] == SECOND_DISTRICT:
        members.insert(0, demo_id("person", SECOND_MEMBER))
    fair = Event.collection().find_one({"_id": FAIR}, {"line": 1}) or {}
    team = {
        "fair": FAIR,
        "line": fair["line"],
        "name": f"{'、'.join(districts)}配送队",
        "districts": list(districts),
        "members": members,
        "client_id": str(own),
        "fingerprint": "",
        "created_at": now,
    }
    Team.collection().update_one({"_id": own}, {"$setOnInsert": team}, upsert=True)


def find_planner(phone: str) -> Actor:
    """The demo's organiser."""
    root = Branch.collection().find_one({"parent": None}, {"_id": 1}) or {}
    return Actor(person=demo_id("person", phone), roles=(Role("organiser", root["_id"]),))


def _carry(planner: Actor, districts: tuple[str, ...], chosen: list[tuple[int, dict[str, Any]]], now: datetime) -> None:
    """Ready, planned, delivered, closed: as far as each wish's place in the cycle says."""
    codes = {place: [code_of(wish["serial"]) for at, wish in chosen if at == place] for place in range(CYCLE)}
    done, delivered = [code for place in (*CLOSED, *DELIVERED) for code in codes[place]], DELIVERED_AT
    for place in (*CLOSED, *DELIVERED, *TODAY, *TOMORROW, *TO_PLAN):
        for code in codes[place]:
            ready_at = delivered if code in done else now - READY_BEFORE
            life.move(wish=code, act="ready", by=f"p:{planner.person}", now=ready_at)
    _plan(planner, districts, done, delivered)
    _plan(planner, districts, [code for place in TODAY for code in codes[place]], now)
    _plan(planner, districts, [code for place in TOMORROW for code in codes[place]], now + timedelta(days=1))
    for code in done:
        mark_stop(actor=planner, mark=Mark(_id("mark", code), code, "delivered", delivered), now=delivered)
    member = Actor(person=(Team.collection().find_one({"_id": demo_id("team", districts[0])}) or {})["members"][0])
    for number, code in enumerate(code for place in CLOSED for code in codes[place]):
        text = THANKS[number % len(THANKS)]
        propose_thanks(actor=member, wish=code, client_id=_id("thanks", code), text=text, now=delivered)
        review_thanks(actor=planner, wish=code, client_id=_id("thanks", code), decision="approve", now=CLOSED_AT)
    for code in codes[DELIVERED[0]]:
        propose_thanks(actor=member, wish=code, client_id=_id("thanks", code), text=THANKS[0], now=delivered)


def _plan(planner: Actor, districts: tuple[str, ...], codes: list[str], day: datetime) -> None:
    team = demo_id("team", districts[0])
    plan = _id("plan", f"{districts[0]}:{local_day(day)}")
    plan_stops(actor=planner, fair=FAIR, client_id=plan, team=team, day=local_day(day), codes=codes, now=day)


def _id(kind: str, key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"demo-{kind}:{key}"))
