"""The demo's meetings: invented, of every sort, and whole."""

from __future__ import annotations

from typing import Any

import pytest

from weiguang.demo.reading import read
from weiguang.meetings.rules import CALLED_BY_NAME, KINDS

MEETINGS: list[dict[str, Any]] = read("meetings")["meetings"]
BRANCHES = {branch["key"] for branch in read("branches")["branches"]}


@pytest.mark.parametrize("meeting", MEETINGS, ids=[meeting["key"] for meeting in MEETINGS])
def test_a_meeting_says_that_it_is_invented_and_is_whole(meeting: dict[str, Any]) -> None:
    assert "演示" in meeting["title"] and "虚构" in meeting.get("place", "虚构")
    assert meeting["kind"] in KINDS and set(meeting["branches"]) <= BRANCHES
    assert meeting.get("place") or meeting["link"].startswith("https://")
    assert len(meeting.get("minutes", meeting["agenda"])) == len(meeting["agenda"])


def test_one_is_joint_and_signed_one_is_to_sign_one_is_to_answer_and_one_is_coming() -> None:
    held = [meeting for meeting in MEETINGS if meeting["in_days"] < 0]
    assert any(len(meeting["branches"]) > 1 and meeting.get("signed") for meeting in held)
    assert any("minutes" in meeting and not meeting.get("signed") for meeting in held)
    assert any("accepted" in meeting for meeting in MEETINGS)
    assert any(meeting["in_days"] > 0 and meeting["kind"] not in CALLED_BY_NAME for meeting in MEETINGS)
