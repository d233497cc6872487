"""A file as answers show it. Pure."""

from __future__ import annotations

from typing import Any

ADDRESS = "/api/v1/media/{media}"


def shown(media: dict[str, Any]) -> dict[str, Any]:
    """A ready file; ``sizes`` are the widths of a picture that ``src?w=`` offers, narrow to wide.

    A picture shows no name: whoever looks at it never needs that, and people name pictures after people.
    """
    variants = media["variants"]
    return {
        "id": media["_id"],
        "kind": media["kind"],
        "type": media["type"],
        "bytes": variants[-1]["bytes"] if variants else media["length"],
        "name": "" if media["kind"] == "picture" else media["filename"],
        "width": media["width"],
        "height": media["height"],
        "duration_s": media["duration_s"],
        "src": ADDRESS.format(media=media["_id"]),
        "sizes": [variant["width"] for variant in variants],
    }
