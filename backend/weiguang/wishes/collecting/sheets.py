"""Reading a spreadsheet's cells: xlsx by openpyxl, csv in the encodings people save it in. Pure."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.cell.cell import TYPE_ERROR, TYPE_FORMULA
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from weiguang.wishes.collecting.columns import EXAMPLE, Formula, check_header, recognise, text_of
from weiguang.wishes.collecting.files import FileBroken, FileRefused
from weiguang.wishes.collecting.rules import Finding

ROWS_MOST = 5_000
HEADER_WITHIN = 10
READ_MOST = 20_000
"""Rows looked at: beyond, a sheet is only formatted, or far too long."""
COLUMNS_MOST = 60
TELLING_BYTES = 18
"""A line with so many bytes beyond ASCII is never by chance right in UTF-8."""
FINDINGS_OF_MERGES = 20

Cells = list[Any]

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


class HeaderMissing(FileRefused):
    """No row has headers that we know."""

    code = "header_missing"
    title = "没有找到表头；请下载模板，照着第一行的列名填写（至少要有编号、心愿物品、上墙文字、群体、发布单位）"


class MixedEncodings(FileRefused):
    """Some lines are in UTF-8, others are not."""

    code = "mixed_encodings"
    title = "这个 csv 里混着两种文字编码；请用 Excel 打开、另存为“CSV UTF-8”再上传"


@dataclass(frozen=True)
class Table:
    """A spreadsheet as read: data rows as (row number, field → cell), the columns known, and what is wrong at large."""

    rows: list[tuple[int, dict[str, Any]]]
    columns: list[dict[str, str]]
    findings: list[Finding]


def read_table(data: bytes, kind: str) -> Table:
    """Read a file that `files.inspect` let through; raises a `FileRefused`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks up about styles that it does not keep
            return _table(_csv_sheets(data) if kind == "csv" else _xlsx_sheets(data))
    except _UNREADABLE:
        raise FileBroken from None


def _table(sheets: Iterable[tuple[list[Cells], list[str]]]) -> Table:
    """The first sheet with a header row."""
    for rows, merged in sheets:
        for at, cells in enumerate(rows[:HEADER_WITHIN]):
            known = recognise(cells)
            if known:
                return _below(rows, at, known, merged)
    raise HeaderMissing


def _below(rows: list[Cells], header: int, known: dict[int, str], merged: list[str]) -> Table:
    """The data rows under the header; row numbers are the spreadsheet's, from 1."""
    found = check_header(known, header + 1) + _merges(merged, header + 1)
    data = []
    for number, cells in enumerate(rows[header + 1 :], header + 2):
        named = {name: cells[at] for at, name in known.items() if at < len(cells) and cells[at] not in (None, "")}
        if named and not _is_example(named):
            data.append((number, named))
    if not data:
        found.append(Finding("item", "no_rows", "表头下面没有心愿，请从表头下一行起，每行填一个心愿"))
    if len(data) > ROWS_MOST:
        text = f"一次最多导入 {ROWS_MOST} 行，请分成几个表格上传"
        found.append(Finding("serial", "too_many_rows", text, row=data[ROWS_MOST][0]))
        data = data[:ROWS_MOST]
    columns = [
        {"column": get_column_letter(at + 1), "header": text_of(rows[header][at]).strip()[:40], "field": name}
        for at, name in known.items()
    ]
    return Table(data, columns, found)


def _is_example(named: dict[str, Any]) -> bool:
    return any(text_of(cell).strip().startswith(EXAMPLE) for cell in list(named.values())[:1])


def _merges(merged: list[str], header: int) -> list[Finding]:
    """A merged title above the header is harmless; below it a merged cell leaves rows empty."""
    found = []
    for place in merged:
        first, last = (int(number) for number in re.findall(r"[0-9]+", place))
        if last >= header:
            row = max(first, header)
            text = f"有合并的单元格（{place}），请取消合并，每一行都填上"
            found.append(Finding("serial", "merged_cells", text, row=row))
    return found[:FINDINGS_OF_MERGES]


def _xlsx_sheets(data: bytes) -> Iterator[tuple[list[Cells], list[str]]]:
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


def _csv_sheets(data: bytes) -> Iterator[tuple[list[Cells], list[str]]]:
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
