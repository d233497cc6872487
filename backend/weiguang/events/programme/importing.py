"""Importing a table: look at it, then write all of it or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.branches.tree import line_for
from weiguang.errors import ClientIdReused, Conflict, Unacceptable
from weiguang.events.managing import new_event, prepare_change
from weiguang.events.models import Event
from weiguang.events.programme.looking import Look, look_at, shown
from weiguang.events.programme.models import Programme
from weiguang.events.programme.planning import Planned
from weiguang.participation.recording import fingerprint
from weiguang.storage.documents import together

TRIES = 8
IMPORTS_KEPT = 3


class TableHasErrors(Unacceptable):
    """Nothing was imported: some rows have to be put right first."""

    code = "table_has_errors"
    title = "表格里有要改的地方，什么都没有导入；请改好标出的行再导入"


class TableBusy(Conflict):
    """Others import the same table, again and again."""

    code = "table_busy"
    title = "有别人正在导入同一张表，请稍等再试"


class _Meanwhile(Exception):
    """Somebody else changed what the plan was made from."""


def preview_table(*, actor: Actor, branch: ObjectId | None, now: datetime, **given: Any) -> dict[str, Any]:
    """What an import of a table would do; stores nothing. Raises `NotFound`, `Forbidden`."""
    return shown(look_at(line=line_for(actor, "event.manage", branch), now=now, **given))


def import_table(
    *, actor: Actor, client_id: str, branch: ObjectId | None, now: datetime, **given: Any
) -> tuple[dict[str, Any], bool]:
    """Import a table, all rows or none; return what it did, and whether it was done now.

    The same table again changes nothing, the same request again answers the same. Raises `NotFound`, `Forbidden`,
    `TableHasErrors`, `TableBusy`, `ClientIdReused`.
    """
    line = line_for(actor, "event.manage", branch)
    body = fingerprint("programme", *(str(given[name]) for name in sorted(given)))
    for _ in range(TRIES):
        standing = _answered(client_id, actor.person, body)
        if standing:
            return standing, False
        look = look_at(line=line, now=now, **given)
        if look.errors:
            raise TableHasErrors(errors=[{"field": one.field, "message": one.message} for one in look.errors])
        answer = shown(look)
        if look.settled:
            return answer, False
        kept = {"client_id": client_id, "by": actor.person, "at": now, "fingerprint": body}
        try:
            return _write(look, answer, kept, now), True
        except (_Meanwhile, DuplicateKeyError):
            continue  # somebody imported this table, or changed one of its events, since it was read: look again
    raise TableBusy


def _answered(client_id: str, by: ObjectId | None, body: str) -> dict[str, Any] | None:
    """The answer that this very request got before."""
    found = Programme.collection().find_one(
        {"imports.client_id": client_id}, {"imports": {"$elemMatch": {"client_id": client_id}}}
    )
    if found is None:
        return None
    kept = found["imports"][0]
    if kept["by"] != by or kept["fingerprint"] != body:
        raise ClientIdReused
    answer: dict[str, Any] = kept["answer"]
    return answer


def _write(look: Look, answer: dict[str, Any], kept: dict[str, Any], now: datetime) -> dict[str, Any]:
    """One transaction: the programme's next revision, its new events, and the changed ones as they were read."""
    programme = look.programme or look.fresh_programme(now)
    made = [(row, _event_of(row, programme, look, now)) for row in look.plan.rows if row.act == "new"]
    for row, event in made:
        answer["rows"][look.plan.rows.index(row)]["event"] = event["_id"]
    answer["programme"] = {"id": programme["_id"], "title": programme["title"]}
    changes = [
        change
        for row in look.plan.rows
        if row.act == "changed" and row.event is not None
        for change in [prepare_change(dict(row.event), row.wanted, now)]
        if change
    ]

    def write(session: ClientSession) -> None:
        if look.programme is None:
            first = programme | {"imports": [kept | {"answer": answer}]}
            Programme.collection().insert_one(first, session=session)
        else:
            where = {"_id": programme["_id"], "revision": programme["revision"]}
            push = {"imports": {"$each": [kept | {"answer": answer}], "$slice": -IMPORTS_KEPT}}
            update = {"$set": look.layout | {"changed_at": now}, "$inc": {"revision": 1}, "$push": push}
            _expect(Programme.collection().update_one(where, update, session=session).matched_count)
        if made:
            Event.collection().insert_many([event for _, event in made], session=session)
        for where, update in changes:
            _expect(Event.collection().update_one(where, update, session=session).matched_count)

    together(write)
    return answer


def _expect(matched: int) -> None:
    if not matched:
        raise _Meanwhile


def _event_of(row: Planned, programme: dict[str, Any], look: Look, now: datetime) -> dict[str, Any]:
    return new_event(line=look.line, **row.read) | {
        "programme": programme["_id"],
        "row": row.cells,
        "base": row.read,
        "source": programme["title"],
        "created_at": now,
    }
