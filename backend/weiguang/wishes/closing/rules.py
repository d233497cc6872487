"""What the closing report makes of stored wishes: pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from statistics import median
from typing import Any

from weiguang.wishes.rules import CHANNELS, DELIVERED, GROUPS, PUBLISHED, REOPENING, STATES, UNPUBLISHED, promised_day

Stored = Mapping[str, Any]

WITHDRAW_REASONS = {
    "granted_elsewhere": "已经从别处得到帮助",
    "not_needed": "受助人不再需要",
    "unreachable": "联系不上受助人",
    "mistake": "登记有误或重复",
    "cannot_be_met": "确实办不到",
    "other": "其他原因",
}
"""Why a wish is taken down."""

CASE_REASONS = {
    "unpublished": "还没有上墙",
    "open": "没有人认领",
    "lapsed": "认领后没有送来，重新开放",
    "overdue": "过了约定的日子还没有送达",
    "absent": "送去时没有人",
    "under_way": "已认领，还在约定的日子里",
    "waiting": "东西备好了，等着送去",
}
"""Why a wish is not delivered yet."""

PATH = {
    "approve": "审核通过",
    "open": "挂上心愿墙",
    "claim": "认领",
    "displace": "让给持卡的人",
    "promise": "改约日子",
    "ready": "备齐",
    "give_back": "退回",
    "release": "主办方重新开放",
    "lapse": "到期未送，重新开放",
    "fund": "义卖善款拨付",
    "unfund": "善款撤回",
    "plan": "排入送达",
    "absent": "送达时没有人",
    "rescheduled": "改期送达",
    "deliver": "送达",
    "close": "反馈",
    "withdraw": "撤下",
}
"""The acts of a wish's history that are its path; the others (printing, calls) are how people worked on it."""

FUND = "fund"
CHANNEL_WORDS = CHANNELS | {FUND: "义卖善款"}
UNFINISHED = (*UNPUBLISHED, "open", "claimed", "ready", "funded")
_DAY_S = 86_400


def path_of(wish: Stored) -> list[dict[str, Any]]:
    """The acts of a wish with their times, and the channel of each claim; never who."""
    steps = []
    for line in wish.get("history", []):
        if line["act"] in PATH:
            channel = line.get("note") if line["act"] == "claim" and line.get("note") in CHANNELS else None
            steps.append({"act": line["act"], "at": line["at"], "channel": channel})
    return steps


def channel_of(wish: Stored) -> str | None:
    """How the claim that stands came in; the sale fund is a channel of its own.

    Claims from before there were channels came from phones.
    """
    if wish.get("funded"):
        return FUND
    claim = wish.get("claim")
    return claim.get("channel", "remote") if claim else None


def moments_of(wish: Stored) -> dict[str, datetime | None]:
    """When a wish was hung up first, taken by whoever has it now, made ready, delivered and closed."""
    acts = wish.get("history", [])
    first = {line["act"]: line["at"] for line in reversed(acts)}
    last = {line["act"]: line["at"] for line in acts}
    taken = (wish.get("claim") or {}).get("claimed_at") or (wish.get("funded") or {}).get("at")
    ready = last.get("ready")
    return {
        "opened": first.get("open"),
        "taken": taken,
        "ready": ready if taken and ready and ready >= taken else None,
        "delivered": last.get("deliver"),
        "closed": last.get("close"),
    }


def case_reason(wish: Stored, today: str) -> str | None:
    """Why a wish is not delivered yet, a key of `CASE_REASONS`; None when it is, or was withdrawn."""
    state = wish["state"]
    if state not in UNFINISHED:
        return None
    if state in UNPUBLISHED:
        return "unpublished"
    if state == "open":
        reopened = [line["act"] for line in wish.get("history", []) if line["act"] in REOPENING]
        return "lapsed" if reopened[-1:] == ["lapse"] else "open"
    if state == "claimed" and wish.get("claim") and promised_day(wish) < today:
        return "overdue"
    if (wish.get("delivery") or {}).get("state") == "absent":
        return "absent"
    return "under_way" if state == "claimed" else "waiting"


def spans(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> dict[str, Any]:
    """Median and longest time between two moments in days, over the wishes that have both."""
    seconds = [max(0.0, (end - start).total_seconds()) for start, end in pairs if start and end]
    if not seconds:
        return {"median_days": None, "max_days": None, "wishes": 0}
    return {
        "median_days": round(median(seconds) / _DAY_S, 1),
        "max_days": round(max(seconds) / _DAY_S, 1),
        "wishes": len(seconds),
    }


def count_wishes(wishes: Iterable[Stored], today: str) -> dict[str, Any]:
    """The figures of all ``wishes`` of a fair; every figure is a number of wishes (件).

    The figure ``wishes`` is of those that hung on the wall and were not withdrawn: they are delivered or unfinished.
    """
    tallies: Counter[tuple[str, str, str]] = Counter()
    states: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    withdrawn: Counter[str] = Counter()
    moments = []
    for wish in wishes:
        state = wish["state"]
        states[state] += 1
        reason = case_reason(wish, today)
        cases.update([reason] if reason else [])
        withdrawn.update([(wish.get("withdrawn") or {}).get("reason", "other")] if state == "withdrawn" else [])
        moments.append(moments_of(wish))
        if state not in UNPUBLISHED and state != "withdrawn":
            kind = "delivered" if state in DELIVERED else "unfinished"
            parts = {"group": wish["group"], "district": wish["district"], "channel": channel_of(wish) or ""}
            tallies.update((by, name, kind) for by, name in parts.items())
    hung = sum(states[state] for state in PUBLISHED if state != "withdrawn")
    delivered = sum(states[state] for state in DELIVERED)
    return {
        "wishes": hung,
        "delivered": delivered,
        "delivered_percent": round(100 * delivered / hung, 1) if hung else None,
        "by_state": [{"state": state, "wishes": states[state]} for state in STATES if states[state]],
        "by_group": _rows(tallies, "group", GROUPS),
        "by_district": _rows(tallies, "district", sorted({name for by, name, _ in tallies if by == "district"})),
        "by_channel": _rows(tallies, "channel", CHANNEL_WORDS),
        "cases": [{"reason": reason, "wishes": cases[reason]} for reason in CASE_REASONS if cases[reason]],
        "withdrawn": [{"reason": why, "wishes": withdrawn[why]} for why in WITHDRAW_REASONS if withdrawn[why]],
        "open_to_claimed": spans((one["opened"], one["taken"]) for one in moments),
        "claimed_to_delivered": spans((one["taken"], one["delivered"]) for one in moments),
    }


def _rows(tallies: Counter[tuple[str, str, str]], by: str, names: Iterable[str]) -> list[dict[str, Any]]:
    rows = []
    for name in names:
        delivered, unfinished = tallies[by, name, "delivered"], tallies[by, name, "unfinished"]
        if delivered + unfinished:
            figures = {"wishes": delivered + unfinished, "delivered": delivered, "unfinished": unfinished}
            rows.append({by: name, **figures})
    return rows
