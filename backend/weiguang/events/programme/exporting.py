"""Printing a programme, or everything of a year, as the table it came as or would be."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import openpyxl
from bson import ObjectId
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from weiguang.access.actor import Actor
from weiguang.errors import NotFound
from weiguang.events.models import Event
from weiguang.events.programme.columns import HEADERS, STANDARD
from weiguang.events.programme.models import Programme
from weiguang.events.programme.words import CANCELLED
from weiguang.events.rules import hosts_of
from weiguang.storage.cells import harmless

ROWS_MOST = 2_000
OPEN = "（暂定）"
OFF = "（已取消）"

MEANS: dict[str, tuple[str, ...]] = {
    "seq": (),
    "name": ("title",),
    "host": ("hosts",),
    "area": ("district",),
    "content": ("content",),
    "venue": ("venues",),
    "time": ("date", "to_date", "starts", "ends", "date_text"),
    "blocks": ("blocks",),
    "services": ("services",),
    "stalls": ("stalls",),
    "note": (),
}
"""What a cell says about its event: while the event still says so, the cell is printed as it came."""

FLAGS = {"time": "time", "venue": "place"}
WIDTHS = {"seq": 6, "area": 12, "content": 48, "name": 32, "venue": 28}
USUAL_WIDTH = 20

StoredEvent = Mapping[str, Any]


def make_table(*, actor: Actor, programme: ObjectId | None, year: int | None) -> dict[str, Any]:
    """A programme's table, or that of all events of a year within the actor's reach, in the latest known columns.

    Raises `NotFound`, `Forbidden`.
    """
    if programme is not None:
        found = Programme.collection().find_one({"_id": programme})
        if found is None:
            raise NotFound
        actor.must("event.manage", found["line"])
        events = Event.collection().find({"programme": programme}).sort([("seq", 1), ("_id", 1)])
        return _table(found["title"], found["year"], found["columns"], events.limit(ROWS_MOST))
    if year is None:
        raise NotFound
    reach = {"line": {"$in": actor.scope("event.manage")}}
    order = [("programme", -1), ("seq", 1), ("date", 1), ("_id", 1)]  # printed rows as printed, then those made by hand
    of_year = list(Event.collection().find(reach | {"year": year}).sort(order).limit(ROWS_MOST))
    return _table(f"{year}年活动安排", year, _columns_of(reach, year, of_year), of_year)


def _columns_of(reach: dict[str, Any], year: int, events: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The columns of the latest programme up to this year, so that next year's is printed like this year's.

    A programme of one day needs no column for the time; other events do.
    """
    order = [("year", -1), ("_id", -1)]
    latest = Programme.collection().find_one(reach | {"year": {"$lte": year}}, {"columns": 1}, sort=order)
    if latest is None:
        return [_column(name) for name in STANDARD]
    columns: list[dict[str, str]] = latest["columns"]
    timed = any(column["field"] == "time" for column in columns)
    alone = all(event.get("programme") == latest["_id"] for event in events)
    return columns if timed or alone else [*columns, _column("time")]


def _column(name: str) -> dict[str, str]:
    return {"field": name, "header": HEADERS[name][0]}


def _table(title: str, year: int, columns: list[dict[str, str]], events: Iterable[StoredEvent]) -> dict[str, Any]:
    fields = [column["field"] for column in columns]
    rows = [
        {"event": event["_id"], "cells": [_cell(event, name, number, fields) for name in fields]}
        for number, event in enumerate(events, 1)
    ]
    return {"title": title, "year": year, "columns": columns, "rows": rows}


def _cell(event: StoredEvent, name: str, number: int, fields: list[str]) -> str:
    """One cell; the row's leading cell says whether the event is cancelled."""
    came, base = event.get("row") or {}, event.get("base") or {}
    flag = FLAGS.get(name)
    same = all((event.get(meant) or "") == (base.get(meant) or "") for meant in MEANS[name])
    if flag:
        same = same and _open(event, flag) == _open(base, flag)
    text = str(came[name]) if name in came and same else _said(event, name, number)
    if name != ("name" if "name" in fields else "content"):
        return text
    told = bool(event.get("cancelled"))
    if told == bool(base.get("cancelled")):
        return text
    return f"{text}{OFF}" if told else CANCELLED.sub("", text).strip()


def _said(event: StoredEvent, name: str, number: int) -> str:
    said: dict[str, Callable[[], Any]] = {
        "seq": lambda: str(number),
        "name": lambda: event["title"],
        "host": lambda: "、".join(hosts_of(event)),
        "area": lambda: event.get("district", ""),
        "content": lambda: event.get("content") or event["title"],
        "venue": lambda: "、".join(event.get("venues", [])) + (OPEN if _open(event, "place") else ""),
        "time": lambda: _time(event),
        "blocks": lambda: "、".join(event.get("blocks", [])),
        "services": lambda: "、".join(event.get("services", [])),
        "stalls": lambda: "、".join(stall["name"] for stall in event.get("stalls") or []),
        "note": lambda: (event.get("tentative") or {}).get("note", ""),
    }
    return str(said[name]())


def _time(event: StoredEvent) -> str:
    text = str(event.get("date_text") or event["date"])
    return f"{text}{OPEN}" if _open(event, "time") and "定" not in text else text


def _open(event: StoredEvent, flag: str) -> bool:
    return bool((event.get("tentative") or {}).get(flag))


def write_xlsx(table: Mapping[str, Any]) -> bytes:
    """The table as a spreadsheet: its title over all columns, then the header, then the rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    sheet.title = f"{table['year']}年"
    columns = table["columns"]
    sheet.append([harmless(table["title"])])
    sheet.append([harmless(column["header"]) for column in columns])
    for row in table["rows"]:
        sheet.append([harmless(cell) for cell in row["cells"]])
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    if len(columns) > 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    sheet.freeze_panes = "A3"
    _dress(sheet, columns)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _dress(sheet: Worksheet, columns: list[dict[str, str]]) -> None:
    line = Side(style="thin", color="999999")
    for at, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS.get(column["field"], USUAL_WIDTH)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            cell.font = Font(bold=cell.row == 2)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "2:2"


def list_programmes(*, actor: Actor, after: tuple[int, ObjectId] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` programmes within the actor's reach, the newest year first, with how many events each."""
    query: dict[str, Any] = {"line": {"$in": actor.scope("event.manage")}}
    if after:
        year, programme = after
        query |= {"year": {"$lte": year}, "$or": [{"year": {"$lt": year}}, {"_id": {"$lt": programme}}]}
    found = list(Programme.collection().find(query, {"imports": 0}).sort([("year", -1), ("_id", -1)]).limit(limit + 1))
    ids = [programme["_id"] for programme in found]
    counted: list[dict[str, Any]] = [{"$match": {"programme": {"$in": ids}}}, {"$sortByCount": "$programme"}]
    counts = {row["_id"]: row["count"] for row in Event.collection().aggregate(counted)}
    names = ("title", "year", "branch", "day", "host", "changed_at")
    return [
        {"id": one["_id"], "events": counts.get(one["_id"], 0), **{name: one[name] for name in names}} for one in found
    ]
