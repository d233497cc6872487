"""Notices, and the events and people they are addressed to."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from support.api import client_id
from weiguang.branches.tree import load_tree
from weiguang.events.models import Event, Registration
from weiguang.storage.clock import utc_now


def make_addressed_event(branch: ObjectId, *people: ObjectId, title: str = "公益日") -> ObjectId:
    """An event of ``branch`` for which ``people`` signed up."""
    event = ObjectId()
    Event.collection().insert_one({"_id": event, "title": title, "branch": branch, "line": load_tree().line(branch)})
    for person in people:
        signed_up = {"event": event, "person": person, "client_id": client_id(), "registered_at": utc_now()}
        Registration.collection().insert_one({"_id": f"{event}:{person}", **signed_up})
    return event


def notice_body(audience: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A notice as a sender's phone posts it."""
    said = {"title": "集合时间", "body": "周六上午九点，服务站门口。"}
    return {"client_id": client_id(), **said, "audience": audience, **more}
