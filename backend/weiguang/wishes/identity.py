"""The wish linter: finds what could tell who a beneficiary is, in a text meant for the wall or in a note. Pure.

It would rather stop a harmless text than let a telling one through; a person then rewords it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from weiguang.errors import Unacceptable

_NUMERALS = r"[0-9〇零一二三四五六七八九十百]+"

PATTERNS: dict[str, re.Pattern[str]] = {
    "phone": re.compile(r"(?<!\d)(?:1[3-9]\d(?:[\s\-]?\d{4}){2}|0\d{2,3}[\s\-]?\d{7,8}|\d{7,8})(?!\d)"),
    "id_number": re.compile(r"(?<!\d)\d{17}[\dXx]|(?<!\d)\d{15}(?!\d)|身份证号?[:\s]*\d+"),
    # A school by name; "上小学" or "在学校" name none.
    "school": re.compile(
        r"[\u4e00-\u9fffA-Za-z0-9](?<![上读念升进去到在回从离中的和了])"
        r"(?:小学|初中|中学|高中|学校|幼儿园|大学|学院|一中|二中|三中)(?![生同])"
    ),
    "address": re.compile(
        rf"[路街巷弄里道村](?:{_NUMERALS}[弄巷])?{_NUMERALS}[号弄]|{_NUMERALS}(?:号楼|幢|栋|单元)|\d{{3,4}}室"
        r"|[\u4e00-\u9fff]{2}(?:小区|新村)"
    ),
    "diagnosis": re.compile(
        r"确诊|患有|诊断|癌|肿瘤|白血病|尿毒|透析|化疗|放疗|糖尿病|高血压|心脏病|中风|脑梗|脑瘫|抑郁症|自闭症|孤独症|癫痫"
        r"|瘫痪|艾滋|肝炎|结核|精神分裂|精神病|渐冻|帕金森|痴呆|阿尔茨海默|血友病|唐氏|罕见病|HIV"
    ),
}
"""What is looked for, by kind."""

KIND_WORDS = {
    "phone": "电话",
    "id_number": "证件号",
    "school": "学校",
    "address": "地址",
    "diagnosis": "病名",
}
"""The kinds as people read them."""


def find_identity(text: str) -> list[tuple[str, str]]:
    """Every telling place as (kind, the words); kinds are the keys of `PATTERNS`. Full-width digits count as digits."""
    plain = unicodedata.normalize("NFKC", text)
    return [(kind, found.group()) for kind, pattern in PATTERNS.items() for found in pattern.finditer(plain)]


def refuse_telling(text: str, *, field: str, names: Iterable[str] = ()) -> None:
    """Raise `Unacceptable` about the ``field`` of a request when its text is telling; the words are not repeated.

    ``names`` are those that must not be in it; a single letter is no name.
    """
    plain = unicodedata.normalize("NFKC", text)
    kinds = [KIND_WORDS[kind] for kind, _ in find_identity(text)]
    kinds += ["姓名" for name in names if len(name) > 1 and unicodedata.normalize("NFKC", name) in plain]
    if kinds:
        said = f"这段话里有{'、'.join(dict.fromkeys(kinds))}，会让人认出是谁，请改一改"
        raise Unacceptable(said, errors=[{"field": field, "message": said}])
