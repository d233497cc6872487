"""Delivery teams and stops."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bson import ObjectId

from factories.wishes import make_wish
from support.api import client_id
from weiguang.events.service import get_event
from weiguang.storage.clock import local_day, utc_now
from weiguang.wishes.beneficiaries import store_beneficiary
from weiguang.wishes.delivery.models import Team

IDENTITY = {"name": "虚构人甲", "phone": "19900001234", "address": "虚构路 1 号", "guardian": "虚构人乙"}


def day(ahead: int = 0) -> str:
    """Today in Shanghai, or so many days ahead."""
    return local_day(utc_now() + timedelta(days=ahead))


def make_team(fair: ObjectId, members: list[ObjectId], **more: Any) -> ObjectId:
    """A team that drives in 海曙区."""
    team = {
        "_id": ObjectId(),
        "fair": fair,
        "line": get_event(fair)["line"],
        "name": "第一配送队",
        "districts": ["海曙区"],
        "members": members,
        "client_id": client_id(),
    }
    Team.collection().insert_one(team | more)
    return team["_id"]


def make_stop(fair: ObjectId, team: ObjectId, *, ahead: int = 0, **more: Any) -> str:
    """A prepared wish with a stop and somebody invented behind it; returns its code."""
    stop = {"team": team, "day": day(ahead), "seq": 1, "state": "planned", "tries": [], "plan": client_id()}
    wish = make_wish(fair, **({"state": "ready", "delivery": stop} | more))
    store_beneficiary(wish=wish, identity=IDENTITY, now=utc_now())
    return wish


def mark_body(wish: str, outcome: str = "delivered", **more: Any) -> dict[str, Any]:
    """What a phone sends for one tap, now."""
    return {"wish": wish, "outcome": outcome, "at": utc_now().isoformat()} | more
