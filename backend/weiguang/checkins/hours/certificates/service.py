"""Reading certificates: one's own, and by the code on a paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.access.limits import hit, refuse_past
from weiguang.checkins.hours.certificates.models import Certificate
from weiguang.checkins.hours.certificates.rules import standing, undrawable
from weiguang.errors import NotFound
from weiguang.participation.hours import corrections_of
from weiguang.storage.clock import from_ms, local_day, to_ms

WRONG_MOST, WRONG_WINDOW_S = 30, 3_600
UNKNOWN = "没有查到这份证明。请对着纸上的核验码再看一遍"
_PAPER = ("number", "name", "issuer", "first", "last", "lines", "machine_minutes", "hand_minutes")

_KINDLY: dict[str, Any] = {"kind": "hours", "title": "", "sessions": 0}

Stored = dict[str, Any]


def verify(*, code: str, address: str, now: datetime) -> dict[str, Any]:
    """What the paper with this code says, and whether it is still good: for anybody who holds it.

    Wrong codes are limited per address, and past the limit right ones are refused too. Raises `NotFound`, `TooMany`.
    """
    limit: dict[str, Any] = {"name": "certificate-code", "key": address, "most": WRONG_MOST, "window_s": WRONG_WINDOW_S}
    refuse_past(**limit, now=now)
    found = Certificate.collection().find_one({"_id": code})
    if found is None:
        hit(**limit, now=now)
        raise NotFound(UNKNOWN)
    return show_paper(found)


def show_paper(certificate: Stored) -> dict[str, Any]:
    """Exactly what stands on the paper, with its standing."""
    return {
        "code": certificate["_id"],
        "issued_on": local_day(certificate["issued_at"]),
        **{name: certificate[name] for name in _PAPER},
        **_kind_of(certificate),
        **state_of(certificate),
    }


def _kind_of(certificate: Stored) -> dict[str, Any]:
    """What kind of certificate it is, and what only one of the Party school says."""
    return {name: certificate.get(name, usual) for name, usual in _KINDLY.items()}


def show_own(certificate: Stored, base_url: str) -> dict[str, Any]:
    """The same for its owner, with the link that the paper's QR code holds and whether a PDF can show every letter."""
    link = verifying_link(base_url, certificate["_id"])
    return show_paper(certificate) | {"link": link, "pdf": not undrawable(certificate)}


def verifying_link(base_url: str, code: str) -> str:
    """In capitals the QR code is alphanumeric: one version smaller."""
    return f"{base_url}/V/{code}".upper()


def own_certificate(person: ObjectId | None, code: str) -> Stored:
    """A certificate of this person; raises `NotFound`, also for somebody else's."""
    found = Certificate.collection().find_one({"_id": code, "person": person})
    if person is None or found is None:
        raise NotFound
    return found


def state_of(certificate: Stored) -> dict[str, Any]:
    """Whether it is good, from the ledger as it is now."""
    replacement = Certificate.collection().find_one({"replaces": certificate["_id"]}, {"issued_at": 1})
    return standing(certificate, corrections_of(certificate["person"]), replacement)


def list_own(*, actor: Actor, after: tuple[int, str] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` own certificates, newest first; ``position`` is the cursor's."""
    if actor.person is None:
        return []
    query: dict[str, Any] = {"person": actor.person}
    if after:
        moment = from_ms(after[0])
        query["$or"] = [{"issued_at": {"$lt": moment}}, {"issued_at": moment, "_id": {"$lt": after[1]}}]
    order = [("issued_at", -1), ("_id", -1)]
    found = list(Certificate.collection().find(query).sort(order).limit(limit + 1))
    replacements = Certificate.collection().find({"replaces": {"$in": [one["_id"] for one in found]}})
    replaced = {one["replaces"]: one for one in replacements}
    corrections = corrections_of(actor.person)
    return [
        {
            "code": one["_id"],
            **{name: one[name] for name in ("number", "first", "last", "machine_minutes", "hand_minutes", "issued_at")},
            "kind": one.get("kind", "hours"),
            "title": one["lines"][0]["title"] if len(one["lines"]) == 1 else one.get("title", ""),
            **standing(one, corrections, replaced.get(one["_id"])),
            "position": (to_ms(one["issued_at"]), one["_id"]),
        }
        for one in found
    ]
