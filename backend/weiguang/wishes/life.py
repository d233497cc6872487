"""The life of a wish: every move is one conditional write that also leaves its line in the wish's history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo import ReturnDocument

from weiguang.errors import ClientIdReused, Conflict, NotFound
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import ACTS, STATE_WORDS

SYSTEM = "system"
HISTORY_KEPT = 2000
"""Lines of a wish's history. No fair needs a tenth of it; a document has 16 MB, and anybody may claim and give back."""


class WishWrongState(Conflict):
    """The wish is not where this act may start from; ``state`` says where it is."""

    code = "wish_wrong_state"
    title = "心愿现在的状态不能这样做"


def history_line(act: str, *, by: str, now: datetime, note: str = "", client: str = "") -> dict[str, Any]:
    """One line of a wish's path. ``by`` is ``p:PERSON``, ``c:``/``o:`` and a digest, or `SYSTEM`; never a name.

    ``client`` is the client id of what staff do, by which a late repeat is known (`was_done`).
    """
    said = {"note": note, "client": client}
    return {"act": act, "at": now, "by": by} | {name: value for name, value in said.items() if value}


def was_done(wish: str, client: str, *, act: str, note: str | None = None) -> bool:
    """Whether staff did this before under the same client id; raises `ClientIdReused` when it was something else."""
    lines = {"history": {"$elemMatch": {"client": client}}}
    found = Wish.collection().find_one({"_id": wish, "history.client": client}, lines)
    if found is None:
        return False
    line = found["history"][0]
    if line["act"] != act or (note is not None and line.get("note", "") != note):
        raise ClientIdReused
    return True


def onto_history(*lines: dict[str, Any]) -> dict[str, Any]:
    """What a write pushes onto ``history``; beyond `HISTORY_KEPT` the oldest lines go."""
    return {"$each": list(lines), "$slice": -HISTORY_KEPT}


def move(
    *,
    wish: str,
    act: str,
    by: str,
    now: datetime,
    where: dict[str, Any] | None = None,
    change: dict[str, Any] | None = None,
    push: dict[str, Any] | None = None,
    note: str = "",
    client: str = "",
) -> dict[str, Any]:
    """Make one act of `ACTS` and return the wish after it.

    ``where`` narrows the write further (the claim it is about), ``change`` sets fields, and ``push`` appends to lists
    beside it. Under one ``client`` id it is made once. Raises `NotFound`, `WishWrongState`; of two who move at once,
    one does.
    """
    sources, target = ACTS[act]
    once = {"history.client": {"$ne": client}} if client else {}
    line = history_line(act, by=by, now=now, note=note, client=client)
    moved = Wish.collection().find_one_and_update(
        {"_id": wish, "state": {"$in": list(sources)}} | once | (where or {}),
        {
            "$set": {"state": target} | (change or {}),
            "$push": {"history": onto_history(line)} | (push or {}),
        },
        return_document=ReturnDocument.AFTER,
    )
    if moved is None:
        raise wrong_state(wish)
    return moved


def wrong_state(wish: str) -> NotFound | WishWrongState:
    """The error for a wish that a conditional write did not match."""
    found = Wish.collection().find_one({"_id": wish}, {"state": 1})
    if found is None:
        return NotFound()
    words = STATE_WORDS[found["state"]]
    return WishWrongState(f"这个心愿现在是“{words}”，不能这样做；请刷新看看", extra={"state": found["state"]})
