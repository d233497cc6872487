"""Three friendly notices, written as an organiser would; the worker sends them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor, Role
from weiguang.demo.reading import demo_id, read
from weiguang.notices.composing import write_notice

COMMITTEE = "13800000005"


def load_notices(now: datetime) -> None:
    """Write them in the committee's name; a repeat of the client ids writes nothing."""
    root = demo_id("branch", "root")
    actor = Actor(person=demo_id("person", COMMITTEE), roles=(Role("committee", root),))
    for notice in read("notices")["notices"]:
        write_notice(
            actor=actor,
            client_id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"demo-notice:{notice['key']}")),
            title=notice["title"],
            body=notice["body"],
            audience=_audience(notice["audience"]),
            urgency="normal",
            channels=["inbox", "webpush"],
            send_at=None,
            expires_at=None,
            now=now,
        )


def _audience(audience: dict[str, Any]) -> dict[str, Any]:
    if "branches" in audience:
        return {"branches": [demo_id("branch", key) for key in audience["branches"]]}
    return audience
