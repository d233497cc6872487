"""A spreadsheet's cells and what is found in them: xlsx by openpyxl, csv in the encodings people save. Pure."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.cell.cell import TYPE_ERROR, TYPE_FORMULA
from openpyxl.utils.exceptions import InvalidFileException

from weiguang.storage.uploads import FileBroken, FileRefused

READ_MOST = 20_000
"""Rows looked at: beyond, a sheet is only formatted, or far too long."""
COLUMNS_MOST = 60
TELLING_BYTES = 18
"""A line with so many bytes beyond ASCII is never by chance right in UTF-8."""

Cells = list[Any]
Sheet = tuple[list[Cells], list[str]]
"""Rows of cells, and the merged ranges such as ``A5:B7``."""

_UNREADABLE = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    csv.Error,
    zipfile.BadZipFile,
)
"""What the libraries raise at files that are not what they say; a parse error is a `SyntaxError`."""


class MixedEncodings(FileRefused):
    """Some lines are in UTF-8, others are not."""

    code = "mixed_encodings"
    title = "这个 csv 里混着两种文字编码；请用 Excel 打开、另存为“CSV UTF-8”再上传"


@dataclass(frozen=True)
class Finding:
    """One thing to put right (error) or to look at (warning); ``row`` is the table's, None for the table as a whole."""

    field: str
    code: str
    message: str
    level: str = "error"
    row: int | None = None

    def shown(self) -> dict[str, Any]:
        """As documents and answers hold it."""
        return asdict(self)


class Formula:
    """A cell that holds a formula, or the error of one, instead of a value."""


def sheets_of(data: bytes, kind: str) -> Iterator[Sheet]:
    """The sheets of a file that `uploads.inspect` let through, read as they are asked for (see `reading`)."""
    return csv_sheets(data) if kind == "csv" else xlsx_sheets(data)


@contextmanager
def reading() -> Iterator[None]:
    """Around everything that reads sheets: whatever the libraries stumble over is a `FileBroken`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks up about styles that it does not keep
            yield
    except _UNREADABLE:
        raise FileBroken from None


def text_of(cell: Any) -> str:
    """A cell as text: whole numbers without a point, days as days, a formula as nothing."""
    if cell is None or isinstance(cell, (Formula, bool)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()[:10]
    return str(cell).replace("\r\n", "\n").replace("_x000D_", "")


def xlsx_sheets(data: bytes) -> Iterator[Sheet]:
    """Each visible worksheet, read as a stream: a sheet that says it is huge costs nothing."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        worksheets: list[Any] = list(book.worksheets)
        for sheet in worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()
                yield _cells_of(sheet), _merged_in(data, sheet._worksheet_path)
    finally:
        book.close()


def _cells_of(sheet: Any) -> list[Cells]:
    rows = []
    for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_MOST), 1):
        if number > READ_MOST:
            break
        rows.append([Formula() if cell.data_type in (TYPE_FORMULA, TYPE_ERROR) else cell.value for cell in cells])
    return rows


def _merged_in(data: bytes, path: str) -> list[str]:
    """Merged ranges such as ``A5:B7``: the streaming reader does not tell them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = re.findall(
            rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})\"", archive.read(path)
        )
    return [place.decode() for place in found]


def csv_sheets(data: bytes) -> Iterator[Sheet]:
    text = decode_text(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;", key=first.count)
    rows: list[Cells] = []
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        if len(rows) >= READ_MOST:
            break
        rows.append([Formula() if cell.startswith("=") else cell for cell in cells[:COLUMNS_MOST]])
    yield rows, []


def decode_text(data: bytes) -> str:
    """Text in UTF-8 or UTF-16 (with their marks), UTF-8, or GB18030; raises `MixedEncodings` or `FileRefused`."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as broken:
        _refuse_mixed(data, broken.start)
    return _decoded(data, "gb18030")


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as broken:
        row = data[: broken.start].count(b"\n") + 1
        raise MixedEncodings(f"第 {row} 行的文字读不出来；请用 Excel 打开、另存为“CSV UTF-8”再上传") from None


def _refuse_mixed(data: bytes, broken_at: int) -> None:
    """A file that is not all UTF-8, with lines that certainly are: reading it as GB18030 would garble them."""
    for number, line in enumerate(data.split(b"\n"), 1):
        if sum(byte >= 0x80 for byte in line) < TELLING_BYTES:
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        other = data[:broken_at].count(b"\n") + 1
        raise MixedEncodings(f"第 {number} 行和第 {other} 行的文字编码不一样；请用 Excel 打开、另存为“CSV UTF-8”再上传")


def harmless(text: str) -> str:
    """A text as a spreadsheet cell: never a formula (OWASP: CSV injection), no signs that a file cannot hold."""
    clean = "".join(letter for letter in text if letter.isprintable() or letter == "\n")
    return f"'{clean}" if clean[:1] in ("=", "+", "-", "@") else clean
