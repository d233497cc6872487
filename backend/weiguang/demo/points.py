"""The demo fair's gates, and a desk where volunteers check in and out."""

from __future__ import annotations

from typing import Any

from weiguang.checkins.service import ensure_point
from weiguang.demo.programme import FAIR
from weiguang.events.service import get_event

POINTS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("east", "gate", "东门", {"once": "event"}),
    ("west", "gate", "西门", {"once": "event"}),
    ("volunteers", "desk", "志愿者签到台", {"check_out": True}),
)


def load_points() -> None:
    """Two gates that share one check-in, and a desk with check-outs."""
    fair = get_event(FAIR)
    for key, kind, name, rule in POINTS:
        ensure_point(
            f"made:{FAIR}:{key}",
            kind=kind,
            subject=f"event:{FAIR}",
            title=fair["title"],
            name=name,
            event=FAIR,
            branch=fair["branch"],
            line=fair["line"],
            rule=rule,
            renamable=True,
        )
