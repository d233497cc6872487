"""Events."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from weiguang.branches.models import Branch
from weiguang.events.managing import new_event
from weiguang.events.models import Event


def make_event(branch: ObjectId, *, title: str = "公益集市", date: str = "2023-06-28", **more: Any) -> ObjectId:
    """An event hosted by ``branch``."""
    line = Branch.collection().find_one({"_id": branch})["line"]
    place = {"host": "宁波市民政局", "district": "海曙区", "venues": ["鼓楼地铁站甬城惠客厅"]}
    made = new_event(line=line, title=title, date=date, **(place | more))
    Event.collection().insert_one(made)
    return made["_id"]
