"""Reviewing a collected wish: a second person approves it, or sends it back with a note."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, NotFound
from weiguang.wishes.beneficiaries import open_beneficiary
from weiguang.wishes.collecting.drafting import DraftChanged, show_draft
from weiguang.wishes.collecting.opening import opened_at
from weiguang.wishes.life import WishWrongState, move, was_done, wrong_state
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import UNPUBLISHED


class ReviewNeedsSecondPerson(Conflict):
    """Whoever collected a wish does not decide about it."""

    code = "review_needs_second_person"
    title = "这个心愿是您自己征集或导入的，要请另一位同事来审核"


class WishNotPublishable(Conflict):
    """Its public text would tell who it is for; ``errors`` says what to change."""

    code = "wish_not_publishable"
    title = "这个心愿还不能上墙，请退回给征集的人照提示改"


def review_wish(
    *, actor: Actor, wish: str, client_id: str, decision: str, note: str, version: int | None, now: datetime
) -> dict[str, Any]:
    """Approve a wish or send it back, and return it; the same request again changes nothing.

    ``version`` is the one that was seen; without it, what stands now is decided about. Raises `NotFound`, `Forbidden`,
    `ReviewNeedsSecondPerson`, `WishNotPublishable`, `DraftChanged`, `WishWrongState`, `ClientIdReused`.
    """
    found = _reviewable(actor, wish)
    if was_done(wish, client_id, act=decision):
        return found
    if found.get("author") == actor.person:
        raise ReviewNeedsSecondPerson
    if version is not None and version != found.get("revision", 0):
        raise DraftChanged
    if decision == "approve":
        _refuse_unpublishable(found, actor)
    by = f"p:{actor.person}"
    # The text that was looked at is the text that is decided about.
    where = {"author": {"$ne": actor.person}, "revision": found.get("revision")}
    try:
        moved = move(
            wish=wish,
            act=decision,
            by=by,
            now=now,
            where=where,
            change={"review_note": note},
            client=client_id,
        )
    except WishWrongState:
        return _decided_meanwhile(actor, found, client_id, decision)
    if decision == "approve" and opened_at(moved["fair"]):
        with suppress(WishWrongState):  # the worker was faster
            moved = move(wish=wish, act="open", by=by, now=now)
    return moved


def _reviewable(actor: Actor, wish: str) -> dict[str, Any]:
    found = Wish.collection().find_one({"_id": wish})
    if found is None:
        raise NotFound
    actor.must("wish.review", found["line"])
    return found


def _refuse_unpublishable(found: dict[str, Any], actor: Actor) -> None:
    errors = [{"field": one["field"], "message": one["message"]} for one in show_draft(found, actor=actor)["findings"]]
    if errors:
        raise WishNotPublishable("；".join(one["message"] for one in errors), errors=errors)


def _decided_meanwhile(actor: Actor, found: dict[str, Any], client_id: str, decision: str) -> dict[str, Any]:
    """The write did not match: the same request sent twice at once, another text, or another state."""
    after = _reviewable(actor, found["_id"])
    if was_done(found["_id"], client_id, act=decision):
        return after
    if after.get("revision") != found.get("revision"):
        raise DraftChanged
    raise wrong_state(found["_id"])


def open_story(*, actor: Actor, wish: str, purpose: str, now: datetime) -> dict[str, Any]:
    """The true story behind a wish that is not published yet, and which other facts are there; leaves an audit line.

    Who it is stays sealed: reviewing needs the story. Raises `NotFound`, `Forbidden`, `WishWrongState`.
    """
    found = _reviewable(actor, wish)
    if found["state"] not in UNPUBLISHED:
        raise wrong_state(wish)
    opened = open_beneficiary(wish=wish, purpose=purpose, by=f"p:{actor.person}", now=now)
    known = [name for name in ("name", "phone", "address", "guardian") if opened[name]]
    return {"true_story": opened["true_story"], "known": known}
