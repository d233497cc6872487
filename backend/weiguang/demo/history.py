"""Figures that newspapers printed, imported as approximate rows: shown apart, never added to what was counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.demo.reading import demo_id, read
from weiguang.participation.recording import credit, make_row, record_all
from weiguang.storage.clock import SHANGHAI


def load_history(now: datetime) -> None:
    """Import the printed attendances, each with its quotation as its title."""
    branches, credited = credit(actor=None, host=demo_id("branch", "root"))
    record_all([_row(figure, branches, credited, now) for figure in read("history")["rows"] if _countable(figure)])


def _countable(figure: dict[str, Any]) -> bool:
    return bool(figure["measure"] == "attendances")


def _row(figure: dict[str, Any], branches: list[str], credited: list[str], now: datetime) -> dict[str, Any]:
    return make_row(
        f"import:{figure['key']}",
        kind=figure["kind"],
        who=None,
        source="import",
        subject=f"import:{figure['key']}",
        title=f"{figure['place']}：“{figure['quote']}”",
        branches=branches,
        credited=credited,
        occurred_at=datetime.fromisoformat(figure["occurred_on"]).replace(hour=12, tzinfo=SHANGHAI),
        received_at=now,
        quantity=figure["quantity"],
        approx=True,
    )
