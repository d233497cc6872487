"""What a claimant is to be told: an entry in the wish's ``telling``, left by the very write that it is about. Pure.

`weiguang.reactions` carries an entry to its claimant, once, and takes it away. Its life: told inbox, told sms, call
(nothing reaches them but a telephone, so somebody is asked to call), or dropped because the claim was over before it
could be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from weiguang.wishes.rules import promised_day

_KEPT = (
    "who",
    "client",
    "number",
    "sealed",
    "name_masked",
    "phone_masked",
    "claimed_at",
    "channel",
    "organisation",
)
"""What of a claim that is over still reaches its claimant."""


def make_telling(wish: Mapping[str, Any], *, kind: str, step: str, now: datetime) -> dict[str, Any]:
    """Tell the claimant of a claim that goes on; nothing is said when it ends before that."""
    promised, claim = promised_day(wish), wish["claim"]
    key = telling_key(wish=wish["_id"], client=claim["client"], promised=promised, step=step)
    return {"key": key, "kind": kind, "at": now, "promised": promised} | {n: claim[n] for n in ("who", "client")}


def make_farewell(wish: Mapping[str, Any], *, kind: str, now: datetime) -> dict[str, Any]:
    """Tell the claimant of a claim that ends with the write; the entry carries what reaches them."""
    claim = wish["claim"]
    kept = {name: claim[name] for name in _KEPT if name in claim}
    return make_telling(wish, kind=kind, step=kind, now=now) | {"claim": kept}


def telling_key(*, wish: str, client: str, promised: str, step: str) -> str:
    """The natural key of telling a claimant one step of one promise."""
    return f"promise:{wish}:{client[:12]}:{promised}:{step}"


def telling_words(kind: str, item: str, promised: str) -> tuple[str, str]:
    """Title and text of what a claimant is told; without a name, a number or an address."""
    _, month, day = promised.split("-")
    title, body = _WORDS[kind]
    return title, body.format(item=item, when=f"{int(month)}月{int(day)}日")


_WORDS = {
    "remind": (
        "您答应的心愿快到日子了",
        "您认领的“{item}”请在{when}前送到。备好了，请点“我备好了”；日子不合适，可以改个日子；"
        "办不到也没关系，一键退回，会有别人接着圆。",
    ),
    "overdue": (
        "约定的日子过了，还方便送来吗？",
        "您认领的“{item}”约定{when}前送到。还方便送来吗？可以改个日子。办不到也没关系，一键退回就好。",
    ),
    "lapsed": (
        "心愿已重新开放认领",
        "“{item}”约定的日子（{when}）已经过了几天，怕误了圆梦，先请别人接着认领了。谢谢您的心意！"
        "如果东西已经备好，请联系主办方，我们来安排。",
    ),
    "withdrawn": (
        "您认领的心愿撤下了，不用再准备",
        "您认领的“{item}”（约定{when}前送到）由主办方撤下了，不是您的缘故，谢谢您的心意！东西还没有备，就不用再备；"
        "已经备好的，请联系主办方，我们来安排。还有别的心愿在等人，愿意的话再看看。",
    ),
}
