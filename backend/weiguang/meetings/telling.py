"""What people are told about a meeting: pure words, and whom they are for.

Words of a notice go into a push message: the kind, when and where, never the title or a reason, which may hold a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.permissions import ROLES
from weiguang.branches.service import members_below
from weiguang.branches.tree import load_tree
from weiguang.meetings.models import Meeting
from weiguang.meetings.rules import KINDS, moment_words, where_words
from weiguang.people.service import holders_of

CONVENE = "meeting.convene"
Stored = Mapping[str, Any]
Entry = dict[str, Any]


def convened(meeting: Stored, now: datetime) -> list[Entry]:
    """To the members of the accepted branches, and to the secretaries of the invited ones; nothing once it is over."""
    if meeting["ends_at"] < now:
        return []
    entries = [_entry(meeting, "convened", now, _summons(meeting), branches=list(meeting["accepted"]))]
    invited = invited_of(meeting)
    if invited:
        name = load_tree().get(meeting["branch"])["name"]
        words = f"邀请一起召开{KINDS[meeting['kind']]}", f"{name}邀请您的支部参加。{_when_where(meeting)}请打开答复。"
        entries.append(_entry(meeting, "invited", now, words, secretaries=invited))
    return entries


def accepted(meeting: Stored, branch: ObjectId, now: datetime) -> Entry | None:
    """To the members of a branch that joins later, except those whom another of their branches told already."""
    if meeting["ends_at"] < now:
        return None
    already = [one for one in meeting["accepted"] if one != branch]
    return _entry(meeting, f"convened:{branch}", now, _summons(meeting), branches=[branch], but=already)


def changed(before: Stored, after: Stored, now: datetime) -> Entry | None:
    """To everybody, when the time or the place is another one; None when plans stay as they are."""
    if after["ends_at"] < now:
        return None
    when = (before["starts_at"], before["ends_at"]) != (after["starts_at"], after["ends_at"])
    where = (before["place"], before["link"]) != (after["place"], after["link"])
    if not when and not where:
        return None
    moved = "、".join(word for word, said in (("时间", when), ("地点", where)) if said)
    was = f"（原来是{moment_words(before['starts_at'])}，{where_words(before)}）"
    words = f"{KINDS[after['kind']]}{moved}有变化", f"{_when_where(after)}{was}"
    return _entry(after, f"changed:{after['revision']}", now, words, everybody=True)


def cancelled(meeting: Stored, now: datetime) -> list[Entry]:
    """To everybody, unless it is over anyway."""
    if meeting["ends_at"] < now:
        return []
    words = (
        f"{KINDS[meeting['kind']]}取消了",
        f"原定{moment_words(meeting['starts_at'])}的{KINDS[meeting['kind']]}取消了。",
    )
    return [_entry(meeting, "cancelled", now, words, everybody=True)]


def invited_of(meeting: Stored) -> list[ObjectId]:
    """The branches that have not answered."""
    return [one for one in meeting["branches"] if one not in meeting["accepted"] and one not in meeting["declined"]]


def people_of(meeting: Stored, entry: Entry) -> Iterator[ObjectId]:
    """Whom an entry is for."""
    yield from _secretaries(entry.get("secretaries") or (invited_of(meeting) if entry.get("everybody") else []))
    branches = meeting["accepted"] if entry.get("everybody") else entry.get("branches", [])
    if branches and meeting["called"]:
        yield from {*meeting["called"], meeting["chair"], meeting["recorder"]} - {None}
    elif branches:
        yield from members_below(branches, but=entry.get("but", []))


def told(meeting: ObjectId, key: str) -> None:
    """Take an entry off: everybody has it."""
    Meeting.collection().update_one({"_id": meeting}, {"$pull": {"telling": {"key": key}}})


def _secretaries(branches: list[ObjectId]) -> Iterator[ObjectId]:
    """Who may answer for each branch: those whose role is on it, else on the nearest branch above that has one."""
    roles = [role for role, allowed in ROLES.items() if CONVENE in allowed]
    for branch in branches:
        for above in load_tree().line(branch):
            found = holders_of(roles, above)
            yield from found
            if found:
                break


def _entry(meeting: Stored, what: str, now: datetime, words: tuple[str, str], **to: Any) -> Entry:
    return {"key": f"meeting:{meeting['_id']}:{what}", "at": now, "title": words[0], "body": words[1], **to}


def _summons(meeting: Stored) -> tuple[str, str]:
    return f"召开{KINDS[meeting['kind']]}", f"{_when_where(meeting)}打开可以看议程，不能来可以请假。"


def _when_where(meeting: Stored) -> str:
    return f"时间：{moment_words(meeting['starts_at'])}，地点：{where_words(meeting)}。"
