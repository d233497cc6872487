"""Offline queues: a phone sends what it kept, and every row gets an answer of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from weiguang.errors import ClientIdReused, DomainError


@dataclass(frozen=True)
class UnreadableRow:
    """A row of an offline queue that is none; ``client_id`` is empty when even that cannot be read."""

    client_id: str
    message: str


def answer_each(
    rows: Iterable[dict[str, Any] | UnreadableRow], act: Callable[[dict[str, Any]], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Do ``act`` for each row, in order; no row spoils another.

    ``act`` returns at least ``state`` and ``message``. What it refuses becomes that row's answer: ``conflict`` for a
    client id that was used for something else, ``refused`` for everything else the domain refuses.
    """
    return [_answer(row, act) for row in rows]


def _answer(row: dict[str, Any] | UnreadableRow, act: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    if isinstance(row, UnreadableRow):
        answer = {"state": "refused", "code": "validation_failed", "message": row.message}
        return {"client_id": row.client_id, **answer}
    try:
        done = act(row)
        answer = {"state": done["state"], "message": done["message"]}
    except ClientIdReused as error:
        answer = {"state": "conflict", "code": error.code, "message": error.detail}
    except DomainError as error:
        answer = {"state": "refused", "code": error.code, "message": error.detail}
    return {"client_id": row["client_id"], **answer}
