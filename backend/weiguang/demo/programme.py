"""The 11 rows of each programme, 2021 and 2023, as events of an imported table, each with a check-in point."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReplaceOne

from weiguang.branches.tree import load_tree
from weiguang.checkins.service import ensure_event_point
from weiguang.demo.reading import demo_id, read
from weiguang.events.models import Event
from weiguang.events.programme.models import Programme
from weiguang.events.programme.reading import Context, read_rows

YEARS = (2021, 2023)
CELLS = {
    2021: {"name": "activity_name", "host": "organizer", "content": "content", "venue": "venue", "time": "time_text"},
    2023: {"seq": "seq", "area": "area", "content": "content", "venue": "venue_text"},
}
"""The verbatim columns of each printed table, in its order."""
FAIR = demo_id("event", "2023-1")


def load_programme(now: datetime) -> None:
    """Both programmes, verbatim where they are printed."""
    programmes = [read(f"programme_{year}") for year in YEARS]
    tables = [_table(programme, now) for programme in programmes]
    Programme.collection().bulk_write([ReplaceOne({"_id": table["_id"]}, table, upsert=True) for table in tables])
    events = [event for programme in programmes for event in _events(programme, now)]
    Event.collection().bulk_write([ReplaceOne({"_id": event["_id"]}, event, upsert=True) for event in events])
    for event in events:
        ensure_event_point(event)


def _table(programme: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The printed table that the events came with, so that it can be exported and updated."""
    branch: ObjectId = demo_id("branch", "root")
    fields = CELLS[programme["year"]]
    return {
        "_id": demo_id("programme", str(programme["year"])),
        "title": programme["title"],
        "year": programme["year"],
        "branch": branch,
        "line": load_tree().line(branch),
        "columns": [
            {"field": name, "header": header} for name, header in zip(fields, programme["columns_zh"], strict=True)
        ],
        "day": programme.get("date"),
        "host": programme.get("host", ""),
        "revision": 1,
        "imports": [],
        "created_at": now,
        "changed_at": now,
    }


def _events(programme: dict[str, Any], now: datetime) -> Iterator[dict[str, Any]]:
    """Its events; titles and services are the demo's own where the table has none."""
    fields, context = CELLS[programme["year"]], _context(programme)
    cells = [{name: str(row[column]) for name, column in fields.items()} for row in programme["rows"]]
    read_back = read_rows(enumerate(cells, 1), context)
    for row, (_, printed, meant, _) in zip(programme["rows"], read_back, strict=True):
        came = {"programme": demo_id("programme", str(programme["year"])), "row": printed, "base": meant}
        yield _event(programme, row, now) | came


def _context(programme: dict[str, Any]) -> Context:
    districts = tuple({row["district"] for row in programme["rows"]})
    return Context(programme["year"], programme.get("date"), programme.get("host", ""), districts)


def _event(programme: dict[str, Any], row: dict[str, Any], now: datetime) -> dict[str, Any]:
    branch: ObjectId = demo_id("branch", row["branch"])
    return {
        "_id": demo_id("event", f"{programme['year']}-{row['seq']}"),
        "seq": row["seq"],
        "title": row["title"],
        "year": programme["year"],
        "date": row["date"],
        "date_text": row["date_text"],
        "tentative": row["tentative"],
        "district": row["district"],
        "host": row["host"],
        "hosts": [row["host"]],
        "revision": 0,
        "venues": row["venues"],
        "kind": row["kind"],
        "services": row["services"],
        "content": row["content"],
        "programmes": row.get("programmes", []),
        "blocks": programme["blocks"] if row["fair"] else [],
        "fair": row["fair"],
        "branch": branch,
        "line": load_tree().line(branch),
        "source": programme["title"],
        "created_at": now,
    }
