"""What a file is, by its content; and whether it opens."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import pytest

from factories.media import RECORDING, box, film, paper, photo
from weiguang.media.films import read_film
from weiguang.media.papers import opens
from weiguang.media.sniffing import HEAD, FileKindRefused, PhotoFormatRefused, sniff

WEBM = b"\x1a\x45\xdf\xa3" + bytes(20) + b"webm"


@pytest.mark.parametrize(
    ("data", "kind", "media_type"),
    [
        (photo(), "picture", "image/jpeg"),
        (photo("PNG"), "picture", "image/png"),
        (photo("WEBP"), "picture", "image/webp"),
        (RECORDING, "audio", "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + bytes(400), "audio", "audio/mpeg"),
        (b"\xff\xf1\x50\x80" + bytes(400), "audio", "audio/aac"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio", "audio/wav"),
        (b"OggS" + bytes(24) + b"OpusHead", "audio", "audio/ogg"),
        (film(), "video", "video/mp4"),
        (film(brand=b"qt  "), "video", "video/quicktime"),
        (WEBM + b"V_VP9", "video", "video/webm"),
        (WEBM + b"A_OPUS", "audio", "audio/webm"),
        (paper(), "file", "application/pdf"),
        (b"\r\n" + paper(), "file", "application/pdf"),
    ],
)
def test_the_first_bytes_say_what_it_is(data: bytes, kind: str, media_type: str) -> None:
    assert sniff(data[:HEAD]) == (kind, media_type)


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00\x03" + bytes(60),
        b"\x7fELF",
        b"PK\x03\x04[Content_Types].xml",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a",
        b"\x1a\x45\xdf\xa3" + bytes(20) + b"matroska",
        b"OggS" + bytes(24) + b"\x80theora",
        b"\xff\xfehello",
        b"\xff\xff\xff\xff",
        b"",
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(FileKindRefused):
        sniff(data)


def test_a_photo_that_browsers_cannot_show_is_refused_in_words_of_its_own() -> None:
    with pytest.raises(PhotoFormatRefused):
        sniff(box(b"ftyp", b"heic" + bytes(8)))


def test_a_film_says_how_long_it_lasts() -> None:
    assert read_film(io.BytesIO(film(5000))) == (True, 90.0)
    assert read_film(io.BytesIO(film(track=b"soun"))) == (False, 90.0)


@pytest.mark.parametrize(
    "data",
    [
        film(5000)[:-60],
        film(5000)[:3000],
        box(b"ftyp", b"isom"),
        box(b"ftyp", b"isom") + box(b"moov"),
        b"\0\0\0\0",
        b"",
        box(b"ftyp") + b"\0\0\0\1moov" + b"\xff" * 8,
        box(b"ftyp") + b"\0\0\0\3moov",
    ],
)
def test_a_film_without_its_table_of_contents_is_broken(data: bytes) -> None:
    assert read_film(io.BytesIO(data)) is None


def test_a_paper_opens() -> None:
    assert opens(io.BytesIO(paper()))
    assert opens(io.BytesIO(b"\r\n" + paper()))
    assert opens(io.BytesIO(paper("x" * 100_000)))


@pytest.mark.parametrize(
    "data",
    [
        paper()[:-40],
        paper()[: len(paper()) // 2],
        paper().replace(b"xref\n0", b"rubbish", 1),
        b"%PDF-1.4 nothing %%EOF",
        b"%PDF-1.4\nstartxref\n99999999\n%%EOF",
        b"",
    ],
)
def test_a_cut_or_damaged_paper_does_not(data: bytes) -> None:
    assert not opens(io.BytesIO(data))


def test_a_recording_of_another_program_is_known(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a"), "wb") as made:
        made.setparams((1, 2, 8000, 0, "NONE", ""))
        made.writeframes(bytes(16_000))
    assert sniff((tmp_path / "a").read_bytes()[:HEAD]).type == "audio/wav"
