"""The columns of a programme: which header means which field. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from weiguang.storage.cells import Finding

HEADERS: dict[str, tuple[str, ...]] = {
    "seq": ("序号", "编号", "号", "No"),
    "name": ("活动名称", "名称", "活动", "活动主题", "主题", "项目", "项目名称", "活动项目"),
    "host": ("组织单位", "主办", "主办单位", "主办方", "承办单位", "举办单位", "牵头单位", "单位"),
    "area": ("组织地区", "地区", "区县", "区县市", "县市区", "区县(市)", "所属地区", "区域单位"),
    "content": ("具体内容", "内容", "服务内容", "活动内容", "主要内容", "活动安排"),
    "venue": ("活动地点或区域", "地点", "活动地点", "服务区域", "区域", "活动区域", "场地", "举办地点"),
    "time": ("时间安排", "时间", "活动时间", "日期", "活动日期", "举办时间"),
    "blocks": ("板块", "活动板块", "现场板块"),
    "services": ("服务类别", "服务种类", "服务项目"),
    "stalls": ("摊位", "展位", "摊位安排"),
    "note": ("备注", "说明"),
}
"""The first word is the one we print, the others are understood too."""

STANDARD = ("seq", "name", "host", "content", "venue", "time")
"""The columns of a year that was never printed before."""

KNOWN_LEAST = 2
"""A row with fewer known headers is no header row."""

LABELS = {
    "seq": "序号",
    "name": "活动名称",
    "host": "主办单位",
    "area": "地区",
    "content": "内容",
    "venue": "地点",
    "time": "时间",
    "blocks": "板块",
    "services": "服务类别",
    "stalls": "摊位",
    "note": "备注",
}
"""How findings and changes call a column, whatever the table calls it."""

_CORE = {"name", "content", "venue", "time", "host", "area"}


def _bare(header: str) -> str:
    said = unicodedata.normalize("NFKC", header)
    return re.sub(r"[\s*:、/]", "", said)


_MEANING = {_bare(word): name for name, words in HEADERS.items() for word in words}


def meaning_of(header: str) -> str | None:
    """The field a header stands for; spaces, stars and colons do not matter, nor do remarks in brackets."""
    bare = _bare(header)
    return _MEANING.get(bare) or _MEANING.get(re.sub(r"\(.*?\)", "", bare))


def recognise(cells: Sequence[str]) -> dict[int, str] | None:
    """Column → field, when this row is a header row; of two columns with one meaning both are in it."""
    found = {at: name for at, cell in enumerate(cells) if (name := meaning_of(cell))}
    names = set(found.values())
    return found if len(names) >= KNOWN_LEAST and len(names & _CORE) >= KNOWN_LEAST else None


def check_header(columns: dict[int, str], headers: Sequence[str], row: int, *, day_given: bool) -> list[Finding]:
    """What is wrong with the header row: a column too few, one twice, or one that we do not keep."""
    names = list(columns.values())
    found = [
        Finding(name, "column_twice", f"第 {row} 行：有几列都像是“{LABELS[name]}”，请只留一列", row=row)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    found += [_missing(said, hint, row) for wanted, said, hint in _WANTED if not wanted & set(names)]
    if "time" not in names and not day_given:
        found.append(_missing("时间", "，请在上面填写这些活动的日期", row))
    unused = [cell.strip() for at, cell in enumerate(headers) if cell.strip() and at not in columns]
    if unused:
        text = f"“{'”“'.join(word[:20] for word in unused)}”这几列用不上，不会保存"
        found.append(Finding("file", "columns_unused", text, "warning", row))
    return found


_WANTED: tuple[tuple[set[str], str, str], ...] = (
    ({"name", "content"}, "活动名称”或“内容", "，请加上"),
    ({"host", "area"}, "主办单位”或“地区", "，请加上"),
    ({"venue"}, "地点", "，请加上"),
)


def _missing(said: str, hint: str, row: int) -> Finding:
    return Finding("file", "column_missing", f"第 {row} 行的表头里没有“{said}”这一列{hint}", row=row)


def labels_of(fields: Iterable[str]) -> str:
    """The names of some columns in a sentence."""
    return "、".join(LABELS[name] for name in fields)
