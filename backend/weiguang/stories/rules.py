"""Topics, states and how a story introduces itself: pure functions."""

from __future__ import annotations

from datetime import datetime

from weiguang.storage.clock import SHANGHAI

TOPICS = ("news", "branches", "welfare", "study", "portraits", "announcements")
"""要闻, 支部故事, 公益, 学习, 身边人, 通知公告."""

STATES = ("draft", "scheduled", "published", "withdrawn")
EVERYONE = "all"

TITLE_MOST, SUMMARY_MOST, AUTHOR_MOST = 60, 120, 40
BRANCHES_MOST = 50
SUMMARY_CUT = 80


def summary_of(summary: str, text: str) -> str:
    """The written summary, else the first words of the text."""
    flat = " ".join(text.split())
    return summary or (flat if len(flat) <= SUMMARY_CUT else f"{flat[: SUMMARY_CUT - 1]}…")


def byline_of(published_at: datetime, branch: str, author: str) -> str:
    """Day in Shanghai, branch and author in one line."""
    day = published_at.astimezone(SHANGHAI)
    return " · ".join(filter(None, (f"{day.year}年{day.month}月{day.day}日", branch, author)))
