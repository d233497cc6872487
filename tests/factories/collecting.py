"""Spreadsheets as people fill them in, and what the form sends."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import openpyxl

from support.api import client_id

HEADERS = {
    "serial": "序号",
    "item": "心愿物品",
    "story": "上墙文字",
    "true_story": "真实情况",
    "group": "群体",
    "age_band": "年龄段",
    "district": "区县",
    "organisation": "发布单位",
    "deliver_hint": "送达方式",
    "by": "需要日期",
    "name": "姓名",
    "phone": "电话",
    "address": "地址",
    "guardian": "监护人",
}
SECRET = {"name": "钱阿秀", "phone": "13700009999", "address": "槐花巷十二弄三号", "guardian": "钱大海"}


def row(serial: Any, **more: Any) -> dict[str, Any]:
    """One filled row."""
    usual = {
        "item": "一把四脚拐杖",
        "story": "现在拄的是一根竹竿，想要一把站得牢的。",
        "true_story": "独自居住，去年摔过一次。",
        "group": "困难老人",
        "age_band": "80岁以上",
        "district": "海曙区",
        "organisation": "松年助老服务中心",
        "deliver_hint": "请送到海曙区社会组织服务中心",
        "by": "2023-07-15",
    }
    return {"serial": serial} | usual | SECRET | more


def rows(count: int, **more: Any) -> list[dict[str, Any]]:
    """That many rows, from 1."""
    return [row(serial, **more) for serial in range(1, count + 1)]


def xlsx(filled: Iterable[dict[str, Any]], change: Callable[[Any], None] = lambda _: None) -> bytes:
    """A spreadsheet with a header row; ``change`` does something to its sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(HEADERS.values()))
    for one in filled:
        sheet.append([one.get(name) for name in HEADERS])
    change(sheet)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv(filled: Iterable[dict[str, Any]], encoding: str = "utf-8") -> bytes:
    """The same as csv."""
    lines = [",".join(HEADERS.values())]
    lines += [",".join(str(one.get(name) or "") for name in HEADERS) for one in filled]
    return "\r\n".join(lines).encode(encoding)


def draft_body(**more: Any) -> dict[str, Any]:
    """What the form sends; wide enough to be published in an empty fair."""
    usual = {
        "client_id": client_id(),
        "item": "一双防滑的运动鞋",
        "story": "我喜欢跑步，想要一双防滑的运动鞋。",
        "group": "困难老人",
        "age_band": "",
        "district": "全市",
        "organisation": "松年助老服务中心",
        "deliver_hint": "请送到海曙区社会组织服务中心",
        "by": "2023-07-15",
        "beneficiary": SECRET | {"true_story": "独自居住，去年摔过一次。"},
    }
    return usual | more
