"""What one row of a programme means as an event. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from weiguang.events.days import UnclearDay, read_when
from weiguang.events.programme.columns import LABELS
from weiguang.events.programme.words import (
    CANCELLED,
    CITY,
    OPEN_TIME,
    blocks_of,
    district_of,
    kind_of,
    places_of,
    programmes_of,
    services_of,
    split,
)
from weiguang.events.rules import date_text_of, without_open_words
from weiguang.storage.cells import Finding

LIMITS = {"name": 120, "host": 240, "area": 20, "time": 60, "note": 100}
EACH = {"hosts": 60, "venues": 80, "services": 40, "programmes": 120, "blocks": 40}
PARTS_MOST = 30
TITLE_PARTS = 2


@dataclass(frozen=True)
class Context:
    """What a table leaves to be known: its year, the day of all rows, who hosts what names no host, the districts."""

    year: int
    day: str | None = None
    host: str = ""
    districts: tuple[str, ...] = ()


@dataclass
class Row:
    """One row being read; what is wrong with it gathers in ``findings``."""

    number: int
    cells: Mapping[str, str]
    context: Context
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, name: str, code: str, message: str, level: str = "error") -> None:
        """Note one finding about a cell."""
        self.findings.append(Finding(name, code, f"第 {self.number} 行：{message}", level, self.number))

    def cell(self, name: str) -> str:
        """A cell without the remark that all of it is cancelled."""
        return CANCELLED.sub("", self.cells.get(name, "")).strip()

    def read(self, place: int) -> dict[str, Any]:
        """What the row says about its event; where a finding says error, it means nothing. ``place`` counts from 1."""
        self._check_lengths()
        content, name = self.cell("content"), " ".join(self.cell("name").split())
        where = self._where()
        hosts = self._hosts()
        programmes = programmes_of(content)
        services = split(self.cell("services")) or services_of(content, name)
        read: dict[str, Any] = {
            "seq": self._seq(place),
            "hosts": hosts,
            "host": " ".join(self.cell("host").split()) or "、".join(hosts),
            "district": self._district(),
            "content": content,
            "programmes": programmes,
            "services": services,
            "kind": kind_of(name, content),
            "blocks": split(self.cell("blocks")) or blocks_of(content),
            "stalls": [{"number": "", "name": stall[:40], "host": ""} for stall in split(self.cell("stalls"))],
            "venues": where["venues"],
            "cancelled": any(CANCELLED.search(cell) for cell in self.cells.values()),
        }
        read["title"] = name or self._title(services or programmes)
        read |= self._when(where)
        self._check_parts(read)
        return read

    def _where(self) -> dict[str, Any]:
        found = places_of(self.cell("venue"))
        if not found.venues and "venue" in self.cells:
            self.wrong("venue", "cell_empty", "没有写地点；如果原表合并了单元格，请每行都填上，还没定就写“待定”")
        elif found.tentative:
            self.wrong("venue", "place_tentative", f"地点还没有定，会标上“暂定”：{'、'.join(found.venues)}", "warning")
        return {"venues": found.venues, "tentative": found.tentative, "note": found.note}

    def _hosts(self) -> list[str]:
        hosts = split(self.cell("host"))
        if hosts:
            return hosts
        area = self.cell("area")
        if area and (area not in CITY or not self.context.host):
            return [area]
        if not area and "host" in self.cells and not self.context.host:
            self.wrong("host", "cell_empty", "没有写主办单位；如果原表合并了单元格，请每行都填上")
        return [self.context.host] if self.context.host else []

    def _district(self) -> str:
        area = "" if self.cell("area") in CITY else self.cell("area")
        found = district_of([area, self.cell("host"), self.cell("venue"), self.cell("name")], self.context.districts)
        if not found:
            self.wrong("area", "district_unclear", "看不出在哪个区县，会列在“全部地区”里", "warning")
        return found or area[:20]

    def _when(self, where: Mapping[str, Any]) -> dict[str, Any]:
        said = self.cell("time")
        nothing: dict[str, Any] = dict.fromkeys(("date", "to_date", "starts", "ends", "date_text"), "")
        nothing |= {"tentative": self._tentative(False, where, "")}
        if not said and self.context.day:
            day = self.context.day
            return nothing | {
                "date": day,
                "date_text": date_text_of(day),
                "tentative": self._tentative(False, where, ""),
            }
        if not said:
            if "time" in self.cells:
                self.wrong("time", "cell_empty", "没有写时间；如果原表合并了单元格，请每行都填上")
            return nothing
        try:
            when = read_when(said, self.context.year)
        except UnclearDay as unclear:
            self.wrong("time", "day_unclear", f"“{said[:30]}”{unclear}")
            return nothing
        if when.doubt:
            self.wrong("time", "weekday_differs", when.doubt, "warning")
        if when.tentative:
            self.wrong("time", "time_tentative", f"时间还没有定，会标上“暂定”：{date_text_of(when.date)}", "warning")
        return {
            "date": when.date,
            "to_date": when.to_date,
            "starts": when.starts,
            "ends": when.ends,
            "date_text": " ".join(said.split()) if "月" in said else f"{date_text_of(when.date)} {when.starts}".strip(),
            "tentative": self._tentative(when.tentative, where, when.note),
        }

    def _tentative(self, time: bool, where: Mapping[str, Any], note: str) -> dict[str, Any]:
        remark = self.cell("note")
        time = time or bool(OPEN_TIME.search(remark))
        place = where["tentative"] or "地点待定" in remark or "地点暂定" in remark
        notes = [part for part in (note if time else "", where["note"], remark) if part]
        return {"time": time, "place": place, "note": "；".join(notes)[:100]}

    def _seq(self, place: int) -> int:
        said = self.cell("seq")
        return int(said) if said.isascii() and said.isdigit() and 0 < int(said[:6]) < 1_000 else place

    def _title(self, parts: list[str]) -> str:
        """A name for what the table gives none: where or who, and the first things there are."""
        who = self.cell("area") or self.cell("host").split("\n")[0]
        what = "、".join(parts[:TITLE_PARTS]) or without_open_words(self.cell("content"))[:24]
        title = " · ".join(part for part in (who, what) if part)[:120]
        if not title:
            self.wrong("name", "cell_empty", "没有写活动名称，也没有写内容")
        return title

    def _check_lengths(self) -> None:
        for name, most in LIMITS.items():
            if len(self.cell(name)) > most:
                self.wrong(name, "cell_too_long", f"“{LABELS[name]}”太长了，请写在 {most} 个字以内")

    def _check_parts(self, read: dict[str, Any]) -> None:
        """Long parts of a list are cut to what the event can hold; a venue or host is never cut."""
        for name, most in EACH.items():
            if name in ("hosts", "venues") and any(len(part) > most for part in read[name]):
                column = "host" if name == "hosts" else "venue"
                self.wrong(column, "cell_too_long", f"“{LABELS[column]}”里有一处太长，请写在 {most} 个字以内")
            read[name] = [part[:most] for part in read[name][:PARTS_MOST]]


def read_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]], context: Context
) -> list[tuple[int, dict[str, str], dict[str, Any], list[Finding]]]:
    """Every row as (number, cells, what it means, findings)."""
    read = []
    for place, (number, cells) in enumerate(rows, 1):
        row = Row(number, cells, context)
        read.append((number, dict(cells), row.read(place), row.findings))
    return read
