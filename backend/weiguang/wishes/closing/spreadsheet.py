"""The closing report as a spreadsheet: four sheets, written row by row, without a name or a phone."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from bson import ObjectId
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from weiguang.access.actor import Actor
from weiguang.storage.cells import harmless
from weiguang.storage.clock import SHANGHAI, local_day
from weiguang.wishes.closing.rules import (
    CASE_REASONS,
    CHANNEL_WORDS,
    WITHDRAW_REASONS,
    case_reason,
    channel_of,
    moments_of,
)
from weiguang.wishes.closing.service import make_report, reach_report, read_wishes
from weiguang.wishes.fund.rules import ALLOCATIONS_MOST, SALES_MOST
from weiguang.wishes.fund.service import list_allocations, list_sales
from weiguang.wishes.rules import STATE_WORDS, promised_day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_MOST = 20_000
"""Far beyond any fair; a file of that length still fits in the memory of a small machine."""

_WISH = ("序号", "编号", "心愿", "人群", "年龄", "区域", "发布单位", "状态", "认领方式", "约定日期")
_WISH_TIMES = ("上墙时间", "认领时间", "备齐时间", "送达时间", "反馈时间")
_SALE_STATES = {"pending": "待补凭证", "booked": "已入账", "voided": "已作废"}
_ALLOCATION_STATES = {"reserved": "拨付中", "settled": "已拨付", "released": "已撤回"}

Row = Sequence[Any]


def write_report(*, actor: Actor, fair: ObjectId, now: datetime) -> bytes:
    """The workbook's bytes. Raises `NotFound`, `Forbidden`."""
    event = reach_report(actor, fair)
    report, today = make_report(event, now), local_day(now)
    wishes = [wish for wish, _ in zip(read_wishes(fair), range(ROWS_MOST), strict=False)]
    book = Workbook(write_only=True)
    _sheet(book, "概况", ("项目", "数量", "单位"), _overview(report), widths=(36, 14, 8))
    header = (*_WISH, *_WISH_TIMES, "撤下原因")
    _sheet(book, "心愿明细", header, (_wish(wish) for wish in wishes), widths=(8, 10, 36, *[14] * 13))
    _sheet(book, "义卖账目", _FUND, _accounts(fair), widths=(8, 18, 12, 10, 18, 28, 28, 36))
    open_cases = ((wish, case_reason(wish, today)) for wish in wishes)
    left = (_case(wish, reason) for wish, reason in open_cases if reason)
    _sheet(
        book,
        "未完成",
        ("序号", "编号", "心愿", "区域", "状态", "原因", "约定日期"),
        left,
        widths=(8, 10, 36, *[16] * 4),
    )
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _sheet(book: Workbook, title: str, header: Row, rows: Iterable[Row], widths: Sequence[int]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.append([_bold(sheet, text) for text in header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """Texts are made harmless, moments are Shanghai's, amounts have two digits."""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value.astimezone(SHANGHAI).replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    if isinstance(value, Decimal):
        cell = WriteOnlyCell(sheet, float(value))
        cell.number_format = "#,##0.00"
        return cell
    return value


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


def _overview(report: dict[str, Any]) -> Iterable[Row]:
    yield report["title"], None, None
    yield "日期", report["date"], None
    yield "地点", report["venue"], None
    yield "统计时间", report["as_of"], None
    yield "已送达", report["delivered"], "件"
    yield "共（上墙且没有撤下）", report["wishes"], "件"
    yield "送达比例", report["delivered_percent"], "%"
    for name, title in (("open_to_claimed", "从上墙到认领"), ("claimed_to_delivered", "从认领到送达")):
        span = report[name]
        yield f"{title}：中位数", span["median_days"], "天"
        yield f"{title}：最长", span["max_days"], "天"
        yield f"{title}：有记录的心愿", span["wishes"], "件"
    for row in report["by_state"]:
        yield f"状态：{STATE_WORDS[row['state']]}", row["wishes"], "件"
    words = {"group": ("人群", {}), "district": ("区域", {}), "channel": ("认领方式", CHANNEL_WORDS)}
    for by, (title, known) in words.items():
        for row in report[f"by_{by}"]:
            name = known.get(row[by], row[by])
            yield f"{title}：{name}，共", row["wishes"], "件"
            yield f"{title}：{name}，已送达", row["delivered"], "件"
    for row in report["cases"]:
        yield f"未完成：{CASE_REASONS[row['reason']]}", row["wishes"], "件"
    for row in report["withdrawn"]:
        yield f"撤下：{WITHDRAW_REASONS[row['reason']]}", row["wishes"], "件"
    fund = report["fund"]
    yield "义卖收入", _yuan(fund["received_fen"]), "元"
    yield "已拨付", _yuan(fund["allocated_fen"]), "元"
    yield "结余", _yuan(fund["free_fen"]), "元"
    for source in fund["sources"]:
        yield f"募捐单位：{source['organisation']}", source["filing_number"], None


def _wish(wish: dict[str, Any]) -> Row:
    channel, reason = channel_of(wish), (wish.get("withdrawn") or {}).get("reason")
    return (
        wish["serial"],
        wish["_id"],
        *(wish[name] for name in ("item", "group", "age_band", "district", "organisation")),
        STATE_WORDS[wish["state"]],
        CHANNEL_WORDS.get(channel or "", ""),
        promised_day(wish) if wish.get("claim") else None,
        *moments_of(wish).values(),
        WITHDRAW_REASONS.get(reason or "", ""),
    )


def _case(wish: dict[str, Any], reason: str) -> Row:
    facts = (wish["serial"], wish["_id"], wish["item"], wish["district"], STATE_WORDS[wish["state"]])
    return (*facts, CASE_REASONS[reason], promised_day(wish) if wish.get("claim") else None)


_FUND = ("类别", "时间", "金额（元）", "状态", "摊位", "募捐单位", "备案编号", "说明")


def _accounts(fair: ObjectId) -> Iterable[Row]:
    """Every entry in the order it was made: sales, the corrections of each, then what went to which wish."""
    for sale in reversed(list_sales(fair=fair, before=None, limit=SALES_MOST)):
        source = (sale["stall"], sale["organisation"], sale["filing_number"])
        yield "收入", sale["sold_at"], _yuan(sale["fen"]), _SALE_STATES[sale["state"]], *source, sale["note"]
        for one in sale["corrections"]:
            yield "更正", one["at"], _yuan(-one["fen"]), "已入账", *source, one["reason"]
    for one in reversed(list_allocations(fair=fair, before=None, limit=ALLOCATIONS_MOST)):
        wish = one["wish"]
        told = f"{wish['serial']} 号心愿 {wish['code']}：{wish['item']}"
        yield "拨付", one["at"], _yuan(-one["fen"]), _ALLOCATION_STATES[one["state"]], "", "", "", told
