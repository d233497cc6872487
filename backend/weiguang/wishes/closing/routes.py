"""The closing report and withdrawing over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, g

from weiguang.storage.clock import local_day
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.wishes.closing import service
from weiguang.wishes.closing.schemas import ReportSchema, ReportWishesQuery, ReportWishSchema, WithdrawSchema
from weiguang.wishes.closing.spreadsheet import XLSX, write_report
from weiguang.wishes.closing.withdrawing import withdraw_wish

blp = Blueprint("closing", __name__, description="撤下心愿和结束报告")


@blp.route("/wishes/<code:wish>/withdraw", methods=["POST"])
@blp.requires("wish.release")
@blp.arguments(WithdrawSchema)
@blp.answers(204)
def withdraw(body: dict[str, Any], wish: str) -> None:
    """Take a wish down, with a reason."""
    withdraw_wish(actor=g.actor, wish=wish, now=g.now, **body)


@blp.route("/fairs/<oid:fair>/report")
@blp.requires("wish.report")
@blp.answers(200, ReportSchema)
def get_report(fair: ObjectId) -> dict[str, Any]:
    """The closing report's figures as they are now."""
    return service.get_report(actor=g.actor, fair=fair, now=g.now)


@blp.route("/fairs/<oid:fair>/report/wishes")
@blp.requires("wish.report")
@blp.arguments(ReportWishesQuery, location="query")
@blp.answers(200, cursor.page_of(ReportWishSchema))
def list_wishes(query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """Each wish's path with times; never who."""
    after, limit = cursor.decode(query["cursor"], int), query["limit"]
    place = after[0] if after else None
    rows = service.list_wishes(actor=g.actor, fair=fair, show=query["show"], after=place, limit=limit, now=g.now)
    items, following = cursor.page(rows, limit, lambda row: (row["serial"],))
    return {"items": items, "next": following}


@blp.route("/fairs/<oid:fair>/report.xlsx")
@blp.requires("wish.report")
@blp.answers(200, content_type=XLSX)
def download_report(fair: ObjectId) -> Response:
    """The report as a spreadsheet."""
    made = write_report(actor=g.actor, fair=fair, now=g.now)
    name = f'attachment; filename="report-{local_day(g.now)}.xlsx"'
    return Response(made, mimetype=XLSX, headers={"Content-Disposition": name, "Cache-Control": "private, no-store"})
