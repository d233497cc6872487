"""Writing the ledger: one insert whose natural key decides who was first."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import ClientIdReused
from weiguang.participation.models import Participation
from weiguang.participation.rules import EVERYWHERE
from weiguang.storage.clock import local_day


def person_key(person: ObjectId) -> str:
    """How the ledger names a known person."""
    return f"p:{person}"


def fingerprint(*parts: object) -> str:
    """A digest of a request's content, to tell a repeat from another body under the same client id."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:24]


def credit(*, actor: Actor | None, host: ObjectId | None) -> tuple[list[str], list[str]]:
    """Branches an act counts for: the member's own, else the host's; and those with all above them, each once."""
    own = actor.memberships if actor else ()
    direct = list(own) or ([host] if host else [])
    credited = load_tree().credited(direct)
    return [str(branch) for branch in direct], [EVERYWHERE, *map(str, credited)]


def make_row(
    key: str,
    *,
    kind: str,
    who: str | None,
    source: str,
    subject: str,
    title: str,
    branches: list[str],
    credited: list[str],
    occurred_at: datetime,
    received_at: datetime,
    measure: str = "attendances",
    quantity: int = 1,
    approx: bool = False,
    client_id: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Build one ledger row; ``title`` is public text, never a person's."""
    return {
        "_id": key,
        "kind": kind,
        "measure": measure,
        "quantity": quantity,
        "approx": approx,
        "who": who,
        "source": source,
        "day": local_day(occurred_at),
        "occurred_at": occurred_at,
        "received_at": received_at,
        "branches": branches,
        "credited": credited,
        "subject": subject,
        "title": title,
        "client_id": client_id or key,
        "pending": True,
        **more,
    }


def record(row: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Insert a row; return the row that stands and whether it is this one.

    Two may insert the same natural key at once: the unique ``_id`` lets one win and the other reads it. The same client
    id on another act, or with another body, raises `ClientIdReused`.
    """
    try:
        Participation.collection().insert_one(row)
        return row, True
    except DuplicateKeyError:
        pass
    standing = find_sent(row) or find_act(row["_id"])
    if standing is None:
        raise ClientIdReused
    return standing, False


def find_sent(row: dict[str, Any]) -> dict[str, Any] | None:
    """The row that this person's client id stored before, if any; raises `ClientIdReused` when it was another request.

    A fingerprint covers a whole request, what it is about included, so it alone decides: the key of the same request
    may differ when the phone's clock was put right between two sendings and the act moved to another day.
    """
    sent = Participation.collection().find_one({"who": row["who"], "client_id": row["client_id"]})
    if sent is None:
        return None
    told, now = sent.get("fingerprint"), row.get("fingerprint")
    if told != now or (now is None and sent["_id"] != row["_id"]):
        raise ClientIdReused
    return sent


def find_act(key: str) -> dict[str, Any] | None:
    """The row of one act by its natural key."""
    return Participation.collection().find_one({"_id": key})


def record_all(rows: list[dict[str, Any]]) -> None:
    """Insert derived or imported rows; those that stand already are left alone."""
    for row in rows:
        try:
            Participation.collection().insert_one(row)
        except DuplicateKeyError:
            continue
