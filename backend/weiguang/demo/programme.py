"""The 11 rows of each programme, 2021 and 2023, as events with their tentative flags and a check-in point."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReplaceOne

from weiguang.branches.tree import load_tree
from weiguang.checkins.service import ensure_event_point
from weiguang.demo.reading import demo_id, read
from weiguang.events.models import Event

YEARS = (2021, 2023)
FAIR = demo_id("event", "2023-1")


def load_programme(now: datetime) -> None:
    """Both programmes, verbatim where they are printed."""
    events = [
        _event(read(f"programme_{year}"), row, now) for year in YEARS for row in read(f"programme_{year}")["rows"]
    ]
    Event.collection().bulk_write([ReplaceOne({"_id": event["_id"]}, event, upsert=True) for event in events])
    for event in events:
        ensure_event_point(event)


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
