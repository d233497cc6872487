"""Pictures people upload: sniffed, made small, stripped of everything but the pixels, kept in the database.

A picture is decoded and encoded again as JPEG, so nothing of the file itself survives: no EXIF (which tells where it
was taken), no hidden payload. It belongs to something (``about``), and whoever serves it checks that the caller may see
that; there is no public path.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from mongoengine import BinaryField, DateTimeField, StringField
from PIL import Image, ImageOps, UnidentifiedImageError
from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from weiguang.errors import NotFound, Unacceptable
from weiguang.storage.documents import Document

UPLOAD_MOST = 12 << 20
PIXELS_MOST = 50_000_000
EDGE_MOST = 1600
FORMATS = ("JPEG", "PNG", "WEBP")


class PictureUnreadable(Unacceptable):
    """Not a picture, or one that cannot be opened."""

    code = "picture_unreadable"
    title = "这个文件不是能打开的照片，请换一张 JPG 或 PNG 照片"


class Picture(Document):
    """One picture as JPEG; ``_id`` digests what it is about and its pixels, so that a repeat is the same picture."""

    id = StringField(primary_key=True)
    about = StringField()
    jpeg = BinaryField()
    by = StringField()
    stored_at = DateTimeField()
    meta: ClassVar[dict[str, Any]] = {"collection": "pictures"}
    indexes: ClassVar[list[IndexModel]] = [IndexModel("about", name="about")]


def store_picture(*, data: bytes, about: str, by: str, now: datetime) -> str:
    """Store one picture about ``about`` (``wish:CODE``) and return its id. Raises `PictureUnreadable`."""
    jpeg = clean_picture(data)
    key = _key(about, jpeg)
    with suppress(DuplicateKeyError):  # the same upload, sent again
        Picture.collection().insert_one({"_id": key, "about": about, "jpeg": jpeg, "by": by, "stored_at": now})
    return key


def picture_id(*, data: bytes, about: str) -> str:
    """The id that `store_picture` gives; nothing is stored. Raises `PictureUnreadable`."""
    return _key(about, clean_picture(data))


def _key(about: str, jpeg: bytes) -> str:
    return hashlib.sha256(about.encode() + b"\0" + jpeg).hexdigest()[:32]


def read_picture(*, picture: str, about: str) -> bytes:
    """The JPEG of a picture about ``about``; raises `NotFound`."""
    found = Picture.collection().find_one({"_id": picture, "about": about}, {"jpeg": 1})
    if found is None:
        raise NotFound
    return bytes(found["jpeg"])


def forget_pictures(*, about: str) -> None:
    """Delete every picture about ``about``."""
    Picture.collection().delete_many({"about": about})


def clean_picture(data: bytes) -> bytes:
    """Decode, turn upright, shrink to 1,600 pixels, encode as JPEG without metadata. Raises `PictureUnreadable`."""
    upright = decode_picture(data)
    upright.thumbnail((EDGE_MOST, EDGE_MOST))
    return encode_picture(upright)


def decode_picture(data: bytes) -> Image.Image:
    """The pixels, upright, on white where they are transparent. Raises `PictureUnreadable`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=FORMATS)
            if opened.width * opened.height > PIXELS_MOST:
                raise PictureUnreadable("这张照片太大了，请缩小后再传")
            opened.draft("RGB", (EDGE_MOST, EDGE_MOST))  # a large JPEG is decoded smaller, not first in full
            return _opaque(ImageOps.exif_transpose(opened))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning):
        raise PictureUnreadable from None


def _opaque(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def encode_picture(picture: Image.Image) -> bytes:
    """JPEG of nothing but the pixels."""
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=80, optimize=True)
    return encoded.getvalue()
