"""Finding the programme in a text with tabs: its title, its header row, its rows. Pure.

A cell that holds a line break stands in quotation marks, as spreadsheets copy it. ``〃`` (also 同上) says that
a cell is merged with the one above.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from weiguang.events.programme.columns import LABELS, check_header, recognise
from weiguang.events.programme.words import DITTO
from weiguang.storage.cells import Finding

ROWS_MOST = 500
TEXT_MOST = 300_000
HEADER_WITHIN = 15
CELL_MOST = 2_000
TITLE_MOST = 120

Grid = list[list[str]]


@dataclass(frozen=True)
class Column:
    """A column that is kept: what it means, and how the table calls it."""

    field: str
    header: str


@dataclass
class Table:
    """A programme as printed: rows as (row number, field → cell), and what is wrong at large."""

    title: str = ""
    columns: list[Column] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_text(text: str, *, day_given: bool = False) -> Table:
    """Read what was pasted. ``day_given``: the day of all rows is known, so a column for it may be missing."""
    grid = grid_of(text)
    if not any(any(row) for row in grid):
        return Table(findings=[Finding("file", "table_empty", "这里还没有表格；请把整张表（连表头）复制后粘贴进来")])
    for at, cells in enumerate(grid[:HEADER_WITHIN]):
        known = recognise(cells)
        if known:
            return _below(grid, at, known, day_given)
    if max(len(row) for row in grid) < 2:
        message = "没有看到表格，只有文字；请在网页、Word 或 Excel 里选中整张表，复制后粘贴"
        return Table(findings=[Finding("file", "no_columns", message)])
    message = "没有找到表头；表格最上面一行要写明每一列是什么，如“活动名称、主办单位、内容、地点、时间”"
    return Table(findings=[Finding("file", "header_missing", message)])


def grid_of(text: str) -> Grid:
    """Rows of cells. Quotation marks that do not pair up are part of the words, never a reason to swallow rows."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    rows = _parsed(text, csv.QUOTE_MINIMAL)
    if rows is None or any("\t" in cell for row in rows for cell in row):
        rows = _parsed(text, csv.QUOTE_NONE) or []
    return [[_clean(cell) for cell in row] for row in rows]


def _parsed(text: str, quoting: int) -> Grid | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=quoting, strict=True))  # type: ignore[arg-type]
    except csv.Error:
        return None


def _clean(cell: str) -> str:
    """Without signs that nobody sees; a quote that keeps a formula from being one is no part of the words."""
    cell = cell.replace("\u00a0", " ").replace("\u3000", " ")
    if not cell.isprintable():
        cell = "".join(letter for letter in cell if letter.isprintable() or letter == "\n")
    kept = cell.strip()
    return kept[1:] if re.match(r"'[=+\-@]", kept) else kept


def _below(grid: Grid, header: int, known: dict[int, str], day_given: bool) -> Table:
    """The rows under the header; their numbers are the table's, from 1."""
    columns = [Column(name, grid[header][at][:40]) for at, name in known.items()]
    table = Table(title=_title(grid[:header]), columns=columns)
    table.findings += check_header(known, grid[header], header + 1, day_given=day_given)
    above: dict[str, str] = {}
    for number, cells in enumerate(grid[header + 1 :], header + 2):
        again = recognise(cells)
        if again:
            table.findings.append(_another(number, again == known))
            break
        row = {name: cells[at] if at < len(cells) else "" for at, name in known.items()}
        if any(value for name, value in row.items() if name != "seq"):
            above = _unmerged(table, number, row, above)
            table.rows.append((number, above))
    _check_size(table, header + 1)
    return table


def _title(rows: Sequence[Sequence[str]]) -> str:
    """What stands alone above the header, such as the programme's title."""
    alone = [cells[0] for row in rows if len(cells := list(dict.fromkeys(cell for cell in row if cell))) == 1]
    return " ".join(alone[0].split())[:TITLE_MOST] if alone else ""


def _another(number: int, same: bool) -> Finding:
    what = "又出现一次表头" if same else "又是另一张表的表头"
    return Finding("file", "second_table", f"第 {number} 行{what}；一次请只放一张表，删去多余的再试", row=number)


def _unmerged(table: Table, number: int, row: dict[str, str], above: dict[str, str]) -> dict[str, str]:
    """The row with what it shares with the one above filled in, and said."""
    same = [name for name, cell in row.items() if cell in DITTO]
    filled = dict(row)
    for name in same:
        value = above.get(name, "")
        filled[name] = value
        if not value:
            text = f"第 {number} 行：“{LABELS[name]}”和上一行合并在一起，可上一行是空的，请填上"
            table.findings.append(Finding(name, "merged_with_nothing", text, row=number))
    told = [name for name in same if filled[name]]
    if told:
        said = "、".join(f"“{LABELS[name]}”按“{_short(filled[name])}”" for name in told)
        text = f"第 {number} 行：单元格和上一行合并在一起，{said}导入，请核对"
        table.findings.append(Finding(told[0], "merged_cells", text, "warning", number))
    return filled


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 16 else f"{line[:16]}…"


def _check_size(table: Table, header: int) -> None:
    if not table.rows:
        text = f"第 {header} 行的表头下面没有活动，请从下一行起，每行写一场"
        table.findings.append(Finding("file", "no_rows", text, row=header))
    if len(table.rows) > ROWS_MOST:
        number = table.rows[ROWS_MOST][0]
        text = f"一次最多导入 {ROWS_MOST} 行，从第 {number} 行起请另外导入"
        table.findings.append(Finding("file", "too_many_rows", text, row=number))
        del table.rows[ROWS_MOST:]
    for number, row in table.rows:
        for name, cell in row.items():
            if len(cell) > CELL_MOST:
                text = f"第 {number} 行：“{LABELS[name]}”太长了，请写在 {CELL_MOST} 个字以内"
                table.findings.append(Finding(name, "cell_too_long", text, row=number))


def written(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text with tabs, which `grid_of` reads back; a tab inside a cell is a blank."""
    out = io.StringIO(newline="")
    lines = ([cell.replace("\t", " ") for cell in row] for row in rows)
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(lines)
    return out.getvalue()
