"""What a lesson needs before it is published, and questions as they are stored: pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from weiguang.study.rules import RIGHT

TITLE_MOST = 60
QUESTIONS_MOST = 30
OPTIONS = (2, 8)
TEXT_MOST = {"text": 300, "explanation": 500, "model": 500}
OPTION_MOST = 120
TRUE_FALSE = [{"id": "true", "text": "对"}, {"id": "false", "text": "不对"}]

Question = Mapping[str, Any]
Fault = tuple[str, str]


def normal(question: Question) -> dict[str, Any]:
    """A question as it is stored: what its kind fixes is fixed, whatever was sent."""
    kind = question["kind"]
    stored = {name: question[name] for name in ("id", "kind", "text", "options", "answer", "explanation")}
    if kind == "true_false":
        stored["options"] = [dict(option) for option in TRUE_FALSE]
    if kind == "short":
        stored |= {"options": [], "answer": [RIGHT]}
    else:
        there = {option["id"] for option in stored["options"]}
        stored["answer"] = [one for one in dict.fromkeys(stored["answer"]) if one in there]
    return stored | {"model": question["model"] if kind == "short" else ""}


def ids_twice(questions: Sequence[Question]) -> list[dict[str, str]]:
    """Field errors for questions or options that share an id: answers could not tell them apart."""
    errors, seen = [], set()
    for place, question in enumerate(questions):
        options = [option["id"] for option in question["options"]]
        if question["id"] in seen:
            errors.append({"field": f"questions.{place}.id", "message": "有两道题的编号一样"})
        if len(set(options)) < len(options):
            errors.append({"field": f"questions.{place}.options", "message": "有两个选项的编号一样"})
        seen.add(question["id"])
    return errors


def faults_of(
    title: str, blocks: Sequence[Mapping[str, Any]], questions: Sequence[Question], *, recorded: bool = False
) -> list[dict[str, str]]:
    """What is missing or wrong before a lesson can be published, as ``{"field", "message"}``.

    A lesson that is ``recorded`` has content without a block.
    """
    faults: list[Fault] = []
    if not title:
        faults.append(("title", "请写标题"))
    elif len(title) > TITLE_MOST:
        faults.append(("title", f"标题最多 {TITLE_MOST} 个字"))
    if not blocks and not recorded:
        faults.append(("blocks", "还没有内容，请写几句，或放上图片、声音、视频"))
    if any(block["kind"] == "picture" and not block["alt"] for block in blocks):
        faults.append(("blocks", "有照片还没写上面有什么，请用一句话写出来，读给看不见的人听"))
    if not questions:
        faults.append(("questions", "请至少出一道题：学完一课，靠答题来确认"))
    elif len(questions) > QUESTIONS_MOST:
        faults.append(("questions", f"一课最多 {QUESTIONS_MOST} 道题"))
    for place, question in enumerate(questions):
        faults += [(f"questions.{place}.{field}", message) for field, message in _faults_of(question)]
    return [{"field": field, "message": message} for field, message in faults]


def _faults_of(question: Question) -> Iterator[Fault]:
    if not question["text"]:
        yield "text", "请写题目"
    for name, most in TEXT_MOST.items():
        if len(question[name]) > most:
            yield name, f"太长了，最多 {most} 个字"
    if question["kind"] == "short":
        if not question["model"]:
            yield "model", "请写参考答案，答的人好自己对照"
        return
    yield from _option_faults(question["options"])
    right = len(set(question["answer"]))
    if not right:
        yield "answer", "请选出正确答案"
    elif question["kind"] != "multiple" and right > 1:
        yield "answer", "只能有一个正确答案；要选几个的，请改成多选题"
    elif question["kind"] == "multiple" and right < 2:
        yield "answer", "多选题至少要有两个正确答案；只有一个的，请改成单选题"


def _option_faults(options: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    least, most = OPTIONS
    if len(options) < least:
        yield "options", "请至少写两个选项"
    if len(options) > most:
        yield "options", f"一道题最多 {most} 个选项"
    seen: set[str] = set()
    for place, option in enumerate(options):
        text = "".join(option["text"].split()).casefold()
        if not text:
            yield f"options.{place}.text", "请填写这个选项，或者把它去掉"
        elif text in seen:
            yield f"options.{place}.text", "和前面的选项一样，请改一改"
        if len(option["text"]) > OPTION_MOST:
            yield f"options.{place}.text", f"选项最多 {OPTION_MOST} 个字"
        seen.add(text)
