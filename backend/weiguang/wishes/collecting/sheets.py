"""Finding the wishes in a spreadsheet: its header row and the rows below. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from weiguang.storage.cells import Cells, Finding, Sheet, reading, sheets_of, text_of
from weiguang.storage.uploads import FileRefused
from weiguang.wishes.collecting.columns import EXAMPLE, check_header, recognise

ROWS_MOST = 5_000
HEADER_WITHIN = 10
FINDINGS_OF_MERGES = 20


class HeaderMissing(FileRefused):
    """No row has headers that we know."""

    code = "header_missing"
    title = "没有找到表头；请下载模板，照着第一行的列名填写（至少要有序号、心愿物品、上墙文字、群体、发布单位）"


@dataclass(frozen=True)
class Table:
    """A spreadsheet as read: data rows as (row number, field → cell), the columns known, and what is wrong at large."""

    rows: list[tuple[int, dict[str, Any]]]
    columns: list[dict[str, str]]
    findings: list[Finding]


def read_table(data: bytes, kind: str) -> Table:
    """Read a file that `uploads.inspect` let through; raises a `FileRefused`."""
    with reading():
        return _table(sheets_of(data, kind))


def _table(sheets: Iterable[Sheet]) -> Table:
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
