"""Looking into MP4 and MOV files: is the table of contents there, is there a film or only sound, how long does it last.

A file is a row of boxes (ISO 14496-12, 4.2), of which ``moov`` is the table of contents; without it nothing plays, and
it often stands last, so a film that was cut off has none. Only the boxes' headers and that table are read.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

BOXES_MOST = 10_000
MOOV_MOST = 32 << 20
"""A film of ten hours has a table of about ten megabytes."""


class Film(NamedTuple):
    """Whether there are pictures or only sound, and how many seconds when the table says so."""

    pictures: bool
    duration_s: float | None


def read_film(file: BinaryIO) -> Film | None:
    """What the table of contents says, or None when there is none or it is broken."""
    for kind, begin, size in _boxes(file):
        if kind == b"moov" and 8 <= size <= MOOV_MOST:
            file.seek(begin)
            table = file.read(size)
            return _film(table) if len(table) == size else None
    return None


def _boxes(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Kind, begin and size (both of the content) of the boxes of the file."""
    end, at = file.seek(0, io.SEEK_END), 0
    for _ in range(BOXES_MOST):
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            return
        size, kind, head = int.from_bytes(header[:4]), header[4:8], 8
        if size == 1:
            size, head = int.from_bytes(header[8:16]), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            return
        yield kind, at + head, size - head
        at += size


def _film(table: bytes) -> Film | None:
    """Handlers name the kinds of tracks; the movie header has the time scale and the duration."""
    pictures, sound = b"vide" in table, b"soun" in table
    if not (pictures or sound):
        return None
    return Film(pictures, _duration(table))


def _duration(table: bytes) -> float | None:
    at = table.find(b"mvhd")
    if at < 0 or len(table) < at + 40:
        return None
    long = table[at + 4] == 1
    scale, duration = struct.unpack_from(">IQ" if long else ">II", table, at + (24 if long else 16))
    return duration / scale if scale and 0 < duration < scale * 1_000_000 else None
