"""Comparing a table with the events of its earlier import: what is new, what changes, what is gone. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from weiguang.events.announcing import when_words, where_words
from weiguang.storage.cells import Finding

Event = Mapping[str, Any]
Cells = Mapping[str, str]
Key = tuple[Any, ...]
"""What two rows are compared by; empty where they cannot be."""


@dataclass
class Planned:
    """One row and what an import makes of it: ``new``, ``changed``, ``unchanged``, or ``refused`` for its findings."""

    number: int
    cells: dict[str, str]
    read: dict[str, Any]
    findings: list[Finding]
    event: Event | None = None
    wanted: dict[str, Any] = field(default_factory=dict)

    @property
    def act(self) -> str:
        """What becomes of the row."""
        if any(one.level == "error" for one in self.findings):
            return "refused"
        if self.event is None:
            return "new"
        return "changed" if self.wanted else "unchanged"


@dataclass
class Plan:
    """All rows in the table's order, and the events that are in no row any more."""

    rows: list[Planned]
    gone: list[Event]

    def count(self, act: str) -> int:
        """How many rows become so."""
        return sum(row.act == act for row in self.rows)


Read = tuple[int, dict[str, str], dict[str, Any], list[Finding]]


def make_plan(rows: Iterable[Read], standing: Iterable[Event]) -> Plan:
    """Pair rows with events: by all cells, then by name and host, then by name, then by what is left of a host."""
    planned = _once([Planned(*row) for row in rows])
    left = list(standing)
    for key_of in (_all_cells, _name_and_host, _name, _host, _number):
        left = _pair(planned, left, key_of)
    for row in planned:
        if row.event is not None:
            row.wanted = _wanted(row, row.event)
    return Plan(planned, left)


def _once(rows: list[Planned]) -> list[Planned]:
    """The rows without those that only repeat an earlier one, which says so."""
    seen: dict[Key, Planned] = {}
    for row in rows:
        first = seen.setdefault(_all_cells(row.cells), row)
        if first is not row:
            text = f"第 {row.number} 行和第 {first.number} 行一模一样，只导入一次"
            first.findings.append(Finding("file", "row_twice", text, "warning", row.number))
    return list(seen.values())


def _pair(rows: list[Planned], events: list[Event], key_of: Callable[[Cells], Key]) -> list[Event]:
    """Give each row without an event the one event with its key, where neither side has two; return the rest."""
    by_key: dict[Key, list[Event]] = {}
    for event in events:
        by_key.setdefault(key_of(event.get("row") or {}), []).append(event)
    waiting: dict[Key, list[Planned]] = {}
    for row in rows:
        if row.event is None:
            waiting.setdefault(key_of(row.cells), []).append(row)
    for key, [first, *others] in waiting.items():
        found = by_key.get(key, []) if key else []
        if len(found) == 1 and not others:
            first.event = found[0]
    taken = {row.event["_id"] for row in rows if row.event is not None}
    return [event for event in events if event["_id"] not in taken]


def _all_cells(cells: Cells) -> Key:
    return tuple(sorted((name, cell) for name, cell in cells.items() if name != "seq" and cell))


def _name_and_host(cells: Cells) -> Key:
    name, host = cells.get("name", ""), cells.get("host", "") or cells.get("area", "")
    return (name, host) if name and host else ()


def _name(cells: Cells) -> Key:
    return (cells["name"],) if cells.get("name") else ()


def _host(cells: Cells) -> Key:
    """Whoever hosts one event only: its name may have changed."""
    return (cells.get("area", ""), cells.get("host", "")) if cells.get("area") or cells.get("host") else ()


def _number(cells: Cells) -> Key:
    """The printed number: the last resort, for a row whose every other word changed is hardly the same."""
    return (cells["seq"], cells.get("venue", "")) if cells.get("seq") and cells.get("venue") else ()


def _wanted(row: Planned, event: Event) -> dict[str, Any]:
    """The fields to set: those that the changed cells mean differently than before, so hand-made changes stay."""
    old = event.get("row") or {}
    if all(row.cells.get(name, "") == old.get(name, "") for name in {*row.cells, *old}):
        return {}
    base = event.get("base") or {}
    changed = {name: value for name, value in row.read.items() if base.get(name) != value}
    if "date" in changed:
        changed["year"] = int(changed["date"][:4])
    return changed | {"row": row.cells, "base": row.read}


_SAID: tuple[tuple[str, str, Callable[[Event], str]], ...] = (
    ("title", "名称", lambda event: str(event["title"])),
    ("time", "时间", when_words),
    ("place", "地点", where_words),
    ("host", "主办", lambda event: str(event.get("host", ""))),
    ("content", "内容", lambda event: str(event.get("content", ""))),
    ("cancelled", "是否取消", lambda event: "已取消" if event.get("cancelled") else "照常举行"),
)


def changes_of(row: Planned) -> list[dict[str, str]]:
    """What an import changes about a row's event, in words: before and after."""
    if row.event is None or not row.wanted:
        return []
    after = {**row.event, **row.wanted}
    return [
        {"field": name, "label": label, "before": said(row.event), "after": said(after)}
        for name, label, said in _SAID
        if said(row.event) != said(after)
    ]
