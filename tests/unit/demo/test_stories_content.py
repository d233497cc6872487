"""The promises of the demo's stories: they fit the rules, say that they are invented, and have small drawn covers."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from weiguang.demo.reading import read
from weiguang.demo.stories import HEIGHT, WIDTH, draw_cover
from weiguang.media.blocks import clean
from weiguang.storage.codes import is_code
from weiguang.stories.rules import SUMMARY_MOST, TITLE_MOST, TOPICS

SOURCE = read("stories")
STORIES = SOURCE["stories"]
stories = pytest.mark.parametrize("story", STORIES, ids=lambda story: story["code"])


@stories
def test_a_story_fits_the_rules(story: dict[str, Any]) -> None:
    assert is_code(story["code"])
    assert story["topic"] in TOPICS
    assert len(story["title"]) <= TITLE_MOST
    assert len(story["summary"]) <= SUMMARY_MOST
    assert re.search(r"1[3-9]\d{9}", str(story)) is None


@stories
def test_its_text_is_clean_already(story: dict[str, Any]) -> None:
    blocks = [{"kind": "text", "html": html} for html in story["text"]]
    assert clean(blocks) == blocks


@pytest.mark.parametrize("story", [story for story in STORIES if story["cover"]], ids=lambda story: story["code"])
def test_a_cover_is_small(story: dict[str, Any]) -> None:
    picture, file = draw_cover(story["cover"]), io.BytesIO()
    picture.save(file, "PNG")
    assert picture.size == (WIDTH, HEIGHT)
    assert len(file.getvalue()) < 100_000


def test_all_say_that_they_are_invented() -> None:
    assert SOURCE["invented"] is True


def test_no_code_is_used_twice() -> None:
    assert len({story["code"] for story in STORIES}) == len(STORIES)
