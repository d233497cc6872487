"""A text as a list of blocks: cleaned when it is written, so that it can be shown as it is stored.

A block is ``{kind: "text", html}``, ``{kind: "picture", media, alt, caption}`` or ``{kind: "audio"|"video"|"file",
media, title}``; ``media`` is the id of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

import nh3

from weiguang.media.service import find_all_ready
from weiguang.media.shapes import shown as shown_media

Block = Mapping[str, Any]

FIELDS = {
    "text": ("html",),
    "picture": ("media", "alt", "caption"),
    "audio": ("media", "title"),
    "video": ("media", "title"),
    "file": ("media", "title"),
}
"""The kinds of blocks and what each has."""

LINES = frozenset({"p", "h2", "h3", "ul", "ol", "li", "blockquote", "br"})
_REL = "noopener noreferrer nofollow"
_CLEANER = nh3.Cleaner(
    tags=set(LINES | {"strong", "em", "a"}),
    clean_content_tags={
        "script",
        "style",
        "title",
        "textarea",
        "noscript",
        "iframe",
        "object",
        "svg",
        "math",
        "template",
    },
    attributes={"a": {"href"}},
    url_schemes={"https", "mailto", "tel"},
    url_relative="deny",
    link_rel=_REL,
)
_SAME = (
    ("b", "strong"),
    ("i", "em"),
    ("h1", "h2"),
    ("h[4-6]", "h3"),
    ("div|section|article|pre|dt|dd|table|thead|tbody|tr|figcaption", "p"),
)
"""What others write for elements that we keep; a row of a table becomes a line."""
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_DEAD_LINK = re.compile(rf'<a rel="{_REL}">(.*?)</a>', re.DOTALL)
"""A link whose address was removed."""
NESTED_MOST = 12
"""How deep empty elements are cleared away: nobody's word processor nests deeper, and each depth is a pass."""
_EMPTY = re.compile(r"<(p|h2|h3|li|ul|ol|blockquote|strong|em)>(?:\s|&nbsp;|<br>)*</\1>")


def clean(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """The blocks with their known fields only, their HTML cleaned; a text without words is left out."""
    cleaned = [{"kind": block["kind"], **_cleaned(block)} for block in blocks]
    texts = [block for block in cleaned if block["kind"] == "text"]
    _raise_first_headings(texts)
    return [block for block in cleaned if block["kind"] != "text" or words(block["html"])]


def _raise_first_headings(texts: list[dict[str, str]]) -> None:
    """Make headings of the subheadings that stand under none: who listens to a page goes from heading to heading."""
    for text in texts:
        before, heading, after = text["html"].partition("<h2>")
        text["html"] = before.replace("<h3>", "<h2>").replace("</h3>", "</h2>") + heading + after
        if "<h2>" in text["html"]:
            return


def _cleaned(block: Block) -> dict[str, str]:
    if block["kind"] == "text":
        return {"html": clean_html(block["html"])}
    return {name: block.get(name, "") for name in FIELDS[block["kind"]]}


def clean_html(html: str) -> str:
    """Nothing but paragraphs, headings, lists, quotes, bold, emphasis and links; what is removed leaves its words."""
    for written, kept in _SAME:
        html = re.sub(rf"<(/?)(?:{written})(?=[\s/>])", rf"<\1{kept}", html, flags=re.IGNORECASE)
    html = _CLEANER.clean(_CELL.sub(" ", html))
    html = _DEAD_LINK.sub(r"\1", html).strip()
    for _ in range(NESTED_MOST):
        html, emptied = _EMPTY.subn("", html)
        if not emptied:
            break
    return html


def media_ids(blocks: Iterable[Block]) -> list[str]:
    """The ids of the files in a text, each once, in their order."""
    return list(dict.fromkeys(block["media"] for block in blocks if block["kind"] != "text"))


def plain(blocks: Iterable[Block]) -> str:
    """The words of a text, a line for each paragraph: for search and summaries."""
    return "\n".join(filter(None, (_said(block) for block in blocks)))


def _said(block: Block) -> str:
    if block["kind"] == "text":
        return words(block["html"])
    return " ".join(filter(None, (block[name] for name in FIELDS[block["kind"]] if name != "media")))


def words(html: str) -> str:
    """What cleaned HTML says."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.said).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    """Collects text; an element that stands on a line of its own begins one."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LINES:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in LINES:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def shown(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks with their files as answers show them (`shapes.shown`); one whose file is gone is left out."""
    files = find_all_ready(media_ids(blocks))
    return [
        dict(block) if block["kind"] == "text" else {**block, "media": shown_media(files[block["media"]])}
        for block in blocks
        if block["kind"] == "text" or block["media"] in files
    ]
