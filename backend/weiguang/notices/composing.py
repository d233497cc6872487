"""Writing a notice and forecasting whom it reaches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import ClientIdReused
from weiguang.notices import rules
from weiguang.notices.addressing import Audience, the_audiences
from weiguang.notices.models import Notice
from weiguang.notices.subscriptions import count_subscribers
from weiguang.participation.recording import fingerprint


def forecast_reach(*, actor: Actor, audience: Audience) -> dict[str, int]:
    """How many people an audience holds and how many of them a push can reach.

    Raises `Unacceptable`, `NotFound` or `Forbidden`, exactly as sending would.
    """
    normal = rules.normal_audience(audience)
    the_audiences().check_scope(actor, normal)
    return measure_reach(normal)


def measure_reach(audience: Audience) -> dict[str, int]:
    """The reach of a stored audience as it is now."""
    return {"people": the_audiences().count(audience), "webpush": count_subscribers(audience)}


def write_notice(
    *,
    actor: Actor,
    client_id: str,
    title: str,
    body: str,
    audience: Audience,
    urgency: str,
    channels: list[str],
    send_at: datetime | None,
    expires_at: datetime | None,
    now: datetime,
) -> tuple[dict[str, Any], bool]:
    """Store a notice, which is all it takes to have it sent; return it and whether it is new.

    A repeat of the same client id answers the notice as it stands now. Raises `ClientIdReused`, `Unacceptable`,
    `NotFound`, `Forbidden`.
    """
    normal = rules.normal_audience(audience)
    said = fingerprint(title, body, orjson.dumps(normal, str), urgency, sorted(channels), send_at, expires_at)
    standing = _written(actor, client_id, said)
    if standing:
        return standing, False
    host = the_audiences().check_scope(actor, normal)
    rules.check_times(send_at=send_at, expires_at=expires_at, now=now)
    notice = _new_notice(normal, send_at=send_at, now=now) | {
        "title": title,
        "body": body,
        "urgency": urgency,
        "channels": channels,
        "by": actor.person,
        "line": load_tree().line(host),
        "client_id": client_id,
        "fingerprint": said,
        "expires_at": expires_at,
    }
    try:
        Notice.collection().insert_one(notice)
        return notice, True
    except DuplicateKeyError:
        # The same tap arrived twice at once: the unique index on (by, client_id) let the other one win.
        return _written(actor, client_id, said) or notice, False


def _new_notice(audience: Audience, *, send_at: datetime | None, now: datetime) -> dict[str, Any]:
    """A notice to ``audience`` as it starts: work that is due now or at ``send_at``."""
    later = send_at is not None and send_at > now
    return {
        "_id": ObjectId(),
        "audience": audience,
        "audience_text": the_audiences().describe(audience),
        "reach": measure_reach(audience),
        "created_at": now,
        "send_at": send_at,
        "sent_at": None,
        "state": "scheduled" if later else "sending",
        "due_at": send_at if later else now,
        "owner": None,
        "fence": 0,
        "cursor": None,
    }


def _written(actor: Actor, client_id: str, said: str) -> dict[str, Any] | None:
    found = Notice.collection().find_one({"by": actor.person, "client_id": client_id})
    if found and found["fingerprint"] != said:
        raise ClientIdReused
    return found
