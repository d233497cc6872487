"""The columns of a wish spreadsheet: which header means which field, and what a cell means. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from weiguang.storage.cells import Finding, Formula, text_of
from weiguang.storage.clock import YEARS
from weiguang.wishes.collecting.rules import AGE_BANDS, EVERY_DISTRICT, LABELS, age_band_of, plain
from weiguang.wishes.rules import GROUPS

HEADERS: dict[str, tuple[str, ...]] = {
    "serial": ("序号", "编号", "心愿编号", "号码"),
    "item": ("心愿物品", "心愿", "物品", "微心愿", "心愿内容", "心愿名称"),
    "story": ("上墙文字", "心愿故事", "上墙文案", "心里话"),
    "true_story": ("真实情况", "情况说明", "家庭情况", "基本情况"),
    "group": ("群体", "类别", "人群", "受助群体", "对象类别"),
    "age_band": ("年龄段", "年龄"),
    "district": ("区县", "地区", "所在区县", "县市区", "区县市", "所属地区"),
    "organisation": ("发布单位", "社会组织", "单位", "推荐单位", "申报单位"),
    "deliver_hint": ("送达方式", "送达说明", "配送方式"),
    "by": ("需要日期", "需要时间", "截止日期", "期望日期"),
    "name": ("姓名", "受助人", "受助人姓名"),
    "phone": ("电话", "手机", "手机号", "联系电话"),
    "address": ("地址", "住址", "家庭住址", "详细地址"),
    "guardian": ("监护人", "监护人姓名"),
}
"""The first word is the template's (`rules.LABELS`), the others are understood too."""

REQUIRED = ("serial", "item", "story", "group", "organisation")
KNOWN_LEAST = 3
"""A row with fewer known headers is no header row."""
EXAMPLE = "示例"
SERIAL_MOST = 999_999

GROUP_WORDS = (("儿童", 0), ("老人", 1), ("老年", 1), ("病", 2), ("残", 3))
"""How people write the four groups; the first word found decides."""

_MEANING = {word: name for name, words in HEADERS.items() for word in words}
_BEFORE = timedelta(days=180)


@dataclass(frozen=True)
class Limit:
    """How a text cell is read."""

    most: int
    required: bool = False
    lines: bool = False


TEXTS = {
    "item": Limit(60, required=True),
    "story": Limit(300, required=True, lines=True),
    "organisation": Limit(60, required=True),
    "deliver_hint": Limit(100),
    "name": Limit(30),
    "address": Limit(120),
    "guardian": Limit(60),
    "true_story": Limit(2000, lines=True),
}


def meaning_of(header: Any) -> str | None:
    """The field a header stands for; remarks in brackets, stars, spaces and colons do not matter."""
    if not isinstance(header, str):
        return None
    return _MEANING.get(re.sub(r"\(.*?\)|[\s*:]", "", plain(header)))


def recognise(cells: Sequence[Any]) -> dict[int, str] | None:
    """Column → field, when this row is the header row; both of two columns with one meaning are in it."""
    found = {at: name for at, cell in enumerate(cells) if (name := meaning_of(cell))}
    return found if len(set(found.values())) >= KNOWN_LEAST and "item" in found.values() else None


def check_header(columns: Mapping[int, str], row: int) -> list[Finding]:
    """What is wrong with the header row: a column too few, or one too many."""
    names = list(columns.values())
    missing = [
        Finding(name, "column_missing", f"没有“{LABELS[name]}”这一列，请照模板加上", row=row)
        for name in REQUIRED
        if name not in names
    ]
    twice = [
        Finding(name, "column_twice", f"有几列都像是“{LABELS[name]}”，请只留一列", row=row)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    return missing + twice


@dataclass
class Row:
    """One row being read; what is wrong with it gathers in ``findings``."""

    number: int
    cells: Mapping[str, Any]
    fair_day: str
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, name: str, code: str, message: str, level: str = "error") -> None:
        """Note one finding about the cell ``name``."""
        self.findings.append(Finding(name, code, message, level, self.number))

    def read(self) -> dict[str, Any]:
        """Every field of the row; where a finding says error, the value means nothing."""
        for name, cell in self.cells.items():
            if isinstance(cell, Formula):
                text = f"“{LABELS[name]}”这一格是公式，请复制后选择性粘贴为数值"
                self.wrong(name, "cell_is_formula", text)
        read: dict[str, Any] = {name: self._text(name, limit) for name, limit in TEXTS.items()}
        read |= {
            "serial": self._serial(),
            "group": self._group(),
            "age_band": self._age_band(),
            "district": self._text("district", Limit(20)) or EVERY_DISTRICT,
            "by": self._day(),
            "phone": self._phone(),
        }
        self._advise(read)
        return read

    def _plain(self, name: str) -> str:
        return text_of(self.cells.get(name)).strip()

    def _text(self, name: str, limit: Limit) -> str:
        text = self._plain(name)
        kept = "\n" if limit.lines else ""
        text = "".join(letter for letter in text if letter.isprintable() or letter in kept)
        if limit.required and not text and not isinstance(self.cells.get(name), Formula):
            self.wrong(name, "cell_empty", f"“{LABELS[name]}”没有填")
        if len(text) > limit.most:
            self.wrong(name, "cell_too_long", f"“{LABELS[name]}”太长了，请写在 {limit.most} 个字以内")
        return text

    def _serial(self) -> int:
        text = plain(self._plain("serial"))
        if re.fullmatch(r"[0-9]{1,6}", text) and int(text) > 0:
            return int(text)
        if not isinstance(self.cells.get("serial"), Formula):
            self.wrong("serial", "serial_unclear", "“序号”要填 1、2、3 这样的数字，每行一个")
        return 0

    def _group(self) -> str:
        text = self._plain("group")
        found = next((GROUPS[at] for word, at in GROUP_WORDS if word in text), None)
        if found is None and not isinstance(self.cells.get("group"), Formula):
            self.wrong("group", "group_unclear", f"“群体”请从这四个里选：{'、'.join(GROUPS)}")
        return found or GROUPS[0]

    def _age_band(self) -> str:
        text = self._plain("age_band")
        band = read_age_band(text)
        if band is None:
            self.wrong("age_band", "age_unclear", f"“年龄段”请不填，或从这些里选：{'、'.join(AGE_BANDS)}")
        return band or ""

    def _day(self) -> str | None:
        cell = self.cells.get("by")
        if cell is None or isinstance(cell, Formula) or text_of(cell).strip() == "":
            return None
        day = read_day(cell, self.fair_day)
        if day is None:
            self.wrong("by", "day_unclear", "“需要日期”看不懂，请写成 2023-06-28 或 6月28日")
        return day

    def _phone(self) -> str:
        text = re.sub(r"[\s\-]", "", plain(self._plain("phone"))).removeprefix("+86")
        if text and not re.fullmatch(r"1[3-9][0-9]{9}|0[0-9]{9,11}|[0-9]{7,8}", text):
            self.wrong("phone", "phone_unclear", "“电话”不是能打通的号码，请检查")
        return text

    def _advise(self, read: Mapping[str, Any]) -> None:
        """What does not stop an import, and will be missed at the door."""
        if not read["name"]:
            self.wrong("name", "name_missing", "没有“姓名”，送达时会找不到人", "warning")
        if not read["phone"] and not read["address"]:
            self.wrong("address", "address_missing", "“电话”和“地址”都没有填，送达时会找不到人", "warning")
        if read["group"] == GROUPS[0] and not read["guardian"]:
            self.wrong("guardian", "guardian_missing", "困境儿童要填“监护人”，送达要先联系监护人", "warning")


def read_age_band(text: str) -> str | None:
    """One of `AGE_BANDS`, from a band or an exact age; empty for none; None when it is unclear."""
    said = re.sub(r"[~—–－至到]+", "-", plain(text)).replace(" ", "")
    if not said:
        return ""
    known = {band.replace("岁", ""): band for band in AGE_BANDS}
    if said.replace("岁", "") in known:
        return known[said.replace("岁", "")]
    age = re.fullmatch(r"([0-9]{1,3})(?:多?岁)?", said)
    return age_band_of(int(age[1])) if age and int(age[1]) <= 120 else None


def read_day(cell: Any, fair_day: str) -> str | None:
    """A day as ``YYYY-MM-DD``, from a date, an Excel serial number or text; None when it is unclear.

    A day without a year is the one around the fair.
    """
    try:
        day = _read_day(cell, fair_day)
    except (ValueError, OverflowError):
        return None
    return day if day and int(day[:4]) in YEARS else None


def _read_day(cell: Any, fair_day: str) -> str | None:
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()[:10]
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_excel(int(cell))
    return _from_words(plain(str(cell)).strip(), fair_day)


def _from_excel(days: int) -> str | None:
    """Excel counts days from 1899-12-30; anything outside 1982 to 2064 is no day that is meant."""
    return (date(1899, 12, 30) + timedelta(days=days)).isoformat() if 30_000 <= days <= 60_000 else None


def _from_words(text: str, fair_day: str) -> str | None:
    text = re.sub(r"(之?前|[T ]?\d{1,2}:\d{2}(:\d{2})?(\.0+)?)$", "", text).strip()
    if re.fullmatch(r"[0-9]{5}", text):
        return _from_excel(int(text))
    full = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", text
    )
    if full:
        return date(int(full[1]), int(full[2]), int(full[3])).isoformat()
    short = re.fullmatch(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?", text)
    if not short:
        return None
    fair = date.fromisoformat(fair_day)
    day = date(fair.year, int(short[1]), int(short[2]))
    return (day if day >= fair - _BEFORE else date(fair.year + 1, day.month, day.day)).isoformat()
