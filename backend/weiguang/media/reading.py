"""Reading a file over the network: which bytes, under which name, and how long they may be kept."""

from __future__ import annotations

from typing import Any, NamedTuple

from weiguang.access.actor import Actor
from weiguang.media.parts import StoredFile, variant_file
from weiguang.media.service import find_readable


class Readable(NamedTuple):
    """An open file; ``tag`` names these very bytes for ever."""

    file: StoredFile
    length: int
    type: str
    name: str
    tag: str


def open_media(*, actor: Actor, media: str, width: int | None) -> Readable:
    """A file that the actor may read; of a picture the narrowest that is ``width`` wide, else the widest.

    Raises `NotFound`.
    """
    found = find_readable(actor=actor, media=media)
    key, length, name = media, found["length"], found["filename"]
    if found["variants"]:
        variant = _variant(found["variants"], width)
        key, length = variant_file(media, variant["width"]), variant["bytes"]
        name = f"{media}.jpg"
    return Readable(StoredFile(key, length), length, found["type"], name, key.replace("/", "-"))


def _variant(variants: list[dict[str, Any]], width: int | None) -> dict[str, Any]:
    wide = (variant for variant in variants if width is not None and variant["width"] >= width)
    return next(wide, variants[-1])
