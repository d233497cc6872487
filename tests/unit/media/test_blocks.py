"""What is left of the texts that people paste."""

from __future__ import annotations

import re

import pytest

from weiguang.media.blocks import clean, clean_html, media_ids, plain, words

REL = 'rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<p>好<script>alert(1)</script></p>", "<p>好</p>"),
        ("<p onclick='x()' style='color:red' class='a' id='b'>好</p>", "<p>好</p>"),
        ("<p>好<img src='https://t.example/pixel.gif' width=1 onerror=alert(1)></p>", "<p>好</p>"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>好", "好"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""),
        ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "'&gt;"),
        ("<iframe src='https://t.example'>x</iframe>好", "好"),
        ("<form action=/x><input value=1><button>好</button></form>", "好"),
        ("<a href='javascript:alert(1)'>好</a>", "好"),
        ("<a href='java\tscript:alert(1)'>好</a>", "好"),
        ("<a href='&#106;avascript:alert(1)'>好</a>", "好"),
        ("<a href='data:text/html,<script>alert(1)</script>'>好</a>", "好"),
        ("<a href='//t.example'>好</a>", "好"),
        ("<a href='/api/v1/me'>好</a>", "好"),
        ("<a href='http://t.example'>好</a>", "好"),
        (
            "<a href='https://a.example/?a=1' target=_blank ping='https://t.example' onclick=x>好</a>",
            f'<a href="https://a.example/?a=1" {REL}>好</a>',
        ),
        ("<a href='tel:057412345'>打电话</a>", f'<a href="tel:057412345" {REL}>打电话</a>'),
        ("<b>粗</b><i>斜</i><strong>粗</strong>", "<strong>粗</strong><em>斜</em><strong>粗</strong>"),
        ("<h1>大</h1><h4>小</h4>", "<h2>大</h2><h3>小</h3>"),
        ("<div>一</div><DIV class=x>二</DIV>", "<p>一</p><p>二</p>"),
        ("<table><tr><td>一</td><td>二</td></tr></table>", "<p>一 二 </p>"),
        ("<table><tbody><tr><th>一</th></tr><tr><td>二</td></tr></table>", "<p>一 </p><p>二 </p>"),
        ("<ul><li>一<li>二</ul>", "<ul><li>一</li><li>二</li></ul>"),
        ("<p><br></p><p>&nbsp;</p><blockquote><p> </p></blockquote>好", "好"),
        ("<o:p>好</o:p><!-- 暗 --><?xml x?>", "好"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<<p>好</p>", "&lt;<p>好</p>"),
        ("没有标签 & 一个符号", "没有标签 &amp; 一个符号"),
    ],
)
def test_only_words_and_their_shape_are_kept(pasted: str, kept: str) -> None:
    assert clean_html(pasted) == kept


def test_cleaning_twice_is_cleaning_once() -> None:
    once = clean_html("<div><h1>题</h1>文<a href='https://a.example'>链</a><ul><li><p>一</p></ul></div>")
    assert clean_html(once) == once


@pytest.mark.parametrize("junk", ["<blockquote>" * 3000 + "深", "<" * 20_000, "<p><strong>" * 3000, "<a href=x" * 4000])
def test_of_nested_junk_only_known_elements_are_left(junk: str) -> None:
    assert not re.search(r"<(?!/?(?:blockquote|p|strong)\b)", clean_html(junk))


BLOCKS = [
    {"kind": "text", "html": "<h2>题目</h2><p>第一段。<br>第二行</p><ul><li>甲</li><li>乙 &amp; 丙</li></ul>"},
    {"kind": "picture", "media": "a" * 22, "alt": "一张照片", "caption": "合影"},
    {"kind": "file", "media": "b" * 22, "title": "表格"},
    {"kind": "audio", "media": "a" * 22, "title": ""},
]


def test_a_text_in_plain_words_has_a_line_for_each_paragraph() -> None:
    assert plain(BLOCKS) == "题目\n第一段。\n第二行\n甲\n乙 & 丙\n一张照片 合影\n表格"


def test_a_sign_inside_an_address_is_no_word() -> None:
    assert words(clean_html("<a href='https://a.example/?a>b&c'>链接</a>")) == "链接"


def test_files_are_named_once_in_their_order() -> None:
    assert media_ids(BLOCKS) == ["a" * 22, "b" * 22]


def test_a_subheading_under_no_heading_is_a_heading() -> None:
    texts = ["<p>一</p>", "<h3>二</h3><h3>三</h3><h2>四</h2><h3>五</h3>", "<h3>六</h3>"]
    cleaned = clean({"kind": "text", "html": html} for html in texts)
    assert [block["html"] for block in cleaned][1:] == ["<h2>二</h2><h2>三</h2><h2>四</h2><h3>五</h3>", "<h3>六</h3>"]


def test_a_block_keeps_what_its_kind_has_and_empty_text_is_left_out() -> None:
    written = [{"kind": "text", "html": "<p> </p>"}, {"kind": "picture", "media": "a" * 22, "evil": 1}, BLOCKS[0]]
    assert clean(written) == [{"kind": "picture", "media": "a" * 22, "alt": "", "caption": ""}, BLOCKS[0]]
