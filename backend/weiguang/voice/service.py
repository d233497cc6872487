"""Taking a suggestion."""

from __future__ import annotations

from datetime import datetime

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access import limits
from weiguang.errors import ClientIdReused
from weiguang.storage.vault import the_vault
from weiguang.voice.models import Suggestion

MOST_AN_HOUR = 20
HOUR_S = 3_600


def suggest(*, client_id: str, text: str, contact: str, address: str, now: datetime) -> tuple[ObjectId, bool]:
    """Keep a suggestion; return its id and whether it is new.

    A repeat costs nothing of the limit. Raises `ClientIdReused`, `TooMany` past `MOST_AN_HOUR` from one address.
    """
    vault = the_vault()
    fingerprint = vault.digest("suggestion", f"{text}\0{contact}")
    standing = _standing(client_id, fingerprint)
    if standing:
        return standing, False
    limits.hit(name="suggestion", key=vault.digest("address", address), most=MOST_AN_HOUR, window_s=HOUR_S, now=now)
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
