"""The wish linter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from weiguang.wishes.identity import find_identity

DEMO = Path("backend/weiguang/demo/data/wishes.json")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请打13812341234联系", "phone"),
        ("电话 138-1234-1234", "phone"),
        ("电话１３８１２３４１２３４", "phone"),
        ("座机0574-87654321", "phone"),
        ("QQ 87654321", "phone"),
        ("证件 330203201001011234", "id_number"),
        ("33020320100101123X", "id_number"),
        ("他在镇海蛟川小学读书", "school"),
        ("宁波四中学", "school"),
        ("特殊教育学校的孩子", "school"),
        ("住在解放南路12号", "address"),
        ("家住人民路三十八号", "address"),
        ("孝闻街28弄5号", "address"),
        ("3幢", "address"),
        ("三单元402室", "address"),
        ("朝阳新村", "address"),
        ("去年确诊，一直在吃药", "diagnosis"),
        ("得了肺癌", "diagnosis"),
        ("每周透析三次", "diagnosis"),
        ("患有糖尿病", "diagnosis"),
    ],
)
def test_a_telling_text_is_found(text: str, kind: str) -> None:
    assert kind in {found for found, _ in find_identity(text)}


@pytest.mark.parametrize(
    "text",
    [
        "今年上小学了，想要一个书包。",
        "想买一套中学生的课外书。",
        "在学校里跑得最快，想要一双38码的跑鞋。",
        "坐3号线就能到，想要一张公交卡。",
        "请在7月10日前送到海曙区社会组织服务中心。",
        "想要5号电池20节，收音机听戏用。",
        "2023年夏天很热，想要一台1200毫米的风扇。",
    ],
)
def test_a_harmless_text_passes(text: str) -> None:
    assert find_identity(text) == []


def test_the_demo_wishes_tell_nobody(repository: Path) -> None:
    wishes = json.loads((repository / DEMO).read_text())["wishes"]
    texts = [wish[field] for wish in wishes for field in ("item", "story", "deliver_hint")]
    assert [(text, found) for text in texts if (found := find_identity(text))] == []
