"""What becomes of an uploaded picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from weiguang.storage.pictures import EDGE_MOST, PictureUnreadable, clean_picture


def picture(kind: str = "JPEG", size: tuple[int, int] = (3000, 1000), **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (200, 22, 29)).save(made, kind, **more)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_small_jpeg(kind: str) -> None:
    cleaned = Image.open(io.BytesIO(clean_picture(picture(kind))))
    assert (cleaned.format, cleaned.width) == ("JPEG", EDGE_MOST)


def test_where_it_was_taken_is_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x8825] = {1: "N", 2: (29.0, 52.0, 0.0)}  # the place
    cleaned = Image.open(io.BytesIO(clean_picture(picture(exif=exif.tobytes()))))
    assert dict(cleaned.getexif()) == {}
    assert cleaned.height > cleaned.width


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"<svg onload=alert(1)>", b"GIF89a\x01\x00", picture()[:900], b"\xff\xd8\xff\xe0broken"]
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        clean_picture(data)


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weiguang.storage.pictures.PIXELS_MOST", 1000)
    with pytest.raises(PictureUnreadable):
        clean_picture(picture(size=(100, 100)))
