"""Bringing a file: begun, sent part by part in any order, called off."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from bson import ObjectId

from weiguang.access import limits
from weiguang.access.actor import Actor
from weiguang.branches.tree import line_for, load_tree
from weiguang.errors import NotFound, TooLarge, Unacceptable
from weiguang.media.models import Media
from weiguang.media.parts import PART_BYTES, bytes_of_part, parts_of, received, write_part
from weiguang.participation.recording import fingerprint
from weiguang.storage.documents import insert_once

KEEP_UNFINISHED = timedelta(days=7)
UPLOADS_AN_HOUR, HOUR_S = 300, 3600
OWN_A_DAY, DAY_S = 30, 86_400
OWN_MOST = 50 << 20


class UploadTooLarge(TooLarge):
    """Larger than this installation takes; ``most`` says how many bytes it does."""

    code = "upload_too_large"
    title = "这个文件太大了"


class PartSize(Unacceptable):
    """A part that is longer or shorter than its place in the file."""

    code = "part_size"
    title = "这一段没有传完整，请再传一次"


def start_upload(
    *, actor: Actor, client_id: str, name: str, size: int, branch: ObjectId | None, most: int, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Begin a file of ``size`` bytes for ``branch``, or the first where the actor may; return it and whether new.

    A repeat answers the same, with what has arrived since. Raises `UploadTooLarge`, `NotFound`, `Forbidden`,
    `ClientIdReused`, `TooMany`.
    """
    line = line_for(actor, "media.upload", branch)
    _refuse_large(size, most)
    limits.hit(name="upload", key=str(actor.person), most=UPLOADS_AN_HOUR, window_s=HOUR_S, now=now)
    return _start(actor, client_id, name, size, line, now)


def start_own_upload(
    *, actor: Actor, client_id: str, name: str, size: int, branch: ObjectId, most: int, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Begin a file that anybody hands in to ``branch``: only they and who looks after the branch will read it.

    Fewer and smaller ones than of those who write for a branch. Raises `UploadTooLarge`, `NotFound`, `ClientIdReused`,
    `TooMany`.
    """
    line = load_tree().line(branch)
    _refuse_large(size, min(most, OWN_MOST))
    limits.hit(name="own-upload", key=str(actor.person), most=OWN_A_DAY, window_s=DAY_S, now=now)
    return _start(actor, client_id, name, size, line, now)


def _refuse_large(size: int, most: int) -> None:
    if size > most:
        raise UploadTooLarge(f"这个文件太大了，最大可以传 {most >> 20} MB", extra={"most": most})


def _start(
    actor: Actor, client_id: str, name: str, size: int, line: list[ObjectId], now: datetime
) -> tuple[dict[str, Any], bool]:
    made = new_media(token_urlsafe(16), name=name, size=size, line=line, now=now) | {
        "created_by": actor.person,
        "client_id": client_id,
        "fingerprint": fingerprint(name, size, line[0]),
        "clear_at": now + KEEP_UNFINISHED,
    }
    stands, new = insert_once(Media, made)
    return show_upload(stands), new


def new_media(own: str, *, name: str, size: int, line: list[ObjectId], now: datetime) -> dict[str, Any]:
    """Build the stored document of a file that is still to arrive."""
    return {
        "_id": own,
        "length": size,
        "chunkSize": PART_BYTES,
        "uploadDate": now,
        "filename": name,
        "state": "uploading",
        "branch": line[0],
        "line": line,
        "shown_to": [],
        "created_by": None,
        "created_at": now,
    }


def get_upload(*, actor: Actor, media: str) -> dict[str, Any]:
    """How far an upload of the actor's is; raises `NotFound`."""
    return show_upload(find_own(actor, media))


def find_own(actor: Actor, media: str) -> dict[str, Any]:
    """A file that the actor brought or is bringing; raises `NotFound` for anybody else's."""
    own = {"_id": media, "created_by": actor.person, "state": {"$in": ["uploading", "ready"]}}
    found = Media.collection().find_one(own)
    if found is None:
        raise NotFound
    return found


def show_upload(media: dict[str, Any]) -> dict[str, Any]:
    """An upload with the numbers of the parts that have arrived."""
    parts = parts_of(media["length"])
    return {
        "id": media["_id"],
        "state": media["state"],
        "part_bytes": PART_BYTES,
        "parts": parts,
        "received": received(media["_id"]) if media["state"] == "uploading" else list(range(parts)),
    }


def put_part(*, actor: Actor, media: str, number: int, data: bytes) -> None:
    """Keep one part; the same again, also of a file that is finished, changes nothing.

    Raises `NotFound`, `PartSize`, `PartDiffers`.
    """
    found = find_own(actor, media)
    if number >= parts_of(found["length"]):
        raise NotFound
    if len(data) != bytes_of_part(found["length"], number):
        raise PartSize
    if found["state"] == "uploading":
        write_part(media, number, data)


def call_off(*, actor: Actor, media: str, now: datetime) -> None:
    """Give up an upload; the worker removes what has arrived. A finished file stays. Raises `NotFound`."""
    own = {"_id": media, "created_by": actor.person}
    if Media.collection().find_one(own, {"_id": 1}) is None:
        raise NotFound
    Media.collection().update_one(own | {"state": "uploading"}, {"$set": {"state": "gone", "clear_at": now}})
