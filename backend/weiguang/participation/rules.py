"""Kinds, measures and cells: pure functions shared by the projector, the recount and the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS: dict[str, str] = {
    "study": "学习",
    "meeting": "会议",
    "claim": "认领",
    "check_in": "签到",
    "notice": "通知",
    "service": "服务群众",
}

UNITS: dict[str, str] = {
    "attendances": "人次",
    "people": "人",
    "sessions": "场",
    "items": "件",
    "households": "户",
    "hours": "小时",
}

DEFINITIONS: dict[str, str] = {
    "attendances": "人次：每参加一次记一次。同一个人同一天在同一处签到、同一课时学完、同一个心愿认领，各只记一次；"
    "退回的认领不计。",
    "people": "人数：至少参加过一次的不同的人，每人只算一次。没有登录的认领按手机号识别。",
    "sessions": "场次：举办的场数。",
    "items": "件：发出的通知等事项的件数。",
    "households": "户：服务到的家庭数。",
    "hours": "小时：志愿服务的时长，按从签到到签退的整分钟相加，换算成小时，保留一位小数，不进位。",
}

GRAINS = ("day", "month", "year", "all")
EVERYWHERE = "all"
TENTH = 6
"""Minutes in a tenth of an hour."""


def stored_measure(measure: str | None) -> str | None:
    """People are counted from the rows of attendances; every other measure has rows of its own."""
    return "attendances" if measure == "people" else measure


def shown_quantity(quantity: int, measure: str) -> float:
    """A quantity as it is told: hours are kept as minutes and shown with one decimal, cut and never rounded up."""
    return int(quantity / TENTH) / 10 if measure == "hours" else quantity


def periods(day: str) -> dict[str, str]:
    """The period of each grain that ``day`` (YYYY-MM-DD) lies in."""
    return {"day": day, "month": day[:7], "year": day[:4], "all": "all"}


def cell_key(scope: str, kind: str, measure: str, grain: str, period: str) -> str:
    """The natural key of one total."""
    return f"{scope}|{kind}|{measure}|{grain}|{period}"


def cells_of(row: Mapping[str, Any]) -> Iterator[str]:
    """The keys of every total that a row counts in: each credited scope × its kind and all kinds × each grain."""
    spans = periods(row["day"])
    for scope in row["credited"]:
        for kind in (row["kind"], "all"):
            for grain, period in spans.items():
                yield cell_key(scope, kind, row["measure"], grain, period)


@dataclass
class Gain:
    """What one total gains in a fold: sums, and who joins or leaves its set of people."""

    exact: int = 0
    approx: int = 0
    add: set[int] = field(default_factory=set)
    drop: set[int] = field(default_factory=set)

    def stored(self) -> dict[str, Any]:
        """As it is written into the fold."""
        return {"exact": self.exact, "approx": self.approx, "add": sorted(self.add), "drop": sorted(self.drop)}


def counts_people(row: Mapping[str, Any]) -> bool:
    """Whether the row says that a certain person took part."""
    return bool(row.get("who")) and row["measure"] == "attendances" and not row.get("approx")


def fold_rows(
    rows: Iterable[Mapping[str, Any]], numbers: Mapping[str, int], standing: Mapping[tuple[str, str], int]
) -> dict[str, Gain]:
    """Gains per total key.

    ``numbers`` maps who → number. ``standing`` maps (who, total key) → that person's net attendances there *after*
    these rows, for the people whom a correction touches: at zero they leave the set.
    """
    gains: dict[str, Gain] = {}
    for row in rows:
        for key in cells_of(row):
            gain = gains.setdefault(key, Gain())
            if row.get("approx"):
                gain.approx += row["quantity"]
                continue
            gain.exact += row["quantity"]
            if counts_people(row):
                left = standing.get((row["who"], key), 1) <= 0
                (gain.drop if left else gain.add).add(numbers[row["who"]])
    return gains


def standing_after(rows: Iterable[Mapping[str, Any]], whos: set[str]) -> dict[tuple[str, str], int]:
    """Net attendances of each of ``whos`` in every total, over all their rows."""
    net: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.get("who") in whos and counts_people(row):
            for key in cells_of(row):
                net[row["who"], key] = net.get((row["who"], key), 0) + row["quantity"]
    return net
