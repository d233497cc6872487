"""Cursor pages: ``{items, next}`` over an index, never a skip, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

import orjson
from bson import ObjectId
from marshmallow import fields

from weiguang.errors import Unacceptable
from weiguang.web.schema import Schema

LARGEST = 1 << 53
"""Beyond it a number is nobody's cursor, and MongoDB could not hold it."""


def decode(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The values of a cursor, each of the expected kind (``str``, ``int`` or ``ObjectId``); None for the first page."""
    if cursor is None:
        return None
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError
        return tuple(_typed(value, kind) for value, kind in zip(values, kinds, strict=True))
    except (ValueError, TypeError, binascii.Error):
        raise Unacceptable(errors=[{"field": "cursor", "message": "翻页位置不对，请从头看起"}]) from None


def _typed(value: Any, kind: type) -> Any:
    if kind is ObjectId and isinstance(value, str) and ObjectId.is_valid(value) and len(value) == 24:
        return ObjectId(value)
    if type(value) is kind and not (isinstance(value, int) and abs(value) >= LARGEST):
        return value
    raise ValueError


def encode(*values: Any) -> str:
    """A cursor of these values."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values), str)).rstrip(b"=").decode()


def page(rows: list[Any], limit: int, key: Callable[[Any], tuple[Any, ...]]) -> tuple[list[Any], str | None]:
    """Cut ``limit + 1`` rows to a page; ``key`` gives the cursor values of the last row shown."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], encode(*key(rows[limit - 1]))


def page_of(item: type[Schema], **extra: fields.Field[Any]) -> type[Schema]:
    """The schema of a page of ``item``."""
    name = item.__name__.removesuffix("Schema") + "Page"
    return Schema.from_dict(  # type: ignore[return-value]
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(required=True, allow_none=True),
            **extra,
        },
        name=name,
    )
