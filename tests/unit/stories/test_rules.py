"""How a story introduces itself."""

from __future__ import annotations

from datetime import UTC, datetime

from weiguang.stories.rules import SUMMARY_CUT, byline_of, summary_of


def test_the_written_summary_goes_before_the_text() -> None:
    assert summary_of("短短几句", "很长的正文") == "短短几句"


def test_a_text_introduces_itself_in_one_line_that_is_cut() -> None:
    assert summary_of("", "第一段\n第二段") == "第一段 第二段"
    cut = summary_of("", "字" * 200)
    assert (len(cut), cut[-1]) == (SUMMARY_CUT, "…")


def test_the_day_is_the_one_in_shanghai() -> None:
    late = datetime(2023, 6, 27, 16, 30, tzinfo=UTC)
    assert byline_of(late, "小橘灯支部", "李晓明") == "2023年6月28日 · 小橘灯支部 · 李晓明"
    assert byline_of(late, "小橘灯支部", "") == "2023年6月28日 · 小橘灯支部"
