"""Who a wish is for: name, phone, address, guardian and the true story, sealed in a collection of their own.

Nothing outside this module opens them. Every opening has a purpose and leaves a line in the audit log; there is no
function that opens many at once.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from weiguang.errors import NotFound
from weiguang.storage.vault import the_vault
from weiguang.wishes.identity import refuse_telling
from weiguang.wishes.models import Beneficiary

FIELDS = ("name", "phone", "address", "guardian", "true_story")
PURPOSES = ("review", "delivery", "correct", "note")


def seal_beneficiary(*, wish: str, identity: dict[str, str], now: datetime) -> dict[str, Any]:
    """Build the sealed record of one wish; ``identity`` holds `FIELDS`, missing ones are empty."""
    text = json.dumps({name: identity.get(name, "") for name in FIELDS}, ensure_ascii=False)
    return {"_id": wish, "sealed": the_vault().seal(text), "stored_at": now}


def store_beneficiary(*, wish: str, identity: dict[str, str], now: datetime) -> None:
    """Store or replace who a wish is for."""
    record = seal_beneficiary(wish=wish, identity=identity, now=now)
    Beneficiary.collection().replace_one({"_id": wish}, record, upsert=True)


def open_beneficiary(*, wish: str, purpose: str, by: str, now: datetime) -> dict[str, str]:
    """Open one record for one of `PURPOSES`; ``by`` is who looks (``p:PERSON``). Raises `NotFound`.

    The caller has checked that they may; the audit line is written before anything is opened.
    """
    if purpose not in PURPOSES:
        raise ValueError(purpose)
    record = Beneficiary.collection().find_one({"_id": wish})
    if record is None:
        raise NotFound
    text = the_vault().open(record["sealed"], purpose=f"beneficiary.{purpose}", by=by, about=f"wish:{wish}", now=now)
    opened: dict[str, str] = json.loads(text)
    return opened


def refuse_naming(*, wish: str, text: str, field: str, by: str, now: datetime) -> None:
    """Raise `Unacceptable` when a text that somebody else will read tells or names whom the wish is for.

    Looking the names up is an opening like any other, and leaves its line in the audit log.
    """
    refuse_telling(text, field=field)
    with suppress(NotFound):  # nobody is known, or forgotten by now
        known = open_beneficiary(wish=wish, purpose="note", by=by, now=now) if text else {}
        refuse_telling(text, field=field, names=[known[name] for name in ("name", "guardian") if known])


def purge_beneficiary(*, wish: str) -> None:
    """Forget who a wish was for; forgetting twice is the same."""
    Beneficiary.collection().delete_one({"_id": wish})
