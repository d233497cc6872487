"""Looking at a table: read it, compare it with what stands, and say what an import would do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.branches.tree import load_tree
from weiguang.events.models import Event
from weiguang.events.programme.models import Programme
from weiguang.events.programme.planning import Plan, Planned, changes_of, make_plan
from weiguang.events.programme.reading import Context, read_rows
from weiguang.events.programme.tables import Table, read_text
from weiguang.storage.cells import Finding
from weiguang.storage.clock import YEARS, local_day

FINDINGS_SHOWN = 200
ROW = ("title", "date", "date_text", "district", "host", "venues", "services", "kind", "tentative", "cancelled")
ACTS = ("new", "changed", "unchanged", "refused")


@dataclass
class Look:
    """A table read and compared; ``programme`` is the stored one with this title, if there is one."""

    table: Table
    plan: Plan
    title: str
    year: int
    line: list[ObjectId]
    layout: dict[str, Any]
    programme: dict[str, Any] | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        """What stops an import."""
        return [one for one in self.findings if one.level == "error"]

    @property
    def settled(self) -> bool:
        """Whether an import would change nothing at all."""
        stored = self.programme
        same = stored is not None and all(stored[name] == value for name, value in self.layout.items())
        return same and not self.plan.count("new") and not self.plan.count("changed")

    def fresh_programme(self, now: datetime) -> dict[str, Any]:
        """The programme that an import of a title that is not known makes."""
        return {
            "_id": ObjectId(),
            "title": self.title,
            "year": self.year,
            "branch": self.line[0],
            "line": self.line,
            **self.layout,
            "revision": 1,
            "imports": [],
            "created_at": now,
            "changed_at": now,
        }


def look_at(
    *, line: list[ObjectId], text: str, title: str, year: int | None, day: str | None, host: str, now: datetime
) -> Look:
    """Read a table for the branch at the head of ``line``."""
    table = read_text(text, day_given=day is not None)
    name = title or table.title
    of_year, doubts = _year_of(year, day, name, text, now)
    programme = Programme.collection().find_one({"branch": line[0], "year": of_year, "title": name})
    if programme:  # what was said for all of its rows the last time need not be said again
        host = host or programme["host"]
        if day is None and programme["day"] and all(column.field != "time" for column in table.columns):
            day = programme["day"]
            table = read_text(text, day_given=True)
    standing = list(Event.collection().find({"programme": programme["_id"]}).sort("seq", 1)) if programme else []
    rows = read_rows(table.rows, Context(of_year, day, host, known_districts()))
    plan = make_plan(rows, standing)
    findings = [*table.findings, *doubts, *(one for row in plan.rows for one in row.findings)]
    if table.columns and not name:
        findings.append(Finding("title", "title_missing", "这张表还没有名称，请在上面写上，如“2026年公益日安排”"))
    layout = {
        "columns": [{"field": one.field, "header": one.header} for one in table.columns],
        "day": day,
        "host": host,
    }
    findings.sort(key=lambda one: (one.level != "error", one.row or 0))
    return Look(table, plan, name, of_year, line, layout, programme, findings)


def known_districts() -> tuple[str, ...]:
    """The districts that branches lie in."""
    return tuple({branch["district"] for branch in load_tree().by_id.values() if branch.get("district")})


def _year_of(year: int | None, day: str | None, title: str, text: str, now: datetime) -> tuple[int, list[Finding]]:
    """The year of days that name none: as given, as in the title, as in some cell, else this one, which is said."""
    if year is not None:
        return year, []
    if day:
        return int(day[:4]), []
    for words in (title, text):
        said = re.search(r"(?<![0-9])(20[0-9]{2})\s*(?:年|[-/.][0-9]{1,2}[-/.])", words)
        if said and int(said[1]) in YEARS:
            return int(said[1]), []
    this = int(local_day(now)[:4])
    return this, [Finding("year", "year_assumed", f"表里没有写年份，按 {this} 年算；不对的话请在上面改", "warning")]


def shown(look: Look) -> dict[str, Any]:
    """As answers hold it."""
    errors = len(look.errors)
    return {
        "title": look.title,
        "year": look.year,
        "programme": {"id": look.programme["_id"], "title": look.programme["title"]} if look.programme else None,
        "columns": look.layout["columns"],
        "counts": {act: look.plan.count(act) for act in ACTS} | {"gone": len(look.plan.gone)},
        "errors": errors,
        "warnings": len(look.findings) - errors,
        "findings": [one.shown() for one in look.findings[:FINDINGS_SHOWN]],
        "rows": [_row(row) for row in look.plan.rows],
        "gone": [{"id": event["_id"], "title": event["title"]} for event in look.plan.gone],
    }


def _row(row: Planned) -> dict[str, Any]:
    return {
        "number": row.number,
        "act": row.act,
        "event": row.event["_id"] if row.event else None,
        **{name: row.read[name] for name in ROW},
        "changes": changes_of(row),
    }
