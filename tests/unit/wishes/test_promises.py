"""When a step of a promise is due, and how a wish hangs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from weiguang.storage.clock import SHANGHAI
from weiguang.wishes.identity import find_identity
from weiguang.wishes.promises.rules import hanging, look_at
from weiguang.wishes.telling import telling_key, telling_words

DAY = "2023-06-28"


def moment(days: int, hour: int = 9) -> datetime:
    day = date.fromisoformat(DAY) + timedelta(days=days)
    return datetime.combine(day, time(hour), SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "now", "step", "days", "next_at"),
    [
        (-20, -20, None, 0, moment(-7)),
        (-7, -7, "remind", -7, moment(-3)),
        (-7, -2, "remind", -3, moment(-1)),
        (-1, 0, "remind", -1, moment(1)),
        (-1, 1, "overdue", 1, moment(4)),
        (1, 1, "overdue", 1, moment(4)),
        (4, 4, "lapse", 4, None),
        (-7, 40, "overdue", 1, moment(43)),
        (43, 43, "lapse", 4, None),
    ],
)
def test_the_latest_missed_step_is_due(
    since: int, now: int, step: str | None, days: int, next_at: datetime | None
) -> None:
    look = look_at(DAY, moment(since), moment(now))
    assert (look.step, look.days, look.next_at) == (step, days, next_at)


def test_a_claim_made_after_a_step_does_not_hear_of_it() -> None:
    assert look_at(DAY, moment(-3, 10), moment(-3, 11)).step is None


def test_a_moved_day_is_told_under_a_key_of_its_own() -> None:
    keys = {telling_key(wish="ABCDEF", client="c" * 32, promised=day, step="remind-3") for day in (DAY, "2023-07-01")}
    assert len(keys) == 2 and all("c" * 13 not in key for key in keys)


@pytest.mark.parametrize("kind", ["remind", "overdue", "lapsed", "withdrawn"])
def test_what_is_told_names_the_thing_and_nobody(kind: str) -> None:
    title, body = telling_words(kind, "一把拐杖", DAY)
    assert "一把拐杖" in body and "6月28日" in body
    assert find_identity(title + body) == []


def wish(state: str, **more: Any) -> dict[str, Any]:
    return {"state": state, "by": None, "claim": None, "history": []} | more


def acts(*path: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"act": act, "at": moment(days)} for act, days in path]


def claim(**more: Any) -> dict[str, Any]:
    return {"promise_by": DAY, "confirmed": False, "claimed_at": moment(-9)} | more


@pytest.mark.parametrize(
    ("found", "today", "hangs"),
    [
        (wish("claimed", claim=claim()), "2023-06-24", None),
        (wish("claimed", claim=claim()), "2023-06-25", ("due", 3)),
        (wish("claimed", claim=claim(confirmed=True)), "2023-06-28", None),
        (wish("claimed", claim=claim(confirmed=True)), "2023-06-30", ("overdue", 2)),
        (wish("claimed", claim=claim(call={"since": moment(-7)})), "2023-06-22", ("call", 1)),
        (
            wish("claimed", claim=claim(confirmed=True), delivery={"state": "absent", "day": "2023-06-26"}),
            "2023-06-27",
            ("undelivered", 1),
        ),
        (wish("open"), "2023-06-28", None),
        (wish("open"), "2023-06-29", ("open", 1)),
        (wish("open", history=acts(("open", -10))), "2023-06-26", ("open", 8)),
        (wish("open", history=acts(("open", -10), ("give_back", -1))), "2023-06-29", ("open", 2)),
        (wish("open", history=acts(("lapse", -9), ("lapse", -2))), "2023-06-27", ("relapsed", 1)),
        (wish("ready", history=acts(("ready", -4))), "2023-06-27", None),
        (wish("ready", history=acts(("ready", -4))), "2023-06-28", ("waiting", 4)),
        (wish("ready", history=acts(("ready", -9)), delivery={"state": "planned", "day": DAY}), DAY, None),
        (wish("ready", delivery={"state": "planned", "day": DAY}), "2023-06-29", ("undelivered", 1)),
        (wish("delivered"), "2023-09-01", None),
    ],
)
def test_how_a_wish_hangs(found: dict[str, Any], today: str, hangs: tuple[str, int] | None) -> None:
    seen = [(kind, days) for kind, days, _ in hanging(found, fair_day=DAY, today=today)]
    assert seen == ([hangs] if hangs else [])


def test_displaced_claimants_hang_until_somebody_called() -> None:
    found = wish("delivered", displaced=[claim(), claim(settled={"choice": "called"})])
    assert [kind for kind, _, _ in hanging(found, fair_day=DAY, today=DAY)] == ["displaced"]
