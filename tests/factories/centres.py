"""Service centres and plaques."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from support.api import client_id
from weiguang.branches.models import Branch
from weiguang.checkins.centres.managing import new_centre
from weiguang.checkins.centres.models import Centre
from weiguang.checkins.footfall.rules import pair_of
from weiguang.checkins.service import ensure_point

ALWAYS = [[{"from": "00:00", "to": "24:00"}]] * 7


def make_centre(
    branch: ObjectId, *, level: str = "city", parent: ObjectId | None = None, name: str = "市级中心", **more: Any
) -> ObjectId:
    """A centre of ``branch``, open day and night."""
    line = Branch.collection().find_one({"_id": branch})["line"]
    made = new_centre(line=line, level=level, parent=parent, name=name, **({"weekly": ALWAYS} | more))
    Centre.collection().insert_one(made)
    return made["_id"]


def make_stall(branch: ObjectId, *, event: ObjectId | None = None, name: str = "义诊摊位", **rule: Any) -> str:
    """A point with a plaque; its code."""
    line = Branch.collection().find_one({"_id": branch})["line"]
    point = ensure_point(
        f"stall:{event}:{name}",
        kind="stall",
        subject=f"event:{event}",
        title="公益集市",
        name=name,
        event=event,
        branch=branch,
        line=line,
        rule={"ways": ["plaque"], **rule},
    )
    return str(point["_id"])


def first_visit(secret: bytes, place: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends at its first visit of the day."""
    register, rank = pair_of(secret, place["point"], place["day"], place["salt"])
    return {"client_id": client_id(), "visit": "first", "register": register, "rank": rank}


def other_visit(visit: str = "again") -> dict[str, Any]:
    """What it sends later that day, or when it may keep nothing."""
    return {"client_id": client_id(), "visit": visit}
