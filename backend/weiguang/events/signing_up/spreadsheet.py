"""The list of who signed up as a spreadsheet: names and masked phones, formulas neutralised."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from bson import ObjectId
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from weiguang.access.actor import Actor
from weiguang.events.signing_up.models import Roster
from weiguang.events.signing_up.planning import reach
from weiguang.events.signing_up.rostering import Row, roster_rows, unlimited_rows, with_names
from weiguang.storage.cells import harmless
from weiguang.storage.clock import SHANGHAI

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_MOST = 20_000
"""Far beyond any event; a file of that length still fits in the memory of a small machine."""

_HEADER = ("岗位", "开始", "结束", "姓名", "手机", "状态", "报名时间")
_WIDTHS = (16, 18, 18, 14, 16, 12, 18)
_AT_ONCE = 1_000


def write_roster(*, actor: Actor, event: ObjectId) -> bytes:
    """The workbook's bytes. Raises `NotFound`, `Forbidden`."""
    title = reach(actor, event)["title"]
    roster = Roster.collection().find_one({"_id": event}, {"posts": 1, "shifts": 1, "seats": 1})
    rows = (
        roster_rows(roster)
        if roster
        else [row for row, _ in zip(unlimited_rows(event), range(ROWS_MOST), strict=False)]
    )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("报名名单")
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.append([_bold(sheet, harmless(title))])
    sheet.append([_bold(sheet, text) for text in _HEADER])
    for start in range(0, len(rows), _AT_ONCE):
        for row in with_names(rows[start : start + _AT_ONCE]):
            sheet.append(_cells(sheet, row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cells(sheet: Any, row: Row) -> list[Any]:
    state = "已报名" if row["position"] is None else f"候补第 {row['position']} 位"
    times = [_moment(sheet, row[name]) for name in ("starts_at", "ends_at")]
    texts = [harmless(row[name]) for name in ("name", "phone")]
    return [harmless(row["post"]), *times, *texts, state, _moment(sheet, row["registered_at"])]


def _moment(sheet: Any, moment: datetime | None) -> Any:
    if moment is None:
        return None
    cell = WriteOnlyCell(sheet, moment.astimezone(SHANGHAI).replace(tzinfo=None))
    cell.number_format = "yyyy-mm-dd hh:mm"
    return cell
