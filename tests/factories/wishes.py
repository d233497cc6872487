"""Wishes."""

from __future__ import annotations

import itertools
from typing import Any

from bson import ObjectId

from support.api import client_id
from weiguang.events.service import get_event
from weiguang.storage.codes import make_code
from weiguang.wishes.models import Wish
from weiguang.wishes.service import new_wish

_serials = itertools.count(1)
_phones = itertools.count(13_700_000_000)


def make_wish(fair: ObjectId, **more: Any) -> str:
    """An open wish of ``fair``; returns its code."""
    event = get_event(fair)
    text = {
        "fair_title": event["title"],
        "item": "一把四脚拐杖",
        "story": "老人现在拄的是一根竹竿，想要一把站得牢的。",
        "group": "困难老人",
        "age_band": "80岁以上",
        "district": "海曙区",
        "organisation": "松年助老服务中心",
        "deliver_hint": "请送到海曙区社会组织服务中心。",
        "invented": True,
    }
    known = {"code": make_code(), "serial": next(_serials), "fair": fair, "line": event["line"]}
    made = new_wish(**(known | text | more))
    Wish.collection().insert_one(made)
    return made["_id"]


def claim_body(**more: Any) -> dict[str, Any]:
    """What a phone sends to claim a wish: somebody new each time."""
    fresh = {"client_id": client_id(), "name": "王小明", "phone": str(next(_phones)), "consent": True}
    return fresh | more
