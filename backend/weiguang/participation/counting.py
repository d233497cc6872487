"""Reading counts: from totals only, never from the ledger, so a count costs the same however much has happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pyroaring import BitMap

from weiguang.branches.tree import load_tree
from weiguang.participation.models import Participation, Total
from weiguang.participation.rules import DEFINITIONS, EVERYWHERE, KINDS, UNITS, shown_quantity, stored_measure

Cell = dict[str, Any]

WIDTHS = {"day": 10, "month": 7, "year": 4}


def count(
    *,
    branch: ObjectId | None,
    kind: str | None,
    measure: str,
    first: str | None,
    last: str | None,
    by: str | None,
    now: datetime,
) -> dict[str, Any]:
    """Count one measure for a branch's subtree (or everywhere), one kind (or all), over days ``first``..``last``.

    ``by`` splits by day, month, year, kind, or the branch's children. Raises `NotFound` for an unknown branch.
    """
    scope = str(load_tree().get(branch)["_id"]) if branch else EVERYWHERE
    kind_key = kind or "all"
    exact, approx = _shown(_cells(scope, kind_key, measure, first, last, _grain(first, last)), measure)
    return {
        "measure": measure,
        "unit": UNITS[measure],
        "definition": {"id": f"{measure}.1", "text": DEFINITIONS[measure]},
        "exact": exact,
        "approx": approx,
        "rows": _split(by, scope, branch, kind, measure, first, last),
        "as_of": now,
        "waiting": Participation.collection().count_documents({"pending": True}, limit=10_000),
    }


def _grain(first: str | None, last: str | None) -> str:
    return "day" if first or last else "all"


def _cells(
    scope: str | dict[str, Any], kind: str, measure: str, first: str | None, last: str | None, grain: str
) -> list[Cell]:
    """The totals of a scope (or of several, as a query) and one kind whose period lies in the range, oldest first."""
    query: dict[str, Any] = {"scope": scope, "kind": kind, "measure": stored_measure(measure), "grain": grain}
    bounds = {name: day for name, day in (("$gte", first), ("$lte", last)) if day}
    if bounds:
        query["period"] = bounds
    shown = {"scope": 1, "period": 1} | ({"people": 1} if measure == "people" else {"exact": 1, "approx": 1})
    return list(Total.collection().find(query, shown).sort("period", 1))


def _sum(cells: list[Cell], measure: str) -> tuple[int, int]:
    """Exact and approximate; people are the union of the sets, never a sum."""
    if measure == "people":
        sets = [BitMap.deserialize(cell["people"]) for cell in cells if cell["people"]]
        return len(BitMap.union(*sets)) if sets else 0, 0
    return sum(cell["exact"] for cell in cells), sum(cell["approx"] for cell in cells)


def _shown(cells: list[Cell], measure: str) -> tuple[float, float]:
    """The sum as it is told."""
    exact, approx = _sum(cells, measure)
    return shown_quantity(exact, measure), shown_quantity(approx, measure)


def _split(
    by: str | None,
    scope: str,
    branch: ObjectId | None,
    kind: str | None,
    measure: str,
    first: str | None,
    last: str | None,
) -> list[dict[str, Any]]:
    if by in ("day", "month", "year"):
        # A range may cut a month or a year: then its days are what counts, as in the total.
        periods: dict[str, list[Cell]] = {}
        for cell in _cells(scope, kind or "all", measure, first, last, "day" if first or last else by):
            periods.setdefault(cell["period"][: WIDTHS[by]], []).append(cell)
        return [_row(period, period, cells, measure) for period, cells in periods.items()]
    grain = _grain(first, last)
    if by == "kind":
        wanted = [kind] if kind else list(KINDS)
        return [_row(one, KINDS[one], _cells(scope, one, measure, first, last, grain), measure) for one in wanted]
    if by == "branch":
        tree = load_tree()
        children = {str(child): tree.get(child)["name"] for child in tree.children.get(branch, [])}
        cells = _cells({"$in": list(children)}, kind or "all", measure, first, last, grain)
        of_child = {child: [cell for cell in cells if cell["scope"] == child] for child in children}
        return [_row(child, name, of_child[child], measure) for child, name in children.items()]
    return []


def _row(key: str, label: str, cells: list[Cell], measure: str) -> dict[str, Any]:
    exact, approx = _shown(cells, measure)
    return {"key": key, "label": label, "exact": exact, "approx": approx}
