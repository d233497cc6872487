"""Writing collected wishes: each with its sealed identity, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from weiguang.storage.codes import make_code
from weiguang.storage.documents import together
from weiguang.wishes.beneficiaries import FIELDS, seal_beneficiary
from weiguang.wishes.collecting.rules import PUBLIC, Look
from weiguang.wishes.life import history_line
from weiguang.wishes.models import Beneficiary, Wish
from weiguang.wishes.service import new_wish

Pair = tuple[dict[str, Any], dict[str, Any]]
"""A wish and the sealed identity behind it."""


def make_pair(
    *,
    event: Mapping[str, Any],
    serial: int,
    draft: Mapping[str, Any],
    author: ObjectId,
    source: dict[str, Any],
    now: datetime,
) -> Pair:
    """Build a collected wish from ``draft`` (the public fields and the identity's); it has no code yet.

    ``source`` says where it came from: ``client`` and ``fingerprint`` of a form, ``import`` and ``digest`` of a row.
    """
    wish = new_wish(
        code="",
        serial=serial,
        fair=event["_id"],
        fair_title=event["title"],
        line=event["line"],
        state="collected",
        author=author,
        source=source,
        revision=1,
        history=[history_line("collect", by=f"p:{author}", now=now)],
        **{name: draft[name] for name in PUBLIC},
    )
    return wish, seal_beneficiary(wish="", identity={name: draft[name] for name in FIELDS}, now=now)


def give_codes(pairs: list[Pair]) -> None:
    """Give each wish a code that no other has: among thousands, two random ones do meet."""
    codes: set[str] = set()
    while len(codes) < len(pairs):
        codes |= {make_code() for _ in range(len(pairs) - len(codes))}
        codes -= {taken["_id"] for taken in Wish.collection().find({"_id": {"$in": list(codes)}}, {"_id": 1})}
    for (wish, sealed), code in zip(pairs, codes, strict=True):
        wish["_id"] = sealed["_id"] = code


def store_pairs(pairs: list[Pair], *, also: Callable[[ClientSession], None] = lambda _: None) -> None:
    """Insert everything in one transaction, together with what ``also`` writes.

    Raises pymongo's `DuplicateKeyError` or `BulkWriteError` when a serial, a code or a client id is taken.
    """

    def write(session: ClientSession) -> None:
        also(session)
        if pairs:
            Wish.collection().insert_many([wish for wish, _ in pairs], session=session)
            Beneficiary.collection().insert_many([sealed for _, sealed in pairs], session=session)

    together(write)


def count_looks(fair: ObjectId) -> dict[Look, int]:
    """How many wishes of a fair the wall describes alike; withdrawn ones hide nobody."""
    parts = {"group": "$group", "age_band": "$age_band", "district": "$district"}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"fair": fair, "state": {"$ne": "withdrawn"}}},
        {"$group": {"_id": parts, "wishes": {"$sum": 1}}},
    ]
    rows = Wish.collection().aggregate(pipeline)
    return {(row["_id"]["group"], row["_id"]["age_band"], row["_id"]["district"]): row["wishes"] for row in rows}
