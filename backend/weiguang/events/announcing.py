"""What those who follow an event are told when it changes: pure functions.

Told is what moves somebody's plans: when, where, whether that is fixed, and whether it takes place at all. Words about
the event only; they go into a push message, so no person is ever in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from weiguang.events.rules import date_text_of, without_open_words

Stored = Mapping[str, Any]
TITLE_MOST = 40


def announcement(before: Stored, after: Stored, now: datetime) -> dict[str, Any] | None:
    """The entry for the event's ``telling``, or None when nothing changed that moves plans.

    Its key holds the event's new revision, so the same change is told once.
    """
    lines = [line for line in (_whether(before, after), _when(before, after), _where(before, after)) if line]
    if not lines:
        return None
    name = after["title"] if len(after["title"]) <= TITLE_MOST else f"{after['title'][:TITLE_MOST]}…"
    return {
        "key": f"event:{after['_id']}:{after['revision']}",
        "at": now,
        "title": _title(before, after),
        "body": f"“{name}”：{''.join(lines)}",
    }


def _title(before: Stored, after: Stored) -> str:
    if _cancelled(before) != _cancelled(after):
        return "活动取消了" if _cancelled(after) else "活动恢复举行"
    moved = [word for word, said in (("时间", _when(before, after)), ("地点", _where(before, after))) if said]
    return f"活动{'、'.join(moved)}有变化"


def _whether(before: Stored, after: Stored) -> str:
    if _cancelled(before) == _cancelled(after):
        return ""
    if not _cancelled(after):
        return f"恢复举行，时间是{when_words(after)}，地点是{where_words(after)}。"
    note = str(after.get("cancel_note") or "").rstrip("。")
    return f"取消了，{note}。" if note else "取消了，请不要前往。"


def _when(before: Stored, after: Stored) -> str:
    if _cancelled(after) or when_of(before) == when_of(after):
        return ""
    moved = _moment(before) != _moment(after)
    return _moved("时间", when_words(before), when_words(after), moved, _fixed(before, after, "time"))


def _where(before: Stored, after: Stored) -> str:
    if _cancelled(after) or where_of(before) == where_of(after):
        return ""
    moved = before["venues"] != after["venues"]
    return _moved("地点", where_words(before), where_words(after), moved, _fixed(before, after, "place"))


def _moved(what: str, was: str, now: str, moved: bool, fixed: bool) -> str:
    """One sentence: it is fixed now, it is another one, or it is open again."""
    was = was.replace("（暂定）", "，暂定")
    if fixed:
        return f"{what}定了：{now}（原来是{was}）。" if moved else f"{what}定了：{now}。"
    return f"{what}改为{now}（原来是{was}）。" if moved else f"{what}还没有定，先按{now}准备。"


def _fixed(before: Stored, after: Stored, what: str) -> bool:
    return _open(before, what) and not _open(after, what)


def when_of(event: Stored) -> tuple[Any, ...]:
    """What tells whether the time is another one."""
    return (*_moment(event), _open(event, "time"))


def where_of(event: Stored) -> tuple[Any, ...]:
    """What tells whether the place is another one."""
    return (tuple(event["venues"]), _open(event, "place"))


def when_words(event: Stored) -> str:
    """``6月28日 09:00（暂定）``; the printed words, unless they name another day."""
    said, day = str(event.get("date_text") or ""), date_text_of(event["date"])
    words = said if said.startswith(day) else day
    starts = str(event.get("starts") or "")
    if starts and words == day:
        words = f"{day} {starts}"
    return _with_open(words, _open(event, "time"))


def where_words(event: Stored) -> str:
    """All venues, with 暂定 as a word."""
    return _with_open("、".join(event["venues"]), _open(event, "place"))


def _with_open(words: str, tentative: bool) -> str:
    return f"{words}（暂定）" if tentative and "暂定" not in words and "待定" not in words else words


def _moment(event: Stored) -> tuple[str, ...]:
    said = without_open_words(str(event.get("date_text") or "")) or date_text_of(event["date"])
    return (event["date"], said, *(str(event.get(name) or "") for name in ("to_date", "starts", "ends")))


def _open(event: Stored, what: str) -> bool:
    return bool((event.get("tentative") or {}).get(what))


def _cancelled(event: Stored) -> bool:
    return bool(event.get("cancelled"))
