"""The files of a story: cover, pictures, audio, video, PDF."""

from __future__ import annotations

from typing import Any

from weiguang.access.actor import Actor
from weiguang.errors import Unacceptable
from weiguang.media import blocks as text, service as media


def files_of(story: dict[str, Any]) -> list[str]:
    """The ids of its files, the cover's first."""
    return [*filter(None, [story["cover"]]), *text.media_ids(story["blocks"])]


def check_files(actor: Actor, story: dict[str, Any], standing: dict[str, Any]) -> None:
    """What is written may use files that the writer may read, or that stood in the story before.

    Raises `MediaUnusable`, and `Unacceptable` for a cover that is no picture.
    """
    known = set(files_of(standing)) if standing else set()
    media.must_be_usable(actor=actor, ids=set(files_of(story)) - known)
    cover = story["cover"]
    if cover and cover not in known and media.find_ready(cover)["kind"] != "picture":
        raise Unacceptable(errors=[{"field": "cover", "message": "封面要用一张图片，请重新选择"}])


def show_files(story: dict[str, Any]) -> None:
    """Let the story's readers read its files: call it before they can read the story."""
    media.show(files_of(story), story["shown_to"])
