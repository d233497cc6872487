"""Finding files, who may read them, and showing them to those a text is published for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.branches.tree import load_tree
from weiguang.errors import NotFound, Unacceptable
from weiguang.media.models import Media

EVERYBODY = "all"


class MediaUnusable(Unacceptable):
    """A file that is not there, not finished, or not the writer's to use."""

    code = "media_unusable"
    title = "有一个文件没有传完，或者已经不在了，请重新选择"


def find_ready(media: str) -> dict[str, Any]:
    """One finished file; raises `NotFound`."""
    found = Media.collection().find_one({"_id": media, "state": "ready"})
    if found is None:
        raise NotFound
    return found


def find_all_ready(ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Those of ``ids`` that are finished, by id; one read."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    return {media["_id"]: media for media in Media.collection().find({"_id": {"$in": wanted}, "state": "ready"})}


def must_be_usable(*, actor: Actor, ids: Iterable[str]) -> None:
    """Raise `MediaUnusable` unless all are finished files that the actor may read: call it when a text is written.

    Without it, whoever knows a file's address could publish somebody else's file with `show`.
    """
    wanted = set(ids)
    found = find_all_ready(wanted)
    if wanted != found.keys() or not all(may_read(actor, media) for media in found.values()):
        raise MediaUnusable


def find_readable(*, actor: Actor, media: str) -> dict[str, Any]:
    """A finished file that the actor may read; raises `NotFound` for any other, whether it exists or not."""
    found = find_ready(media)
    if not may_read(actor, found):
        raise NotFound
    return found


def may_read(actor: Actor, media: dict[str, Any]) -> bool:
    """Everyone it was shown to: a branch is shown to by its id, and that reaches the members of branches below."""
    shown_to = media["shown_to"]
    if EVERYBODY in shown_to:
        return True
    if actor.person is None:
        return False
    if actor.person == media["created_by"] or actor.may("media.upload", media["line"]):
        return True
    return bool(shown_to) and not set(shown_to).isdisjoint(load_tree().credited(actor.memberships))


def show(ids: Iterable[str], shown_to: Iterable[ObjectId | str]) -> None:
    """Let those read the files too: ``"all"`` or ids of branches. Call it before what uses them is published.

    A repeat changes nothing. Nothing is taken back: another text may show the same file.
    """
    Media.collection().update_many(
        {"_id": {"$in": list(set(ids))}}, {"$addToSet": {"shown_to": {"$each": list(shown_to)}}}
    )
