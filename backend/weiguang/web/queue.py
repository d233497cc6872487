"""Offline queues: a list of rows, each read on its own, each with an answer of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from marshmallow import Schema as MarshmallowSchema, ValidationError, fields

from weiguang.offline import UnreadableRow
from weiguang.web.schema import Schema, choice

ROWS_MOST = 100


def read_queue(
    data: Any,
    schema: MarshmallowSchema,
    *,
    noun: str,
    unreadable: str,
    say_why: bool = False,
    most: int = ROWS_MOST,
) -> list[Any]:
    """Read 1 to ``most`` rows: what ``schema`` loads, or an `UnreadableRow` with the words ``unreadable``.

    ``say_why`` puts the words about its first wrong field there, for rows that somebody typed. Raises
    ``ValidationError`` when it is no list of rows (``noun`` names them) at all.
    """
    if not isinstance(data, list) or not 1 <= len(data) <= most:
        raise ValidationError(f"请提交 1 到 {most} {noun}")
    return [_read(row, schema, lambda faults: (say_why and _first(faults)) or unreadable) for row in data]


def _first(faults: dict[str, Any]) -> str:
    return next((str(said[0]) for said in faults.values() if isinstance(said, list) and said), "")


def _read(row: Any, schema: MarshmallowSchema, words: Callable[[dict[str, Any]], str]) -> Any:
    try:
        return schema.load(row)
    except ValidationError as error:
        faults = error.messages if isinstance(error.messages, dict) else {}
        client_id = "" if "client_id" in faults or not isinstance(row, dict) else str(UUID(row["client_id"]))
        return UnreadableRow(client_id, words(faults))


class RowAnswerSchema(Schema):
    """What became of one row."""

    client_id = fields.String(required=True)
    state = choice("stored", "duplicate", "conflict", "refused", required=True)
    code = fields.String()
    message = fields.String(required=True)


class QueueAnswerSchema(Schema):
    """One answer per row, in the order of the rows."""

    items = fields.List(fields.Nested(RowAnswerSchema), required=True)
