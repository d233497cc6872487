"""Turning an uploaded file into the text of a table, so that whoever imports it sees and can correct every cell.

What is merged downwards becomes ``〃``; what is merged sideways keeps its words in the first cell and is told.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from openpyxl.utils.cell import range_boundaries

from weiguang.events.programme.columns import recognise
from weiguang.events.programme.tables import HEADER_WITHIN, ROWS_MOST, TEXT_MOST, written
from weiguang.storage.cells import Cells, Finding, Formula, reading, sheets_of, text_of
from weiguang.storage.uploads import FileRefused, inspect

UPLOAD_MOST = 4 << 20
INSIDE_MOST = 16 << 20
ROWS_READ = ROWS_MOST + HEADER_WITHIN + 50
ABOVE = "〃"

Grid = list[list[str]]


class NoProgramme(FileRefused):
    """No sheet has a header that we know."""

    code = "header_missing"
    title = "没有找到表头；表格最上面一行要写明每一列是什么，如“活动名称、主办单位、内容、地点、时间”"


class TableTooLong(FileRefused):
    """More than a programme can be."""

    code = "table_too_long"
    title = "这张表太大了，不像一份活动安排；请只留下活动安排的部分再上传"


def read_file(data: bytes) -> dict[str, Any]:
    """The first sheet with a programme as text, with what is to be said about it. Raises every `FileRefused`."""
    kind = inspect(data, inside_most=INSIDE_MOST)
    with reading():
        for rows, merged in sheets_of(data, kind):
            grid, findings = _text_cells(rows[:ROWS_READ])
            if any(recognise(cells) for cells in grid[:HEADER_WITHIN]):
                findings += _mark_merged(grid, merged)
                return _answer(grid, findings)
    raise NoProgramme


def _text_cells(rows: list[Cells]) -> tuple[Grid, list[Finding]]:
    grid: Grid = []
    findings = []
    for number, cells in enumerate(rows, 1):
        grid.append([_text(cell) for cell in cells])
        if any(isinstance(cell, Formula) for cell in cells):
            text = f"第 {number} 行有公式，读不出它的结果；请在下面的文字里填上"
            findings.append(Finding("file", "cell_is_formula", text, "warning", number))
    while grid and not any(grid[-1]):
        grid.pop()
    return grid, findings


def _text(cell: Any) -> str:
    if isinstance(cell, datetime) and (cell.hour or cell.minute):
        return cell.strftime("%Y-%m-%d %H:%M")
    return text_of(cell).strip()


def _mark_merged(grid: Grid, merged: list[str]) -> list[Finding]:
    """Say ``〃`` in what is merged with the cell above; above the header a merged title is what it looks like."""
    header = next(at for at, cells in enumerate(grid) if recognise(cells))
    findings = []
    for place in merged:
        left, top, right, bottom = range_boundaries(place)
        if bottom is None or top is None or left is None or right is None or bottom - 1 <= header:
            continue
        for row in range(max(top, header + 1), min(bottom, len(grid))):
            cells = grid[row]
            cells += [""] * (left - len(cells))
            cells[left - 1] = cells[left - 1] or ABOVE
        if right > left:
            text = f"第 {top} 行：有单元格横着合并了（{place}），请在下面的文字里核对这一行"
            findings.append(Finding("file", "merged_across", text, "warning", top))
    return findings


def _answer(grid: Grid, findings: list[Finding]) -> dict[str, Any]:
    width = max(len(cells) for cells in grid)
    used = max(at for cells in grid for at, cell in enumerate(cells, 1) if cell)
    text = written([[*cells, *[""] * (width - len(cells))][:used] for cells in grid])
    if len(text) > TEXT_MOST:
        raise TableTooLong
    return {"text": re.sub(r"\n+$", "\n", text), "findings": [one.shown() for one in findings]}
