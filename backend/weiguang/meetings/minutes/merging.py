"""Three-way merge of what two people wrote: pure functions over sentences, which need no spaces or line breaks.

Both began from ``base``. Changes of different sentences both stand. What two people added in the same place stands one
after the other. Two changes of one sentence are tried letter by letter, and stand if they lie well apart; otherwise
both wordings stay, marked ``【不同写法】…【或】…【完】``, for somebody to choose.

The kept library for this, merge3, is GPL-2.0-or-later, which this product's Apache-2.0 does not go with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

OPEN, OR, CLOSE = "【不同写法】", "【或】", "【完】"
MARKED = re.compile(f"{OPEN}(.*?){CLOSE}", re.DOTALL)
_PIECE = re.compile(rf"{OPEN}.*?{CLOSE}|.+?(?:[。！？；，：!?;,\n]+|(?={OPEN})|\Z)", re.DOTALL)
_PLAIN = re.compile(r".+?(?:[。！？；，：!?;,\n]+|\Z)", re.DOTALL)
_ENDED = re.compile(r"[。！？；，：!?;,.\n]\Z")

COMPARED_MOST = 4_000_000
"""Comparing costs the product of both lengths."""
LETTERS_MOST = 1_000
"""Longer passages are not compared letter by letter."""
MARKED_MOST = 3
"""Each marked place of a passage doubles its wordings."""
KEPT_LEAST = 3
"""Shorter agreement of letters is chance."""


@dataclass(frozen=True)
class Merged:
    """The text, and whether it holds two wordings that the merge had to keep."""

    text: str
    both: bool = False


@dataclass(frozen=True)
class _Hunk:
    """One side puts ``new`` in the place of the base's pieces ``first`` to ``last``."""

    first: int
    last: int
    new: tuple[str, ...]
    mine: bool


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Bring ``mine`` and ``theirs``, which both began from ``base``, together; ``theirs`` was saved before."""
    if mine in (theirs, base):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    pieces = pieces_of(base)
    hunks = _hunks(pieces, pieces_of(mine), 1, mine=True) + _hunks(pieces, pieces_of(theirs), 1, mine=False)
    out, at, both = [], 0, False
    for group in _groups(hunks):
        first, last = group[0].first, max(hunk.last for hunk in group)
        settled = _settle(pieces, first, last, group)
        out += [*pieces[at:first], settled.text]
        at, both = last, both or settled.both
    return Merged("".join([*out, *pieces[at:]]), both)


def is_unsettled(text: str) -> bool:
    """Whether somebody has still to choose between wordings."""
    return 0 <= text.find(OPEN) < text.rfind(CLOSE)


def pieces_of(text: str) -> list[str]:
    """Sentences and clauses with what ends them, and marked places whole; together they are the text."""
    marked = text.rfind(CLOSE) + len(CLOSE) if is_unsettled(text) else 0
    return [*_PIECE.findall(text[:marked]), *_PLAIN.findall(text[marked:])]


def _hunks(base: Sequence[str], side: Sequence[str], kept_least: int, *, mine: bool) -> list[_Hunk]:
    """What one side changed; agreement of fewer than ``kept_least`` pieces counts as changed.

    Where both begin alike and end alike nothing is compared. What is left and too long is one change.
    """
    head = _alike(base, side)
    tail = _alike(base[head:][::-1], side[head:][::-1])
    was, now = base[head : len(base) - tail], side[head : len(side) - tail]
    if len(was) * len(now) > COMPARED_MOST:
        return [_Hunk(head, head + len(was), tuple(now), mine)]
    hunks, at, there = [], 0, 0
    for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks():
        if 0 < block.size < kept_least:
            continue
        if block.a > at or block.b > there:
            hunks.append(_Hunk(head + at, head + block.a, tuple(now[there : block.b]), mine))
        at, there = block.a + block.size, block.b + block.size
    return hunks


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """With how many equal pieces both begin."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _groups(hunks: list[_Hunk]) -> Iterator[list[_Hunk]]:
    """Changes in order; those that meet are one group. A change beside another one does not meet it."""
    group: list[_Hunk] = []
    for hunk in sorted(hunks, key=lambda one: (one.first, one.last, one.mine)):
        if group and not _meet(group, hunk):
            yield group
            group = []
        group.append(hunk)
    if group:
        yield group


def _meet(group: list[_Hunk], hunk: _Hunk) -> bool:
    last = max(one.last for one in group)
    same_place = all(one.first == one.last == hunk.first == hunk.last for one in group)
    return hunk.first < last or same_place


def _settle(pieces: Sequence[str], first: int, last: int, group: list[_Hunk]) -> Merged:
    """One passage that one side or both changed."""
    mine, theirs = (_side(pieces, first, last, [one for one in group if one.mine is own]) for own in (True, False))
    base = "".join(pieces[first:last])
    if mine in (theirs, base):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    if not base:
        return Merged(_one_after_the_other(theirs, mine))
    by_letters = _by_letters(base, mine, theirs)
    if by_letters is not None:
        return Merged(by_letters)
    wordings = list(dict.fromkeys([*_wordings(theirs), *_wordings(mine)]))
    return Merged(f"{OPEN}{OR.join(wordings)}{CLOSE}", both=True)


def _side(pieces: Sequence[str], first: int, last: int, hunks: list[_Hunk]) -> str:
    """The passage as one side has it."""
    out, at = [], first
    for hunk in hunks:
        out += [*pieces[at : hunk.first], *hunk.new]
        at = hunk.last
    return "".join([*out, *pieces[at:last]])


def _one_after_the_other(theirs: str, mine: str) -> str:
    """Two additions in one place; one that only goes on where the other stops holds both."""
    if mine.startswith(theirs):
        return mine
    if theirs.startswith(mine):
        return theirs
    return f"{theirs}{'' if _ENDED.search(theirs) else chr(10)}{mine}"


def _by_letters(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of one passage, if they lie apart; None where they touch."""
    if max(map(len, (base, mine, theirs))) > LETTERS_MOST or any(map(is_unsettled, (base, mine, theirs))):
        return None
    hunks = _hunks(base, mine, KEPT_LEAST, mine=True) + _hunks(base, theirs, KEPT_LEAST, mine=False)
    hunks.sort(key=lambda one: (one.first, one.last))
    out, at = "", 0
    for number, hunk in enumerate(hunks):
        if number and hunk.mine is not hunks[number - 1].mine and hunk.first < at + KEPT_LEAST:
            return None
        out += base[at : hunk.first] + "".join(hunk.new)
        at = hunk.last
    return out + base[at:]


def _wordings(text: str) -> list[str]:
    """The wordings that a passage stands for: one marked before holds several, which are not marked twice."""
    found = MARKED.search(text) if is_unsettled(text) and text.count(OPEN) <= MARKED_MOST else None
    if found is None:
        return [text]
    before, after = text[: found.start()], text[found.end() :]
    return [before + one + rest for one in found[1].split(OR) for rest in _wordings(after)]
