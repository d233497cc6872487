"""Stories, and a picture for their cover."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from bson import ObjectId
from PIL import Image

from support.api import client_id
from weiguang.branches.models import Branch
from weiguang.media.finishing import store_file
from weiguang.storage.clock import utc_now
from weiguang.stories.models import Story
from weiguang.stories.writing import new_story

TEXT = [{"kind": "text", "html": "<p>清晨六点，她已经在路口了。</p><p>一站就是三年。</p>"}]


def content(**more: Any) -> dict[str, Any]:
    """What a writer sends."""
    known = {"title": "路口的那盏灯", "summary": "", "topic": "branches", "blocks": TEXT, "shown_to": ["all"]}
    return {"cover": None, "author": "", **known, **more}


def new_content(**more: Any) -> dict[str, Any]:
    """The same for a story that is made."""
    return {"client_id": client_id(), **content(**more)}


def make_story(branch: ObjectId, *, state: str = "published", **more: Any) -> str:
    """A story of ``branch``, published now and for everyone unless told otherwise; its code."""
    line = Branch.collection().find_one({"_id": branch})["line"]
    made = new_story(line=line, now=utc_now(), **content())
    made |= {"state": state, "published_at": utc_now() if state in ("published", "withdrawn") else None}
    Story.collection().insert_one(made | more)
    return str(made["_id"])


def make_picture(folder: Path, branch: ObjectId) -> str:
    """A finished picture of ``branch``, shown to nobody yet; its id."""
    path, own = folder / "picture.png", secrets.token_urlsafe(16)
    Image.new("RGB", (1000, 600), "tomato").save(path)
    line = Branch.collection().find_one({"_id": branch})["line"]
    store_file(path, own=own, name="picture.png", line=line, shown_to=[], now=utc_now())
    return own
