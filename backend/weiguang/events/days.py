"""When an event is, from the words of a printed table. Pure.

Understood: ``6月28日``, ``2023-06-28``, ``6.28``, ``6月28日至30日``, ``6月28日上午9:00-11:00``, with remarks in
brackets. A weekday in it is held against the calendar. What leaves the day open is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from weiguang.storage.clock import YEARS

OPEN_WORDS = re.compile(r"暂定|待定|拟定|预计|另行|视.{0,8}情况|具体")
WEEKDAYS = "一二三四五六日"

_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_SHORT = re.compile(r"(?<![\d:])(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_BARE = re.compile(r"(?<![\d:])(\d{1,2})\s*[./-]\s*(\d{1,2})(?![\d:])")
_TO = re.compile(r"\s*(?:-|—|–|~|至|到|、|和)+\s*(?:(\d{1,2})\s*月\s*)?(\d{1,2})\s*[日号]")
_OR = re.compile(r"\s*或(?:者)?\s*(?:(\d{1,2})\s*月\s*)?(\d{1,2})\s*[日号]")
_CLOCK = re.compile(
    r"(上午|早上|中午|下午|傍晚|晚上|晚)?\s*(\d{1,2})\s*(?:[:点时]\s*(半|\d{1,2})?\s*分?)"
    r"(?:\s*(?:-|—|–|~|至|到)+\s*(上午|中午|下午|傍晚|晚上|晚)?\s*(\d{1,2})\s*(?:[:点时]\s*(半|\d{1,2})?\s*分?))?"
)
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_LATE = ("下午", "傍晚", "晚上", "晚")


class UnclearDay(ValueError):
    """The words name no day; the message says which sentence to show."""


@dataclass(frozen=True)
class When:
    """A day in Shanghai, its last day, times of day (empty: unknown), and whether it is still open, with the words."""

    date: str
    to_date: str = ""
    starts: str = ""
    ends: str = ""
    tentative: bool = False
    note: str = ""
    doubt: str = ""


def read_when(said: str, year: int) -> When:
    """Read a printed time; days without a year lie in ``year``. Raises `UnclearDay`."""
    words = unicodedata.normalize("NFKC", said).strip()
    notes = [note for note in re.findall(r"\(([^()]*)\)", words) if not _WEEKDAY.fullmatch(note)]
    bare = re.sub(r"\([^()]*\)", "", words)
    day, rest = _day(bare, year)
    last, other, rest = _last_day(day, rest)
    starts, ends = _clock(rest)
    tentative = other or bool(OPEN_WORDS.search(words))
    note = "；".join(note for note in notes if note not in ("暂定", "待定"))
    return When(day.isoformat(), last, starts, ends, tentative, note[:80], _doubt(words, day))


def _day(bare: str, year: int) -> tuple[date, str]:
    full = _FULL.search(bare)
    if full:
        return _made(int(full[1]), int(full[2]), int(full[3])), bare[full.end() :]
    short = _SHORT.search(bare) or _BARE.search(bare)
    if short:
        return _made(year, int(short[1]), int(short[2])), bare[short.end() :]
    if re.search(r"\d{1,2}\s*[日号]", bare):
        raise UnclearDay("只写了几号，没写几月，请写成“6月28日”这样")
    if re.search(r"月", bare):
        raise UnclearDay("只写到月份，没写几号；没有定的话，请写一个大概的日子，如“6月28日（暂定）”")
    if not bare.strip() or OPEN_WORDS.search(bare):
        raise UnclearDay("还没有定；请写一个大概的日子，如“6月28日（暂定）”，以后再改")
    raise UnclearDay("看不懂，请写成“6月28日”或“2023-06-28”")


def _made(year: int, month: int, day: int) -> date:
    if month > 12 >= day:
        raise UnclearDay(f"“{month}/{day}”分不清是几月几日，请写成“{day}月{month}日”这样")
    try:
        made = date(year, month, day)
    except ValueError:
        raise UnclearDay("没有这一天，请核对") from None
    if made.year not in YEARS:
        raise UnclearDay("年份不对，请核对")
    return made


def _last_day(day: date, rest: str) -> tuple[str, bool, str]:
    """The last day of several, and whether it is rather another day that it may be on."""
    other = _OR.match(rest)
    if other:
        return "", True, rest[other.end() :]
    until = _TO.match(rest)
    if not until:
        return "", False, rest
    last = _made(day.year, int(until[1] or day.month), int(until[2]))
    if last <= day:
        raise UnclearDay("结束的日子在开始之前，请核对")
    return last.isoformat(), False, rest[until.end() :]


def _clock(rest: str) -> tuple[str, str]:
    found = _CLOCK.search(rest)
    if not found:
        return "", ""
    starts = _time(found[1], found[2], found[3])
    if not found[5]:
        return starts, ""
    ends = _time(found[4] or found[1], found[5], found[6])
    return starts, ends if starts and ends > starts else ""


def _time(part: str | None, hour: str, minute: str | None) -> str:
    hours, minutes = int(hour), 30 if minute == "半" else int(minute or 0)
    if part in _LATE and hours < 12:
        hours += 12
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else ""


def _doubt(words: str, day: date) -> str:
    said = _WEEKDAY.search(words)
    told = said[1].replace("天", "日") if said else ""
    real = WEEKDAYS[day.weekday()]
    if not told or told == real:
        return ""
    return f"{day.year}年{day.month}月{day.day}日是星期{real}，表里写的是星期{told}，请核对"
