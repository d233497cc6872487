"""Taking a suggestion."""

from __future__ import annotations

from datetime import datetime

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access import limits
from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused
from weiguang.storage.vault import the_vault
from weiguang.voice.models import Suggestion

MOST_AN_HOUR = 20
MOST_AN_HOUR_ADDRESS = 300
"""A fair hall is one address."""

HOUR_S = 3_600


def suggest(
    *, actor: Actor, client_id: str, text: str, contact: str, address: str, now: datetime
) -> tuple[ObjectId, bool]:
    """Keep a suggestion; return its id and whether it is new.

    The limit goes by person, or by address where nobody is signed in; who is signed in is not kept with the words. A
    repeat costs nothing of it. Raises `ClientIdReused`, `TooMany`.
    """
    vault = the_vault()
    fingerprint = vault.digest("suggestion", f"{text}\0{contact}")
    standing = _standing(client_id, fingerprint)
    if standing:
        return standing, False
    whose, most = (str(actor.person), MOST_AN_HOUR) if actor.person else (address, MOST_AN_HOUR_ADDRESS)
    limits.hit(name="suggestion", key=vault.digest("suggester", whose), most=most, window_s=HOUR_S, now=now)
    fresh = ObjectId()
    suggestion = {
        "_id": fresh,
        "text": text,
        "contact": vault.seal(contact) if contact else None,
        "client_id": client_id,
        "fingerprint": fingerprint,
        "received_at": now,
    }
    try:
        Suggestion.collection().insert_one(suggestion)
    except DuplicateKeyError:
        # The same phone sent it twice at once: the unique client id let one win.
        return _standing(client_id, fingerprint) or fresh, False
    return fresh, True


def _standing(client_id: str, fingerprint: str) -> ObjectId | None:
    found = Suggestion.collection().find_one({"client_id": client_id}, {"fingerprint": 1})
    if found is None:
        return None
    if found["fingerprint"] != fingerprint:
        raise ClientIdReused
    return found["_id"]  # type: ignore[no-any-return]
