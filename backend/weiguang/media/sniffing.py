"""What a file is, by its first bytes; its name and what the sender calls it count for nothing. Pure."""

from __future__ import annotations

from typing import NamedTuple

from weiguang.errors import Unacceptable

HEAD = 4096
"""How many bytes from the beginning decide."""
PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024
"""The mark may stand behind a little rubbish (PDF 1.7, Annex H)."""


class FileKindRefused(Unacceptable):
    """Nothing that a phone's browser shows or plays."""

    code = "file_kind_refused"
    title = (
        "这个文件不能用：只能上传照片（JPG、PNG、WEBP）、音频、视频（MP4、MOV、WEBM）和 PDF；Word、PPT 请先另存为 PDF"
    )


class PhotoFormatRefused(FileKindRefused):
    """A picture, of a kind that browsers cannot show."""

    code = "photo_format_refused"
    title = "这种格式的照片很多手机打不开，请在相册里存成 JPG 再上传"


class Sniffed(NamedTuple):
    """``kind`` picture, audio, video or file, and the media type."""

    kind: str
    type: str


PREFIXES: tuple[tuple[bytes, Sniffed], ...] = (
    (b"\xff\xd8\xff", Sniffed("picture", "image/jpeg")),
    (b"\x89PNG\r\n\x1a\n", Sniffed("picture", "image/png")),
    (b"ID3", Sniffed("audio", "audio/mpeg")),
    (b"fLaC", Sniffed("audio", "audio/flac")),
)
RIFF = {b"WEBP": Sniffed("picture", "image/webp"), b"WAVE": Sniffed("audio", "audio/wav")}
QUICKTIME = b"qt  "
HEIF = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
"""Brands of ISO media files that are photos."""


def sniff(head: bytes) -> Sniffed:
    """What begins with ``head``; raises `FileKindRefused`."""
    for mark, sniffed in PREFIXES:
        if head.startswith(mark):
            return sniffed
    found = _riff(head) or _iso(head) or _webm(head) or _ogg(head) or _mpeg_frame(head)
    if found is None and PDF_MARK in head[: PDF_MARK_WITHIN + len(PDF_MARK)]:
        found = Sniffed("file", "application/pdf")
    if found is None:
        raise FileKindRefused
    return found


def _riff(head: bytes) -> Sniffed | None:
    return RIFF.get(head[8:12]) if head.startswith(b"RIFF") else None


def _iso(head: bytes) -> Sniffed | None:
    """An MP4 or MOV; whether it is a film or only sound is in its tracks (`films.read_film`)."""
    if head[4:8] in (b"moov", b"mdat", b"wide"):  # QuickTime from before it had brands
        return Sniffed("video", "video/quicktime")
    if head[4:8] != b"ftyp":
        return None
    if head[8:12] in HEIF:
        raise PhotoFormatRefused
    return Sniffed("video", "video/quicktime" if head[8:12] == QUICKTIME else "video/mp4")


def _webm(head: bytes) -> Sniffed | None:
    """WebM, the part of Matroska that browsers play; the codec ids of its tracks say whether there is a film."""
    if not head.startswith(b"\x1a\x45\xdf\xa3") or b"webm" not in head[:64]:
        return None
    return Sniffed("video", "video/webm") if b"V_VP" in head or b"V_AV1" in head else Sniffed("audio", "audio/webm")


def _ogg(head: bytes) -> Sniffed | None:
    if not head.startswith(b"OggS") or b"theora" in head[:128]:
        return None
    return Sniffed("audio", "audio/ogg")


def _mpeg_frame(head: bytes) -> Sniffed | None:
    """The header of a frame of MPEG audio (ISO 11172-3, 2.4.1.3), or of AAC with ADTS headers."""
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0 and (head[2] >> 2) & 15 < 13:
        return Sniffed("audio", "audio/aac")
    layer_3, bitrate, rate = head[1] & 0xE6 == 0xE2, head[2] >> 4, (head[2] >> 2) & 3
    return Sniffed("audio", "audio/mpeg") if layer_3 and bitrate not in (0, 15) and rate != 3 else None
