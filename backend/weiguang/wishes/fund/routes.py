"""The sale fund over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, g

from weiguang.storage.pictures import UPLOAD_MOST
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.etag import tagged_bytes
from weiguang.web.schema import Page
from weiguang.wishes.fund import allocating, recording, service
from weiguang.wishes.fund.schemas import (
    AllocationItemSchema,
    AllocationSchema,
    FundingSchema,
    FundSchema,
    FundSummarySchema,
    NewAllocationSchema,
    NewCorrectionSchema,
    NewSaleSchema,
    SaleSchema,
)

blp = Blueprint("fund", __name__, description="义卖善款：只记账，不经手钱")


@blp.route("/fairs/<oid:fair>/fund")
@blp.requires("fund.record")
@blp.answers(200, FundSchema)
def get_fund(fair: ObjectId) -> dict[str, Any]:
    """The sums of a fair's fund."""
    return service.get_fund(actor=g.actor, fair=fair)


@blp.route("/fairs/<oid:fair>/fund/summary")
@blp.public
@blp.answers(200, FundSummarySchema)
def get_summary(fair: ObjectId) -> dict[str, Any]:
    """What came in, what it went to, and who raised it."""
    return service.get_summary(fair=fair)


@blp.route("/fairs/<oid:fair>/sales")
@blp.requires("fund.record")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(SaleSchema))
def list_sales(query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """Sales with their corrections, latest first."""
    service.reach_fund(g.actor, fair)
    return _page(service.list_sales, query, fair)


@blp.route("/fairs/<oid:fair>/sales", methods=["POST"])
@blp.requires("fund.record")
@blp.arguments(NewSaleSchema)
@blp.also(200, SaleSchema)
@blp.answers(201, SaleSchema)
def record_sale(body: dict[str, Any], fair: ObjectId) -> tuple[dict[str, Any], int]:
    """Record a sale; it counts once its evidence is there."""
    client_id = body.pop("client_id")
    sale = recording.Sale(**body)
    kept, new = recording.record_sale(actor=g.actor, fair=fair, client_id=client_id, sale=sale, now=g.now)
    return kept, 201 if new else 200


@blp.route("/sales/<oid:sale>/evidence", methods=["POST"])
@blp.requires("fund.record")
@blp.takes_file("image/jpeg", "image/png", "image/webp", most=UPLOAD_MOST)
@blp.answers(200, SaleSchema)
def add_evidence(sale: ObjectId, data: bytes) -> dict[str, Any]:
    """Add the photo of a sale's evidence, which books it."""
    return recording.add_evidence(actor=g.actor, sale=sale, data=data, now=g.now)


@blp.route("/sales/<oid:sale>/evidence")
@blp.requires("fund.record")
@blp.answers(200, content_type="image/jpeg")
def read_evidence(sale: ObjectId) -> Response:
    """The photo of a sale's evidence."""
    photo = service.read_evidence(actor=g.actor, sale=sale)
    return tagged_bytes(photo, cache="private, no-cache", mimetype="image/jpeg")


@blp.route("/sales/<oid:sale>", methods=["DELETE"])
@blp.requires("fund.record")
@blp.answers(204)
def void_sale(sale: ObjectId) -> None:
    """Void a sale that does not count yet."""
    recording.void_sale(actor=g.actor, sale=sale)


@blp.route("/sales/<oid:sale>/corrections", methods=["POST"])
@blp.requires("fund.record")
@blp.arguments(NewCorrectionSchema)
@blp.answers(200, SaleSchema)
def correct_sale(body: dict[str, Any], sale: ObjectId) -> dict[str, Any]:
    """Take an amount off a booked sale, with a reason."""
    return recording.correct_sale(actor=g.actor, sale=sale, now=g.now, **body)


@blp.route("/fairs/<oid:fair>/allocations")
@blp.requires("fund.record")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(AllocationItemSchema))
def list_allocations(query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    """Allocations with their wishes, latest first."""
    service.reach_fund(g.actor, fair)
    return _page(service.list_allocations, query, fair)


@blp.route("/fairs/<oid:fair>/allocations", methods=["POST"])
@blp.requires("fund.record")
@blp.arguments(NewAllocationSchema)
@blp.also(200, AllocationSchema)
@blp.answers(201, AllocationSchema)
def allocate(body: dict[str, Any], fair: ObjectId) -> tuple[dict[str, Any], int]:
    """Cover an open wish from the fund."""
    kept, new = allocating.allocate(actor=g.actor, fair=fair, now=g.now, **body)
    return kept, 201 if new else 200


@blp.route("/wishes/<code:wish>/fund", methods=["POST"])
@blp.requires("fund.record")
@blp.arguments(FundingSchema)
@blp.also(200, AllocationSchema)
@blp.answers(201, AllocationSchema)
def fund_wish(body: dict[str, Any], wish: str) -> tuple[dict[str, Any], int]:
    """Cover an open wish from its fair's fund."""
    kept, new = allocating.fund_wish(actor=g.actor, wish=wish, now=g.now, **body)
    return kept, 201 if new else 200


@blp.route("/allocations/<oid:allocation>", methods=["DELETE"])
@blp.requires("fund.record")
@blp.answers(204)
def give_back(allocation: ObjectId) -> None:
    """Give an allocation back; the wish is open again."""
    allocating.give_back(actor=g.actor, allocation=allocation, now=g.now)


def _page(read: Any, query: dict[str, Any], fair: ObjectId) -> dict[str, Any]:
    position = cursor.decode(query["cursor"], int)
    rows = read(fair=fair, before=position[0] if position else None, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["position"],))
    return {"items": [{name: row[name] for name in row if name != "position"} for row in items], "next": following}
