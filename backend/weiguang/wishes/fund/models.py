"""Stored sale funds."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DictField, IntField, ListField, ObjectIdField
from pymongo import IndexModel

from weiguang.storage.documents import Document


class Fund(Document):
    """The sale ledger of one fair; ``_id`` is the fair's, amounts are fen. Entries are appended, never removed.

    ``sales``: ``id``, ``client``, ``fingerprint``, ``stall``, ``fen``, ``organisation``, ``filing_number``,
    ``sold_at``, ``note``, ``state`` (`rules.SALE_STATES`), ``evidence`` (a picture), ``corrected_fen`` and
    ``corrections`` (``id``, ``client``, ``fen`` taken off, ``reason``, ``by``, ``at``), ``by``, ``at``.

    ``allocations``: ``id``, ``client``, ``wish``, ``fen``, ``state`` (`rules.ALLOCATION_STATES`), ``by``, ``at``.
    """

    id = ObjectIdField(primary_key=True)
    received_fen = IntField()
    allocated_fen = IntField()
    sales = ListField(DictField())
    allocations = ListField(DictField())
    meta = {"collection": "funds"}
    indexes: ClassVar[list[IndexModel]] = [
        IndexModel("sales.id", name="sale"),
        IndexModel("allocations.id", name="allocation"),
        IndexModel("allocations.state", name="state"),
    ]
