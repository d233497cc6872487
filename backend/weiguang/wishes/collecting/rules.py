"""What may hang on the wall: the linter in plain words, and how many wishes one could be. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from weiguang.storage.cells import Finding
from weiguang.wishes.identity import find_identity

IMPORT_STATES = ("queued", "running", "done", "failed")
AGE_BANDS = ("0-5岁", "6-12岁", "13-17岁", "18-59岁", "60-69岁", "70-79岁", "80岁以上")
"""An exact age tells more than the wall needs."""
EVERY_AGE = ""
EVERY_DISTRICT = "全市"
CROWD_LEAST = 5
"""A wish whose public description fits fewer wishes of its fair could tell who it is for."""

LABELS = {
    "serial": "序号",
    "item": "心愿物品",
    "story": "上墙文字",
    "true_story": "真实情况",
    "group": "群体",
    "age_band": "年龄段",
    "district": "区县",
    "organisation": "发布单位",
    "deliver_hint": "送达方式",
    "by": "需要日期",
    "name": "姓名",
    "phone": "电话",
    "address": "地址",
    "guardian": "监护人",
}
"""The fields of a wish as the template names them."""

PUBLIC = ("item", "story", "group", "age_band", "district", "organisation", "deliver_hint", "by")
WALL_TEXTS = ("item", "story")
"""Looked at by the whole linter; other public fields may well name a service centre's address."""

ADVICE = {
    "phone": "里有电话号码，请删去",
    "id_number": "里有证件号码，请删去",
    "school": "里有学校的名称，请只写“学校”",
    "address": "里有详细地址，请只写到区县",
    "diagnosis": "里有病名或病情，请换成不提病的说法",
    "name": "里有受助人或监护人的姓名，请删去",
    "own_phone": "里有受助人的电话，请删去",
    "own_address": "里有受助人的住址，请删去",
}
"""What to do about each kind of telling words."""

TOO_RARE = "too_rare"

Look = tuple[str, str, str]
"""How the wall describes somebody: group, age band, district."""


def lint(texts: Mapping[str, Any], identity: Mapping[str, str]) -> list[Finding]:
    """Everything in the public ``texts`` that would tell who it is for; each kind once a field.

    The words themselves are not repeated: findings are stored, and the words may be a phone.
    """
    found = []
    for field in PUBLIC:
        text = plain(str(texts.get(field) or ""))
        kinds = [kind for kind, _ in find_identity(text)] if field in WALL_TEXTS else []
        kinds += _own(text, identity)
        found += [Finding(field, f"tells_{kind}", f"“{LABELS[field]}”{ADVICE[kind]}") for kind in dict.fromkeys(kinds)]
    return found


def plain(text: str) -> str:
    """Full-width letters and digits as plain ones, so that every spelling is found."""
    return unicodedata.normalize("NFKC", text)


def _own(text: str, identity: Mapping[str, str]) -> list[str]:
    """Kinds of the beneficiary's own words in ``text``."""
    names = (plain(identity.get(field, "")).strip() for field in ("name", "guardian"))
    digits, phone = re.sub(r"[\s\-]", "", text), re.sub(r"\D", "", identity.get("phone", ""))
    address = plain(identity.get("address", "")).strip()
    own = {
        "name": any(len(name) >= 2 and name in text for name in names),
        "own_phone": len(phone) >= 7 and phone in digits,
        "own_address": len(address) >= 5 and address in text,
    }
    return [kind for kind, there in own.items() if there]


def look_of(wish: Mapping[str, Any]) -> Look:
    """How the wall would describe the beneficiary of ``wish``."""
    return wish["group"], wish["age_band"], wish["district"]


def crowd(look: Look, counted: Mapping[Look, int]) -> int:
    """How many of the ``counted`` wishes the description fits: no age band fits all, 全市 fits every district."""
    group, age_band, district = look
    return sum(
        wishes
        for (other, age, place), wishes in counted.items()
        if other == group and age_band in (age, EVERY_AGE) and district in (place, EVERY_DISTRICT)
    )


def is_rare(look: Look, counted: Mapping[Look, int]) -> bool:
    """Whether publishing would narrow it down to fewer than five; a description that says neither cannot."""
    said_nothing = look[1] == EVERY_AGE and look[2] == EVERY_DISTRICT
    return not said_nothing and crowd(look, counted) < CROWD_LEAST


def rare_finding(look: Look, counted: Mapping[Look, int], row: int | None = None) -> Finding | None:
    """The warning about a rare description, or None."""
    if not is_rare(look, counted):
        return None
    said = "、".join(word for word in look if word)
    return Finding(
        "age_band",
        TOO_RARE,
        f"这一场里“{said}”的心愿不到 {CROWD_LEAST} 个，容易认出是谁；请不写年龄段，或把区县改成“{EVERY_DISTRICT}”",
        "warning",
        row,
    )


def age_band_of(age: int) -> str:
    """The band of an exact age."""
    bounds = ((6, 0), (13, 1), (18, 2), (60, 3), (70, 4), (80, 5))
    return AGE_BANDS[next((band for limit, band in bounds if age < limit), 6)]
