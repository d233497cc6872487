"""309 invented wishes of the 2023 fair; 290 are claimed on the morning of 28 June, by the product's own verb."""

from __future__ import annotations

import hashlib
import re
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import NOBODY, Actor
from weiguang.branches.tree import load_tree
from weiguang.demo.programme import FAIR
from weiguang.demo.reading import demo_id, read
from weiguang.events.models import Event
from weiguang.people.service import get_profile
from weiguang.storage.clock import SHANGHAI, local_day
from weiguang.storage.codes import ALPHABET
from weiguang.wishes.claiming import Claimant, claim_wish
from weiguang.wishes.collecting.models import Wall
from weiguang.wishes.life import SYSTEM, history_line
from weiguang.wishes.models import Wish
from weiguang.wishes.service import new_wish

OPENING = datetime(2023, 6, 28, 9, 0, tzinfo=SHANGHAI)
WALL_BEFORE = timedelta(days=8)
"""The wall opened on 20 June."""
BETWEEN_CLAIMS = timedelta(seconds=31)
PROMISED_DAYS, PASSED_DAYS = 16, 3
ORGANISER = "13800000004"
CLAIMED_BY_MEMBERS = ("13800000001", "13800000002")


def load_wishes(now: datetime) -> None:
    """The wall: first every wish, open; then the claims, promised for the days around ``now``."""
    source = read("wishes")["wishes"]
    fair = Event.collection().find_one({"_id": FAIR}) or {}
    line = load_tree().line(fair["branch"])
    for wish in source:
        _publish(wish, fair, line)
    names = read("people")
    for number, wish in enumerate(wish for wish in source if wish["claimed"]):
        _claim(
            wish,
            number,
            names,
            promised=local_day(
                now + timedelta(days=(number + PROMISED_DAYS - PASSED_DAYS) % PROMISED_DAYS - PASSED_DAYS)
            ),
        )
    opened = {"opened_at": OPENING - WALL_BEFORE, "by": demo_id("person", ORGANISER)}
    Wall.collection().update_one({"_id": FAIR}, {"$setOnInsert": opened}, upsert=True)
    # The fair is history: a scheduler of today would find every promise years overdue and open the wall again.
    history = {"fair": FAIR, "claim.claimed_at": {"$lt": OPENING + timedelta(days=1)}}
    Wish.collection().update_many(history, {"$set": {"step_at": None}})


def code_of(serial: int) -> str:
    """A printed code that is the same at every load."""
    digest = int.from_bytes(hashlib.sha256(f"demo-wish:{serial}".encode()).digest()[:8])
    return "".join(ALPHABET[digest // len(ALPHABET) ** place % len(ALPHABET)] for place in range(6))


def _publish(wish: dict[str, Any], fair: dict[str, Any], line: list[Any]) -> None:
    shown = ("item", "story", "group", "age_band", "district", "organisation", "deliver_hint")
    made = new_wish(
        code=code_of(wish["serial"]),
        serial=wish["serial"],
        fair=FAIR,
        line=line,
        fair_title=fair["title"],
        by=_day_in(wish["deliver_hint"]),
        invented=True,
        history=[history_line("open", by=SYSTEM, now=OPENING - WALL_BEFORE)],
        **{name: wish[name] for name in shown} | {"deliver_hint": _where(wish["deliver_hint"])},
    )
    with suppress(DuplicateKeyError):  # an earlier load was interrupted after this wish
        Wish.collection().insert_one(made)


def _claim(wish: dict[str, Any], number: int, names: dict[str, Any], *, promised: str) -> None:
    """Claim with a rose card, as a citizen with an invented name and a number nobody has; two are members' own."""
    surnames, given = names["surnames"], names["given_names"]
    actor, phone = NOBODY, f"199000{number:05d}"
    if number < len(CLAIMED_BY_MEMBERS):
        phone = CLAIMED_BY_MEMBERS[number]
        profile = get_profile(demo_id("person", phone))
        actor = Actor(
            person=profile["_id"], formal=profile.get("formal"), functional=tuple(profile.get("functional", ()))
        )
    claim_wish(
        actor=actor,
        wish=code_of(wish["serial"]),
        claimant=Claimant(
            client_id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"demo-claim:{wish['serial']}")),
            name=surnames[number % len(surnames)] + given[number % len(given)],
            phone=phone,
            channel="card",
            staffed=actor is NOBODY,
        ),
        promised=promised,
        now=OPENING + number * BETWEEN_CLAIMS,
    )


def _where(hint: str) -> str:
    """The hint without its day of July 2023: a claim made now is promised for a day of its own."""
    return re.sub(r"在\d+月\d+日前", "", hint)


def _day_in(hint: str) -> str | None:
    found = re.search(r"(\d+)月(\d+)日前", hint)
    return f"2023-{int(found[1]):02d}-{int(found[2]):02d}" if found else None
