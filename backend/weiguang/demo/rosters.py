"""Posts, shifts and a limit at two events of 2023, with invented members who signed up; some of them wait."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor, Role
from weiguang.demo.reading import demo_id, read
from weiguang.events.signing_up.joining import sign_up
from weiguang.events.signing_up.planning import save_plan, show_plan

SIGNING_UP = datetime(2023, 6, 12, 1, tzinfo=UTC)
BETWEEN = timedelta(minutes=7)


def load_rosters() -> None:
    """Save the plans in the root committee's name, then sign people up; a repeat changes nothing."""
    for plan in read("rosters")["plans"]:
        event = demo_id("event", plan["event"])
        _save(event, plan)
        asked: list[tuple[Any, int]] = [(None, member) for member in plan.get("members", [])]
        asked += [(shift, member) for post in plan["posts"] for shift in post["shifts"] for member in shift["members"]]
        for number, (shift, member) in enumerate(asked):
            sign_up(
                actor=Actor(person=demo_id("member", member)),
                event=event,
                client_id=_id(f"seat:{plan['event']}:{shift['key'] if shift else ''}:{member}"),
                shift=_id(shift["key"]) if shift else "",
                demo=True,
                now=SIGNING_UP + number * BETWEEN,
            )


def _save(event: ObjectId, plan: dict[str, Any]) -> None:
    actor = Actor(person=demo_id("person", "13800000005"), roles=(Role("committee", demo_id("branch", "root")),))
    posts = [
        {
            "id": _id(post["key"]),
            "name": post["name"],
            "note": post["note"],
            "shifts": [_shift(s) for s in post["shifts"]],
        }
        for post in plan["posts"]
    ]
    if show_plan(actor=actor, event=event)["version"] == 0:
        save_plan(actor=actor, event=event, version=0, capacity=plan["capacity"], posts=posts, now=SIGNING_UP)


def _shift(shift: dict[str, Any]) -> dict[str, Any]:
    times = {
        name: datetime.fromisoformat(shift[key]).astimezone(UTC)
        for name, key in (("starts_at", "from"), ("ends_at", "to"))
    }
    return {"id": _id(shift["key"]), "capacity": shift["capacity"]} | times


def _id(key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"demo-roster:{key}"))
