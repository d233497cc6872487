"""Answers with an ETag: the same bytes again are 304."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, request

from weiguang.web.json import encode


def tagged(body: Any, *, cache: str = "private, no-cache") -> Response:
    """A JSON answer with an ETag over its bytes; 304 when the caller has them."""
    return tagged_bytes(encode(body), cache=cache)


def tagged_bytes(raw: bytes, *, cache: str, mimetype: str = "application/json", tag: str | None = None) -> Response:
    """The same for bytes that are ready; ``tag`` saves hashing them again."""
    response = Response(raw, mimetype=mimetype)
    response.set_etag(tag or hashlib.blake2b(raw, digest_size=12).hexdigest())
    response.headers["Cache-Control"] = cache
    response.make_conditional(request)
    return response
