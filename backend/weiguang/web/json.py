"""The fast JSON provider. ObjectIds become strings; aware datetimes become RFC 3339."""

from __future__ import annotations

from typing import Any

import orjson
from bson import ObjectId
from flask import Response
from flask.json.provider import JSONProvider


def _default(value: Any) -> Any:
    if isinstance(value, ObjectId):
        return str(value)
    raise TypeError(f"not JSON: {type(value)}")


class OrjsonProvider(JSONProvider):
    """`app.json` on orjson."""

    def dumps(self, obj: Any, **_: Any) -> str:
        """Serialise to text."""
        return orjson.dumps(obj, _default, orjson.OPT_NON_STR_KEYS).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Parse text or bytes; broken UTF-8 raises ``ValueError``."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """A JSON response."""
        return answer(self._prepare_response_obj(args, kwargs))


def encode(body: Any) -> bytes:
    """A body as it is sent."""
    return orjson.dumps(body, _default)


def answer(body: Any, status: int = 200) -> Response:
    """A JSON response with a status."""
    return Response(encode(body), status, content_type="application/json")
