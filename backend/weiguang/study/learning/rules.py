"""How somebody stands with a lesson, and which questions come again: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from weiguang.storage.clock import SHANGHAI
from weiguang.study.rules import AHEAD, LATE

REASONS = ("busy", "eyes", "health", "elsewhere", "other")
NONE, EXCUSED, OPENED, COMPLETED = STATES = ("none", "excused", "opened", "completed")

STAGES = (3, 10, 30)
LET_GO = 60
"""Days after which nothing of a completion comes again."""

Stored = Mapping[str, Any]


def state_of(learning: Stored | None, *, completed: bool) -> str:
    """How somebody stands: what was done overtakes what was said."""
    learning = learning or {}
    if completed:
        return COMPLETED
    if learning.get("opened_at") or learning.get("place"):
        return OPENED
    return EXCUSED if learning.get("excuse", {}).get("reason") else NONE


def update_of(told: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The update that takes in what a phone told, its moments corrected; it may meet others in any order."""
    newest: dict[str, Any] = {}
    if told.get("place"):
        newest["place"] = {"at": told["place_at"], **{name: told["place"][name] for name in _PLACE}}
    if "excuse" in told:
        said = told["excuse"] or {"reason": "", "text": ""}
        newest["excuse"] = {"at": told["excuse_at"], "reason": said["reason"], "text": said["text"]}
    first = {"opened_at": told["opened_at"]} if "opened_at" in told else {}
    return {name: change for name, change in (("$min", first), ("$max", newest)) if change}


_PLACE = ("block", "part", "heard", "seconds")


def time_fault(moment: datetime, received_at: datetime) -> str | None:
    """Why something cannot have happened at ``moment``, or None."""
    if moment > received_at + AHEAD:
        return "时间在将来，请检查手机的时间"
    if moment < received_at - LATE:
        return "时间太早了，只能补交 90 天以内的记录"
    return None


def due_stage(completed_at: datetime, recalled: Mapping[str, Any], now: datetime) -> int | None:
    """The stage that is due on this day and not answered yet; a later one takes the place of an earlier."""
    days = days_since(completed_at, now)
    reached = [stage for stage in STAGES if days >= stage]
    if not reached or days >= LET_GO or str(reached[-1]) in recalled:
        return None
    return reached[-1]


def days_since(completed_at: datetime, now: datetime) -> int:
    """Days of the calendar in Shanghai, so that questions come in the morning whatever the hour of completing."""
    return (now.astimezone(SHANGHAI).date() - completed_at.astimezone(SHANGHAI).date()).days


def due_since(completed_at: datetime, stage: int) -> datetime:
    """The moment by which a list of due recalls is ordered."""
    return completed_at + timedelta(days=stage)
