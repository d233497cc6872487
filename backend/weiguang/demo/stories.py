"""Invented stories with drawn covers: six that are published, one of them for a branch, and one that is planned."""

from __future__ import annotations

import base64
import hashlib
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from weiguang.branches.tree import load_tree
from weiguang.demo.reading import demo_id, read
from weiguang.media.finishing import store_file
from weiguang.stories.models import Story
from weiguang.stories.rules import EVERYONE
from weiguang.stories.writing import new_story

WIDTH, HEIGHT = 1200, 675
FINE = 2
"""Drawn twice as large and made smaller, so that edges are smooth."""


def load_stories(now: datetime) -> None:
    """Every story with its cover; an older one of the same code is replaced."""
    for number, told in enumerate(read("stories")["stories"]):
        line = load_tree().line(demo_id("branch", told["branch"]))
        shown_to: list[Any] = [demo_id("branch", key) for key in told.get("shown_to", [])] or [EVERYONE]
        at = now - timedelta(days=told["days_ago"], hours=number)
        content = {name: told[name] for name in ("topic", "title", "summary", "author")}
        content |= {"blocks": [{"kind": "text", "html": html} for html in told["text"]], "shown_to": shown_to}
        content |= {"cover": _cover(told, line, at) if told["cover"] else None}
        made = new_story(line=line, now=min(at, now), **content) | {"_id": told["code"], "invented": True}
        made |= {"state": "scheduled", "publish_at": at} if at > now else {"state": "published", "published_at": at}
        Story.collection().replace_one({"_id": told["code"]}, made, upsert=True)


def _cover(told: dict[str, Any], line: list[Any], at: datetime) -> str:
    own = base64.urlsafe_b64encode(hashlib.sha256(f"demo:cover:{told['code']}".encode()).digest()[:16])[:22].decode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cover.png"
        draw_cover(told["cover"]).save(path)
        store_file(path, own=own, name=f"{told['title']}.png", line=line, shown_to=[EVERYONE], now=at)
    return own


def draw_cover(drawn: dict[str, Any]) -> Image.Image:
    """A picture of simple shapes; their corners are percents of width and height."""
    size = WIDTH * FINE, HEIGHT * FINE
    picture = Image.new("RGB", size, drawn["ground"])
    pen = ImageDraw.Draw(picture)
    for shape, percents, colour in drawn["shapes"]:
        corners = [percent * size[place % 2] / 100 for place, percent in enumerate(percents)]
        getattr(pen, shape)(corners, fill=colour)
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
