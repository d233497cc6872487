"""What phones tell about lessons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from support.api import client_id
from weiguang.storage.clock import utc_now

BUSY = {"reason": "busy", "text": "单位值班"}


def told(at: datetime | None = None, **more: Any) -> dict[str, Any]:
    """One message: ``opened=True``, ``place=(block, part)`` or ``excuse={…}|None``, which happened at ``at``."""
    moment, body = (at or utc_now()).isoformat(), {"client_id": client_id()}
    if more.pop("opened", False):
        body["opened_at"] = moment
    if "place" in more:
        block, part, *heard = more.pop("place")
        body |= {"place": {"block": block, "part": part, **(heard[0] if heard else {})}, "place_at": moment}
    if "excuse" in more:
        body |= {"excuse": more.pop("excuse"), "excuse_at": moment}
    return body | more
