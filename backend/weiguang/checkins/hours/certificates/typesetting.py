"""Chinese text on a PDF page: Songti that every reader brings along, Latin and figures in Times, lines broken between.

No font file is shipped (ADR 13): ``STSong-Light`` is one of the Chinese fonts that the PDF standard lets a reader
supply itself. Its Latin letters differ from reader to reader; Times is the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SONG, TIMES = "STSong-Light", "Times-Roman"
HANGING = "，。、；：）”》！？"
"""Marks that never begin a line."""
_RUNS = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")
_PIECES = re.compile(r"[\x21-\x7e]+|.", re.DOTALL)

pdfmetrics.registerFont(UnicodeCIDFont(SONG))


def _runs(text: str) -> Iterator[tuple[str, str]]:
    for run in _RUNS.findall(text):
        yield run, TIMES if run[0] <= "\x7e" else SONG


def width_of(text: str, size: float) -> float:
    """How wide a text is drawn, in points."""
    return float(sum(pdfmetrics.stringWidth(run, font, size) for run, font in _runs(text)))


def wrap(text: str, size: float, width: float, *, indent: float = 0) -> list[str]:
    """Cut a text into lines of at most ``width``; the first begins ``indent`` in. A word longer than a line is cut."""
    lines, line, room = [], "", width - indent
    for piece in _split(text, size, width):
        if line and piece not in HANGING and width_of(line + piece, size) > room:
            lines.append(line.rstrip())
            line, room = piece.lstrip(), width
        else:
            line += piece
    return [*lines, line] if line else lines


def _split(text: str, size: float, width: float) -> Iterator[str]:
    for piece in _PIECES.findall(text):
        yield from (piece if width_of(piece, size) > width else [piece])


def write(canvas: Canvas, x: float, y: float, text: str, size: float, *, bold: float = 0) -> None:
    """Write one line; ``bold`` is how many points the strokes gain, for Songti has no bold cut everywhere."""
    canvas.saveState()  # or every later line would be bold too
    line = canvas.beginText(x, y)
    if bold:
        line.setTextRenderMode(2)
        canvas.setLineWidth(bold)
    for run, font in _runs(text):
        line.setFont(font, size)
        line.textOut(run)
    canvas.drawText(line)
    canvas.restoreState()


def write_right(canvas: Canvas, x: float, y: float, text: str, size: float, *, bold: float = 0) -> None:
    """Write one line that ends at ``x``."""
    write(canvas, x - width_of(text, size), y, text, size, bold=bold)


def write_spaced(canvas: Canvas, middle: float, y: float, text: str, size: float, *, gap: float, bold: float) -> None:
    """Write a title around ``middle`` with a gap between its letters."""
    x = middle - (width_of(text, size) + gap * (len(text) - 1)) / 2
    for letter in text:
        write(canvas, x, y, letter, size, bold=bold)
        x += width_of(letter, size) + gap
