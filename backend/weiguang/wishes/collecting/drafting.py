"""Writing a wish down by hand, changing it while it is collected, and listing what is not on the wall yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict, Forbidden, NotFound, Unacceptable
from weiguang.events.service import get_fair
from weiguang.storage.documents import together
from weiguang.storage.vault import the_vault
from weiguang.wishes.beneficiaries import open_beneficiary, seal_beneficiary
from weiguang.wishes.collecting.opening import opened_at
from weiguang.wishes.collecting.rules import PUBLIC, Look, lint, look_of, rare_finding
from weiguang.wishes.collecting.storing import count_looks, give_codes, make_pair, store_pairs
from weiguang.wishes.life import wrong_state
from weiguang.wishes.models import Beneficiary, Wish
from weiguang.wishes.rules import PUBLISHED, UNPUBLISHED

SERIAL_TRIES = 20


class WishTextTells(Unacceptable):
    """The public text would tell who it is for; ``errors`` says where."""

    code = "wish_text_tells"
    title = "上墙的文字里有能认出受助人的内容，请照提示改一改"


class DraftNotYours(Forbidden):
    """Only its author changes a draft."""

    code = "draft_not_yours"
    title = "这个心愿是别人征集的，请由征集的人来改；您可以退回并写明要改什么"


class DraftChanged(Conflict):
    """It is no longer what the caller saw."""

    code = "draft_changed"
    title = "这个心愿刚刚被改过，请刷新后看着新的内容再办"


def create_draft(
    *, actor: Actor, fair: ObjectId, client_id: str, draft: dict[str, Any], identity: dict[str, str], now: datetime
) -> tuple[dict[str, Any], bool]:
    """Store a collected wish under the fair's next serial; return it, and whether it is new.

    Raises `NotFound`, `Forbidden`, `WishTextTells`, `ClientIdReused`.
    """
    event = get_fair(fair)
    actor.must("wish.collect", event["line"])
    content = json.dumps([draft, identity], sort_keys=True, ensure_ascii=False)
    source = {"client": client_id, "fingerprint": the_vault().digest("draft", f"{fair}\0{content}")}
    _refuse_telling(draft, identity)
    for _ in range(SERIAL_TRIES):
        found = Wish.collection().find_one({"author": actor.person, "source.client": client_id})
        if found is not None:
            return _same(found, source), False
        last = Wish.collection().find_one({"fair": fair}, {"serial": 1}, sort=[("serial", -1)])
        pair = make_pair(
            event=event,
            serial=last["serial"] + 1 if last else 1,
            draft=draft | identity,
            author=_person(actor),
            source=source,
            now=now,
        )
        give_codes([pair])
        try:
            store_pairs([pair])
        except BulkWriteError:
            continue  # the serial, or this very request, was taken a moment ago
        return pair[0], True
    raise Conflict


def _same(found: dict[str, Any], source: dict[str, str]) -> dict[str, Any]:
    if found["source"]["fingerprint"] != source["fingerprint"]:
        raise ClientIdReused
    return found


def _person(actor: Actor) -> ObjectId:
    if actor.person is None:
        raise Forbidden
    return actor.person


def _refuse_telling(draft: Mapping[str, Any], identity: Mapping[str, str]) -> None:
    found = lint(draft, identity)
    if found:
        raise WishTextTells(errors=[{"field": one.field, "message": one.message} for one in found])


def edit_draft(
    *,
    actor: Actor,
    wish: str,
    version: int,
    changes: dict[str, Any],
    identity: dict[str, str],
    now: datetime,
) -> dict[str, Any]:
    """Change a collected wish of one's own; ``version`` is the one that was seen. The same change again is the same.

    Raises `NotFound`, `Forbidden`, `DraftNotYours`, `WishWrongState`, `DraftChanged`, `WishTextTells`.
    """
    found = _own(actor, wish)
    by = f"p:{actor.person}"
    known = open_beneficiary(wish=wish, purpose="correct", by=by, now=now)
    if _holds(found, changes) and _holds(known, identity):
        return found
    _refuse_telling({name: found[name] for name in PUBLIC} | changes, known | identity)
    sealed = seal_beneficiary(wish=wish, identity=known | identity, now=now)
    changed: list[dict[str, Any]] = []

    def write(session: ClientSession) -> None:
        after = Wish.collection().find_one_and_update(
            {"_id": wish, "state": "collected", "author": actor.person, "revision": version},
            {"$set": changes | {"revision": version + 1, "review_note": ""}},
            session=session,
            return_document=ReturnDocument.AFTER,
        )
        if after is None:
            raise DraftChanged
        Beneficiary.collection().replace_one({"_id": wish}, sealed, session=session)
        changed[:] = [after]

    together(write)
    return changed[0]


def _own(actor: Actor, wish: str) -> dict[str, Any]:
    found = Wish.collection().find_one({"_id": wish})
    if found is None:
        raise NotFound
    actor.must("wish.collect", found["line"])
    if found.get("author") != actor.person:
        raise DraftNotYours
    if found["state"] != "collected":
        raise wrong_state(wish)
    return found


def _holds(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(known[name] == value for name, value in wanted.items())


def get_draft(*, actor: Actor, wish: str) -> dict[str, Any]:
    """One wish that is not published, for its author and for those who review; raises `NotFound`."""
    found = Wish.collection().find_one({"_id": wish, "state": {"$in": UNPUBLISHED}})
    if found is None or (found["author"] != actor.person and not actor.may("wish.review", found["line"])):
        raise NotFound
    return show_draft(found, actor=actor)


def list_drafts(
    *, actor: Actor, fair: ObjectId, state: str, after: tuple[int] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` wishes that are not published, by serial: all for those who review, else one's own."""
    event = get_fair(fair)
    query: dict[str, Any] = {"fair": fair, "state": state} | _seen_by(actor, event["line"])
    if after:
        query["serial"] = {"$gt": after[0]}
    found = list(Wish.collection().find(query).sort("serial", 1).limit(limit + 1))
    counted = count_looks(fair)
    return [show_draft(wish, actor=actor, counted=counted) for wish in found]


def _seen_by(actor: Actor, line: list[ObjectId]) -> dict[str, Any]:
    if actor.may("wish.review", line):
        return {}
    actor.must("wish.collect", line)
    return {"author": actor.person}


def show_draft(wish: Mapping[str, Any], *, actor: Actor, counted: Mapping[Look, int] | None = None) -> dict[str, Any]:
    """A wish as those see it who work on it; ``findings`` are what stops its publication. Never the identity."""
    rare = rare_finding(look_of(wish), counted if counted is not None else count_looks(wish["fair"]))
    found = lint({name: wish[name] for name in PUBLIC}, {}) + ([rare] if rare else [])
    return {
        "code": wish["_id"],
        "serial": wish["serial"],
        **{name: wish[name] for name in PUBLIC},
        "state": wish["state"],
        "version": wish.get("revision", 0),
        "note": wish.get("review_note", ""),
        "mine": wish.get("author") is not None and wish["author"] == actor.person,
        "findings": [{"field": one.field, "code": one.code, "message": one.message} for one in found],
    }


def read_progress(*, actor: Actor, fair: ObjectId) -> dict[str, Any]:
    """How far collecting is: wishes by stage (those that the actor sees), and since when the wall is open."""
    event = get_fair(fair)
    query = {"fair": fair} | _seen_by(actor, event["line"])
    rows = Wish.collection().aggregate([{"$match": query}, {"$group": {"_id": "$state", "wishes": {"$sum": 1}}}])
    counted = {row["_id"]: row["wishes"] for row in rows}
    return {
        "title": event["title"],
        "collected": counted.get("collected", 0),
        "reviewed": counted.get("reviewed", 0),
        "published": sum(counted.get(state, 0) for state in PUBLISHED),
        "opened_at": opened_at(fair),
        "may_review": actor.may("wish.review", event["line"]),
        "may_collect": actor.may("wish.collect", event["line"]),
    }
