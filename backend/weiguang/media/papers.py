"""Looking at a PDF: its end points to its table of contents, so one that was cut off or damaged there does not open."""

from __future__ import annotations

import io
import re
from typing import BinaryIO

from weiguang.media.sniffing import PDF_MARK, PDF_MARK_WITHIN

TAIL = 2048
_END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_TABLE = re.compile(rb"\s*(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
"""A cross-reference table, or the object that holds a cross-reference stream (PDF 1.7, 7.5.4 and 7.5.8)."""


def opens(file: BinaryIO) -> bool:
    """Whether the end names a place where a table of contents stands."""
    head = _at(file, 0, PDF_MARK_WITHIN + len(PDF_MARK))
    end = file.seek(0, io.SEEK_END)
    places = _END.findall(_at(file, max(0, end - TAIL), TAIL))
    if PDF_MARK not in head or not places:
        return False
    place = int(places[-1])
    # Places are counted from the mark where a mail program put something before it.
    return any(_TABLE.match(_at(file, at, 64)) for at in {place, place + head.index(PDF_MARK)} if at < end)


def _at(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)
