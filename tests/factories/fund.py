"""Sales and allocations of a fair's fund."""

from __future__ import annotations

import io
from typing import Any

from bson import ObjectId
from PIL import Image

from support.api import client_id
from weiguang.wishes.fund.models import Fund


def sale_body(**more: Any) -> dict[str, Any]:
    """What an organiser's phone sends to record a sale of 100 yuan."""
    known = {
        "client_id": client_id(),
        "stall": "手工香囊摊",
        "fen": 10_000,
        "organisation": "宁波市慈善总会",
        "filing_number": "51330200MJ8964021KA23001",
        "sold_at": "2023-06-28T10:30:00+08:00",
    }
    return known | more


def photo(shade: int = 200) -> bytes:
    """A small photo; every shade is another one."""
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 180, 160)).save(made, "JPEG")
    return made.getvalue()


def fill_fund(fair: ObjectId, fen: int) -> None:
    """Give a fair's fund money without going through a sale."""
    filled = {"received_fen": fen, "allocated_fen": 0, "sales": [], "allocations": []}
    Fund.collection().replace_one({"_id": fair}, filled, upsert=True)


def balance(fair: ObjectId) -> tuple[int, int]:
    """(received, allocated) as stored, after holding both against the entries that explain them."""
    fund = Fund.collection().find_one({"_id": fair})
    standing = sum(one["fen"] for one in fund["allocations"] if one["state"] in ("reserved", "settled"))
    booked = sum(one["fen"] - one["corrected_fen"] for one in fund["sales"] if one["state"] == "booked")
    assert fund["allocated_fen"] == standing
    assert not fund["sales"] or fund["received_fen"] == booked
    assert 0 <= fund["allocated_fen"] <= fund["received_fen"]
    return fund["received_fen"], fund["allocated_fen"]
