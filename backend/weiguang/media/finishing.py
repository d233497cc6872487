"""Finishing a file: everything is there, it is what it is, and it is ready. The work is done again by a repeat."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from bson import ObjectId
from PIL import Image, ImageOps
from pymongo import ReturnDocument
from tinytag import TinyTag, TinyTagException, UnsupportedFormatError

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, NotFound, Unacceptable
from weiguang.media import films, papers
from weiguang.media.models import Media
from weiguang.media.parts import PART_BYTES, StoredFile, parts_of, received, variant_file, write_part, write_whole
from weiguang.media.shapes import shown
from weiguang.media.sniffing import HEAD, Sniffed, sniff
from weiguang.media.uploading import find_own, new_media
from weiguang.storage.pictures import UPLOAD_MOST as PICTURE_MOST, decode_picture, encode_picture

WIDTHS = (480, 960, 1600)
"""A phone's width, twice that, and as wide as a page gets; a picture that is narrower has its own width instead."""
TALL = 20
"""A picture may be that many times as high as wide: what people make of whole chats and notices is long."""
GRACE = timedelta(minutes=5)
"""What the phone sent of a picture goes that much later: by then no repeat of a part is on its way any more."""


class UploadIncomplete(Conflict):
    """Parts are missing; ``missing`` says how many."""

    code = "upload_incomplete"
    title = "文件还没有传完，请接着传"


class FileBroken(Unacceptable):
    """It begins like what it is, but does not open."""

    code = "file_broken"
    title = "这个文件打不开，可能没有存完整或已经损坏，请换一个再传"


class PictureTooLarge(Unacceptable):
    """More than is decoded at once."""

    code = "picture_too_large"
    title = f"照片最大 {PICTURE_MOST >> 20} MB，请缩小后再传"


def finish_upload(*, actor: Actor, media: str, now: datetime) -> dict[str, Any]:
    """Look at the file and make it ready, or refuse it; a repeat answers the same.

    Raises `NotFound`, `UploadIncomplete`, `FileKindRefused`, `FileBroken`, `PictureTooLarge`, `PictureUnreadable`.
    """
    found = find_own(actor, media)
    if found["state"] == "uploading":
        found = finish(found, now)
    return shown(found)


def finish(media: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The file as it is when it is ready. Of two at once one write wins, and both have looked at the same bytes."""
    missing = parts_of(media["length"]) - len(received(media["_id"]))
    if missing:
        raise UploadIncomplete(f"文件还差 {missing} 段没有传到，请接着传", extra={"missing": missing})
    looked = _look(media)
    change: dict[str, Any] = {"$set": {"state": "ready", "uploadDate": now, **looked}, "$unset": {"clear_at": ""}}
    if looked["kind"] == "picture":
        change = {"$set": change["$set"] | {"clear_at": now + GRACE}}
    ready = Media.collection().find_one_and_update(
        {"_id": media["_id"], "state": "uploading"}, change, return_document=ReturnDocument.AFTER
    ) or Media.collection().find_one({"_id": media["_id"], "state": "ready"})
    if ready is None:  # called off in the meantime
        raise NotFound
    return ready


def _look(media: dict[str, Any]) -> dict[str, Any]:
    """What becomes of the document: kind, type, size in pixels, duration; pictures are stored in their widths."""
    file: BinaryIO = io.BufferedReader(StoredFile(media["_id"], media["length"]))
    sniffed = sniff(file.read(HEAD))
    if sniffed.kind == "picture":
        return _picture(media, file)
    duration_s = None
    if sniffed.type in ("video/mp4", "video/quicktime"):
        sniffed, duration_s = _film(file, sniffed)
    elif sniffed.kind == "audio":
        duration_s = _duration(file)
    elif sniffed.kind == "file" and not papers.opens(file):
        raise FileBroken
    return {
        "kind": sniffed.kind,
        "type": sniffed.type,
        "width": None,
        "height": None,
        "duration_s": duration_s and round(duration_s, 1),
        "variants": [],
    }


def _film(file: BinaryIO, sniffed: Sniffed) -> tuple[Sniffed, float | None]:
    film = films.read_film(file)
    if film is None:
        raise FileBroken
    return sniffed if film.pictures else Sniffed("audio", "audio/mp4"), film.duration_s


def _duration(file: BinaryIO) -> float | None:
    """How many seconds a recording lasts; one without any that should say so is broken."""
    file.seek(0)
    try:
        seconds = TinyTag.get(file_obj=file, tags=False).duration
    except UnsupportedFormatError:
        return None
    except TinyTagException:
        raise FileBroken from None
    if not seconds:
        raise FileBroken
    return seconds


def _picture(media: dict[str, Any], file: BinaryIO) -> dict[str, Any]:
    if media["length"] > PICTURE_MOST:
        raise PictureTooLarge
    file.seek(0)
    picture = decode_picture(file.read())
    variants = []
    for variant in _variants(picture):
        jpeg = encode_picture(variant)
        write_whole(variant_file(media["_id"], variant.width), jpeg)
        variants.append({"width": variant.width, "height": variant.height, "bytes": len(jpeg)})
    return {
        "kind": "picture",
        "type": "image/jpeg",
        "width": variants[-1]["width"],
        "height": variants[-1]["height"],
        "duration_s": None,
        "variants": variants,
    }


def _variants(picture: Image.Image) -> Iterator[Image.Image]:
    """The picture in each width that it is wide enough for, and in its own when that is less than the widest."""
    widest = min(picture.width, WIDTHS[-1])
    for width in (*(width for width in WIDTHS if width < widest), widest):
        yield ImageOps.contain(picture, (width, width * TALL))


def store_file(
    path: Path, *, own: str, name: str, line: list[ObjectId], shown_to: list[ObjectId | str], now: datetime
) -> dict[str, Any]:
    """Store a file of this machine under the id ``own`` (22 letters), ready to be read; a repeat changes nothing."""
    size = path.stat().st_size
    made = new_media(own, name=name, size=size, line=line, now=now) | {"shown_to": shown_to}
    stands = Media.collection().find_one_and_update(
        {"_id": own}, {"$setOnInsert": made}, upsert=True, return_document=ReturnDocument.AFTER
    )
    if stands and stands["state"] == "ready":
        return stands
    with path.open("rb") as file:
        for number in range(parts_of(size)):
            write_part(own, number, file.read(PART_BYTES))
    return finish(made, now)
