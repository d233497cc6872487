"""Groups, states and what a claimant is told: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from weiguang.storage.clock import SHANGHAI, local_day, to_ms

GROUPS = ("困境儿童", "困难老人", "大病患者", "残障人士")
UNPUBLISHED = ("collected", "reviewed")
"""Not on the wall yet: nobody but those who work on them sees these."""
PUBLISHED = ("open", "claimed", "ready", "delivered", "closed", "funded", "withdrawn")
STATES = UNPUBLISHED + PUBLISHED
TAKEN = ("claimed", "ready", "delivered", "closed", "funded")
DELIVERED = ("delivered", "closed")

ACTS: dict[str, tuple[tuple[str, ...], str]] = {
    "send_back": (("collected", "reviewed"), "collected"),
    "approve": (("collected",), "reviewed"),
    "open": (("reviewed",), "open"),
    "claim": (("open",), "claimed"),
    "ready": (("claimed",), "ready"),
    "give_back": (("claimed", "ready"), "open"),
    "release": (("claimed", "ready"), "open"),
    "lapse": (("claimed",), "open"),
    "fund": (("open",), "funded"),
    "unfund": (("funded",), "open"),
    "deliver": (("claimed", "ready", "funded"), "delivered"),
    "close": (("delivered",), "closed"),
    "withdraw": (("collected", "reviewed", "open", "claimed", "ready", "funded"), "withdrawn"),
}
"""The life of a wish: an act, the states it may start from, and the state it leads to."""

REOPENING = ("open", "give_back", "release", "lapse", "unfund")
"""Acts after which a wish waits for somebody."""

STATE_WORDS = {
    "collected": "征集",
    "reviewed": "审核通过",
    "open": "待认领",
    "claimed": "已认领",
    "ready": "已备齐",
    "delivered": "已送达",
    "closed": "已反馈",
    "funded": "义卖善款",
    "withdrawn": "已撤下",
}
"""States as people read them; the glossary's words."""

CHANNELS = {
    "remote": "手机认领",
    "card": "现场玫瑰卡",
    "helped": "志愿者代办",
    "paper": "纸质登记",
    "organisation": "单位认领",
}
"""How a claim came in."""

PROMISE_DAYS = 14
HOLD = timedelta(minutes=15)
SIMILAR_MOST = 3
SETTLED_FORGET = ("displaced.$.sealed", "displaced.$.witness_sealed", "displaced.$.message")
"""What goes with the write that settles a claimant who lost the wish: nobody has to call them any more."""


def claim_number(digest: str) -> str:
    """Eight digits to say at the counter, grouped: ``8362-4417``; the same hex ``digest`` always gives the same."""
    digits = f"{int(digest, 16) % 10**8:08d}"
    return f"{digits[:4]}-{digits[4:]}"


def promise_by(by: str | None, claimed_at: datetime) -> str:
    """The day until which a claim is promised: the wish's own ``by``, or 14 days when it has none or it has passed."""
    day = local_day(claimed_at)
    return by if by and by >= day else (date.fromisoformat(day) + timedelta(days=PROMISE_DAYS)).isoformat()


STEPS = (("remind", -7), ("remind", -3), ("remind", -1), ("overdue", 1), ("lapse", 4))
"""What the scheduler does about a promise, and how many days after the promised day."""
STEP_HOUR = 9


def step_moments(promised: str) -> list[tuple[datetime, str, int]]:
    """Every step of a promise as (moment, step, days), in order; 9 in the morning in Shanghai."""
    day = datetime.combine(date.fromisoformat(promised), time(STEP_HOUR), SHANGHAI)
    return [((day + timedelta(days=days)).astimezone(UTC), step, days) for step, days in STEPS]


def next_step_at(promised: str, now: datetime) -> datetime | None:
    """When the scheduler looks at a promise next; None when all its steps are over."""
    return next((moment for moment, _, _ in step_moments(promised) if moment > now), None)


def promised_day(wish: Mapping[str, Any]) -> str:
    """The day until which a claimed wish is promised."""
    claim = wish["claim"]
    return claim.get("promise_by") or promise_by(wish["by"], claim["claimed_at"])


def next_steps(*, item: str, deliver_hint: str, number: str, promised: str) -> list[str]:
    """What the claimant does now, in order."""
    _, month, day = promised.split("-")
    return [
        f"请在{int(month)}月{int(day)}日前备好：{item}",
        deliver_hint or "主办方会联系您，告诉您送到哪里",
        f"您的认领编号是 {number}，请截屏保存，送达时出示",
        "如果办不到，请尽早在这里退回，让别人接着认领",
    ]


def claim_key(wish: str, client: str, claimed_at: datetime) -> str:
    """The natural key of a claim in the ledger: the same client id may claim again once it is forgotten."""
    return f"claim:{wish}:{client[:12]}:{to_ms(claimed_at)}"


def release_key(claim: str) -> str:
    """The natural key of the row that corrects the claim with this key."""
    return claim.replace("claim:", "release:", 1)
