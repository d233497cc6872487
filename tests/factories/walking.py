"""Routes and their stops."""

from __future__ import annotations

import uuid
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor, Role
from weiguang.checkins.walking import managing
from weiguang.storage.clock import utc_now

DESCRIBED = {"title": "甬江红色路", "kind": "red_education", "district": "江北区", "summary": "沿江走一走。"}


def stop_body(name: str = "老码头", **more: Any) -> dict[str, Any]:
    """A stop as the organiser's page sends it."""
    return {"name": name, "place": "江边步道入口", "text": "从前这里停满了船。"} | more


def stop_content(name: str = "老码头", **more: Any) -> dict[str, Any]:
    """The same as the domain takes it."""
    return stop_body(name) | {"map_link": None, "audio": None, "question": None} | more


def make_route(branch: ObjectId, *, stops: int = 3, published: bool = True, **more: Any) -> dict[str, Any]:
    """The stored route of ``branch`` with so many stops, called 第1站, 第2站, …"""
    actor = Actor(person=ObjectId(), roles=(Role("organiser", branch),))
    made, _ = managing.create_route(
        actor=actor, client_id=str(uuid.uuid4()), branch=branch, now=utc_now(), **(DESCRIBED | more)
    )
    for number in range(1, stops + 1):
        content = stop_content(f"第{number}站")
        made, _ = managing.put_stop(actor=actor, route=made["_id"], stop=str(uuid.uuid4()), content=content)
    if published:
        made = managing.publish_route(actor=actor, route=made["_id"], published=True, now=utc_now())
    return made
