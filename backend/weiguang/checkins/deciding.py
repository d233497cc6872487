"""What to answer somebody at a check-in point: one pure table, the same on the server and on a phone without signal.

Held by tests/vectors/check_in_decisions.json, which pytest and Vitest both run; `pwa/src/checkins/desk/deciding.ts` is
its twin. The checks go from what is offered (is it for this event, in a way that is open here, a good code) to the
person (inside, already in) to the point (open, on the list). Bounds of time are inclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

CODE_LIVES = timedelta(hours=12)
CODE_EARLY = timedelta(minutes=5)
"""How much before its issue a code is good: the clock of the phone that judges may be slow."""
STAY_LEAST = timedelta(minutes=1)
"""A second scan within it is a repeat, after it a check-out."""

WAYS = ("screen", "personal", "name", "plaque")
USUAL_WAYS = ("screen", "personal", "name")
WHO = ("anyone", "members", "registered")
ONCE = ("day", "event")

Code = Literal["good", "unreadable", "unknown_key", "forged", "expired"]
Answer = str


@dataclass(frozen=True)
class Rule:
    """Who may check in, how often, when and how; whether people check out too."""

    who: str = "anyone"
    once: str = "day"
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    ways: tuple[str, ...] = USUAL_WAYS
    check_out: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Rule:
        """The rule as a point stores it: what is not said is usual."""
        said = {name: value for name, value in stored.items() if value is not None}
        return cls(**(said | {"ways": tuple(said.get("ways") or USUAL_WAYS)}))


@dataclass(frozen=True)
class Offered:
    """What is shown: a way, how its code reads (None: a way without one), and the event it was prepared for.

    ``act`` is what staff chose; None lets the second scan be the check-out.
    """

    way: str
    code: Code | None = None
    issued_at: datetime | None = None
    event: str | None = None
    act: str | None = None


@dataclass(frozen=True)
class Known:
    """What is known of the person here: admitted within what the rule calls once; inside: not checked out yet."""

    event: str | None = None
    on_list: bool = False
    admitted: bool = False
    inside: bool = False
    in_at: datetime | None = None


@dataclass(frozen=True)
class Words:
    """How an answer is shown: colour, large word, sentence."""

    tone: str
    word: str
    sentence: str


ANSWERS: dict[Answer, Words] = {
    "admit": Words("green", "请进", "签到成功"),
    "check_out": Words("green", "签退", "签退成功，辛苦了"),
    "already": Words("amber", "已签到", "已签到"),
    "not_inside": Words("amber", "没有签到", "没有找到签到记录，不能签退，请先签到"),
    "not_on_list": Words("red", "不在名单", "名单上没有这个人，请核对姓名，或请现场负责人处理"),
    "not_yet_open": Words("amber", "还没开始", "这里还没有开始签到，请到时间再来"),
    "closed": Words("red", "已经结束", "这里的签到已经结束，请找现场负责人"),
    "wrong_way": Words("amber", "换个方式", "这个签到点不用这种方式，请换一种方式签到"),
    "code_expired": Words("amber", "码已过期", "这个码已经过期，请重新打开“我的签到码”再扫一次"),
    "code_not_yet_valid": Words("amber", "时间不对", "这个码的时间不对，请检查两部手机的时间，再重新打开签到码"),
    "forged": Words("red", "假码", "这个码是假的或者被改过，不能放行，请核对本人"),
    "unreadable": Words("amber", "读不出来", "这不是签到码，请对准“我的签到码”再扫一次"),
    "unknown_key": Words("amber", "认不出来", "认不出这个码，请联网更新名单后再扫，或者按姓名查找"),
    "wrong_event": Words("red", "别的活动", "这是别的活动的名单，请换成本场活动的再扫"),
}


def decide(rule: Rule, offered: Offered, known: Known, moment: datetime) -> Answer:
    """The answer to what is ``offered`` at ``moment`` by the clock put right."""
    return (
        _of_offer(rule, offered, known, moment)
        or _of_person(rule, offered, known, moment)
        or _of_point(rule, known, moment)
    )


def _of_offer(rule: Rule, offered: Offered, known: Known, moment: datetime) -> Answer | None:
    if offered.event is not None and offered.event != known.event:
        return "wrong_event"
    if offered.way not in rule.ways:
        return "wrong_way"
    if offered.code == "expired":
        return "code_expired"
    if offered.code not in (None, "good"):
        return offered.code
    if offered.issued_at is None:
        return None
    if moment < offered.issued_at - CODE_EARLY:
        return "code_not_yet_valid"
    return "code_expired" if moment > offered.issued_at + CODE_LIVES else None


def _of_person(rule: Rule, offered: Offered, known: Known, moment: datetime) -> Answer | None:
    leaves = rule.check_out and known.inside and offered.act != "in"
    if leaves and (offered.act == "out" or known.in_at is None or moment >= known.in_at + STAY_LEAST):
        return "check_out"
    if known.admitted:
        return "already"
    return "not_inside" if offered.act == "out" else None


def _of_point(rule: Rule, known: Known, moment: datetime) -> Answer:
    if rule.opens_at is not None and moment < rule.opens_at:
        return "not_yet_open"
    if rule.closes_at is not None and moment > rule.closes_at:
        return "closed"
    return "admit" if rule.who == "anyone" or known.on_list else "not_on_list"
