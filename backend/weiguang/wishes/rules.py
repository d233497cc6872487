"""Groups, states, codes and what a claimant is told: pure functions."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from weiguang.storage.clock import local_day, to_ms

GROUPS = ("困境儿童", "困难老人", "大病患者", "残障人士")
STATES = ("open", "claimed", "ready", "delivered", "closed", "funded", "withdrawn")
TAKEN = ("claimed", "ready", "delivered", "closed", "funded")
DELIVERED = ("delivered", "closed")

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, 1, I, L or O, which look alike on paper."""
CODE_LENGTH = 6

PROMISE_DAYS = 14
SIMILAR_MOST = 3


def make_code(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A code to print; codes cannot be guessed in order."""
    return "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    """Whether ``text`` (capitals) could be a printed code."""
    return re.fullmatch(f"[{ALPHABET}]{{{CODE_LENGTH}}}", text) is not None


def claim_number(digest: str) -> str:
    """Eight digits to say at the counter, grouped: ``8362-4417``; the same hex ``digest`` always gives the same."""
    digits = f"{int(digest, 16) % 10**8:08d}"
    return f"{digits[:4]}-{digits[4:]}"


def promise_by(by: str | None, claimed_at: datetime) -> str:
    """The day until which a claim is promised: the wish's own ``by``, or 14 days when it has none or it has passed."""
    day = local_day(claimed_at)
    return by if by and by >= day else (date.fromisoformat(day) + timedelta(days=PROMISE_DAYS)).isoformat()


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
