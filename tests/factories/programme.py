"""The newspaper's tables as people copy them."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

PUBLISHED = Path(__file__).parents[2] / "backend" / "weiguang" / "demo" / "data"
CELLS = {
    2021: ("activity_name", "organizer", "content", "venue", "time_text"),
    2023: ("seq", "area", "content", "venue_text"),
}
"""The verbatim columns of each published programme, in the order they are printed in."""

TITLE = "2026年党员公益日活动安排"
HEADER = ("序号", "活动名称", "主办单位", "内容", "地点", "时间")
DISTRICTS = ("海曙区", "江北区", "镇海区", "北仑区", "鄞州区", "奉化区", "余姚市", "慈溪市", "宁海县", "象山县")


@cache
def published(year: int) -> dict[str, Any]:
    """A published programme, as the demo keeps it."""
    return json.loads((PUBLISHED / f"programme_{year}.json").read_text())


def printed(year: int) -> list[list[str]]:
    """Its table: title, header, rows."""
    programme = published(year)
    rows = [[str(row[name]) for name in CELLS[year]] for row in programme["rows"]]
    return [[programme["title"]], list(programme["columns_zh"]), *rows]


def copied(rows: list[list[str]]) -> str:
    """As a browser copies a table: tabs and line breaks."""
    return "\n".join("\t".join(cells) for cells in rows)


def row(number: int, **more: str) -> list[str]:
    """One row of a table of our own."""
    usual = {
        "name": f"便民服务第{number}场",
        "host": f"海曙区第{number}社区",
        "content": "理发、磨剪刀。",
        "venue": "鼓楼广场",
        "time": "6月28日上午9:00",
    }
    return [str(number), *(usual | more).values()]


def table(*rows: list[str], title: str = TITLE) -> str:
    """A table of our own."""
    return copied([[title], list(HEADER), *rows])


def workbook(rows: list[list[Any]], *merged: str) -> bytes:
    """The rows as xlsx; ``merged`` are ranges such as ``E3:E5``."""
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append(cells)
    for place in merged:
        book.active.merge_cells(place)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
