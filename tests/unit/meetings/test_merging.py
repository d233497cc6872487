"""Merging what two people wrote: a table, and what always holds."""

from __future__ import annotations

import random
import time

import pytest

from weiguang.meetings.minutes.merging import CLOSE, OPEN, OR, is_unsettled, merge, pieces_of


def both(*wordings: str) -> str:
    return f"{OPEN}{OR.join(wordings)}{CLOSE}"


LONG = "会议讨论了明年的工作计划和经费安排以及困难党员的走访慰问工作"

TABLE = [
    ("nothing changed", "一。", "一。", "一。", "一。"),
    ("only mine", "一。", "一。二。", "一。", "一。二。"),
    ("only theirs", "一。", "一。", "一。二。", "一。二。"),
    ("both the same", "一。", "一。二。", "一。二。", "一。二。"),
    ("different sentences", "一。二。三。", "一改。二。三。", "一。二。三改。", "一改。二。三改。"),
    ("neighbours", "一。二。三。", "一改。二。三。", "一。二改。三。", "一改。二改。三。"),
    (
        "clauses of one sentence",
        "到会十人，缺席两人。",
        "到会十一人，缺席两人。",
        "到会十人，缺席三人。",
        "到会十一人，缺席三人。",
    ),
    ("additions at both ends", "二。", "一。二。", "二。三。", "一。二。三。"),
    ("additions in one place, theirs first", "一。", "一。甲说。", "一。乙说。", "一。乙说。甲说。"),
    ("both begin", "", "甲说了话", "乙说了话", "乙说了话\n甲说了话"),
    ("mine goes on where theirs stops", "", "我们讨论了预算。", "我们讨论了", "我们讨论了预算。"),
    ("theirs goes on where mine stops", "", "我们讨论了", "我们讨论了预算。", "我们讨论了预算。"),
    ("a removal and an addition beside it", "一。二。三。", "一。三。", "一。二。新。三。", "一。新。三。"),
    ("both remove the same", "一。二。三。", "一。三。", "一。三。", "一。三。"),
    (
        "two wordings of one sentence",
        "一。同意。三。",
        "一。反对。三。",
        "一。弃权。三。",
        f"一。{both('弃权。', '反对。')}三。",
    ),
    ("one removes what the other rewrote", "一。同意。", "一。", "一。反对。", f"一。{both('反对。', '')}"),
    ("no spaces, no marks, changes far apart", LONG, f"今天{LONG}", LONG.replace("慰问", "看望"), None),
    (
        "no spaces, no marks, changes that touch",
        "下周三开会",
        "下周四开会",
        "下周三下午开会",
        both("下周三下午开会", "下周四开会"),
    ),
    ("letters that agree by chance are not agreement", "甲乙", "丙乙丁", "甲戊己", both("甲戊己", "丙乙丁")),
    ("line breaks", "一\n二\n三", "一\n二\n三改", "一改\n二\n三", "一改\n二\n三改"),
    ("English", "One. Two.\nThree.", "One. Two!\nThree.", "One. Two.\nFour.", "One. Two!\nFour."),
    ("a third wording joins the two", f"{both('A', 'B')}", "C", f"{both('A', 'B')}D。", None),
    (
        "marked before, chosen by one",
        f"一。{both('A。', 'B。')}",
        "一。A。",
        f"零。一。{both('A。', 'B。')}",
        "零。一。A。",
    ),
    ("chosen differently", f"{both('A。', 'B。')}", "A。", "B。", both("B。", "A。")),
    (
        "rewritten while somebody marked it",
        "同意。",
        "赞成。",
        both("通过。", "认可。"),
        both("通过。", "认可。", "赞成。"),
    ),
    ("the same wording again is no third one", "同意。", "通过。", both("通过。", "认可。"), both("通过。", "认可。")),
]


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_two_texts_become_one(base: str, mine: str, theirs: str, expected: str | None) -> None:
    merged = merge(base, mine, theirs)
    if expected is not None:
        assert merged.text == expected
    assert merged.both == (is_unsettled(merged.text) and not is_unsettled(theirs)) or is_unsettled(theirs)


def test_changes_far_apart_in_one_sentence_both_stand() -> None:
    merged = merge(LONG, f"今天{LONG}", LONG.replace("慰问", "看望"))
    assert merged.text == f"今天{LONG.replace('慰问', '看望')}" and not merged.both


def test_three_wordings_are_not_marked_twice() -> None:
    merged = merge(both("A", "B"), "C", f"{both('A', 'B')}D。")
    assert merged.text.count(OPEN) <= 1 and all(one in merged.text for one in "ABCD"[2:])


@pytest.mark.parametrize(
    "text", ["", "一", "一。二，三", f"一{both('A', '')}，二。", CLOSE + OPEN, f"{OPEN}一。{OPEN}二{CLOSE}三"]
)
def test_pieces_are_the_whole_text(text: str) -> None:
    assert "".join(pieces_of(text)) == text


def changed(base: list[str], chooser: random.Random, name: str) -> list[str]:
    """Some sentences of ``base`` rewritten, removed, or with new ones between; every word that is new says whose."""
    out: list[str] = []
    for number, sentence in enumerate(base):
        act = chooser.choice(["keep", "keep", "keep", "rewrite", "add", "remove"])
        if act == "add":
            out.append(f"{name}新{number}。")
        if act != "remove":
            out.append(f"{name}改{number}。" if act == "rewrite" else sentence)
    return out


@pytest.mark.parametrize("seed", range(300))
def test_no_word_of_either_is_ever_lost(seed: int) -> None:
    chooser = random.Random(seed)
    base = [f"原句{number}。" for number in range(chooser.randint(0, 8))]
    mine, theirs = changed(base, chooser, "甲"), changed(base, chooser, "乙")
    merged = merge("".join(base), "".join(mine), "".join(theirs)).text
    assert all(sentence in merged for sentence in {*mine, *theirs} - set(base))
    assert all(sentence in merged for sentence in base if sentence in mine and sentence in theirs)


@pytest.mark.parametrize("seed", range(50))
def test_merging_again_with_what_came_of_it_changes_nothing(seed: int) -> None:
    chooser = random.Random(seed)
    base = [f"原句{number}。" for number in range(6)]
    texts = ["".join(changed(base, chooser, name)) for name in "甲乙"]
    merged = merge("".join(base), *texts).text
    assert merge(texts[1], merged, texts[1]).text == merged
    assert merge(merged, merged, merged).text == merged


@pytest.mark.parametrize(
    "text",
    ["，" * 20_000, "好，" * 10_000, "字" * 20_000, OPEN * 2_000, CLOSE + OPEN * 2_000, f"{OPEN}{OR}{CLOSE}" * 1_000],
)
def test_odd_texts_take_no_time(text: str) -> None:
    began = time.perf_counter()
    merge(text, f"甲，{text[::-1]}", f"{text}乙{text[5:]}")
    assert time.perf_counter() - began < 3
