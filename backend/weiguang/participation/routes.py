"""Counts and their rows over HTTP."""

from __future__ import annotations

from typing import Any

from flask import g

from weiguang.participation import counting, explaining
from weiguang.participation.schemas import CountsQuery, CountsSchema, RowSchema, RowsQuery
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint

blp = Blueprint("participation", __name__, url_prefix="/participation", description="参与和计数")


@blp.route("/counts")
@blp.public
@blp.arguments(CountsQuery, location="query")
@blp.answers(200, CountsSchema)
def count(query: dict[str, Any]) -> dict[str, Any]:
    """Count one measure, with its definition, exact and approximate apart."""
    return counting.count(now=g.now, **query)


@blp.route("/rows")
@blp.requires("participation.rows")
@blp.arguments(RowsQuery, location="query")
@blp.answers(200, cursor.page_of(RowSchema))
def list_rows(query: dict[str, Any]) -> dict[str, Any]:
    """The ledger rows behind a number."""
    limit, position = query.pop("limit"), query.pop("cursor")
    rows = explaining.list_rows(actor=g.actor, after=cursor.decode(position, str, str), limit=limit, **query)
    items, following = cursor.page(rows, limit, lambda row: (row["day"], row["id"]))
    return {"items": items, "next": following}
