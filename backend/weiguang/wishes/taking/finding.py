"""The wishes that the rows of a list mean."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from weiguang.wishes.models import Wish
from weiguang.wishes.rules import PUBLISHED
from weiguang.wishes.taking.rules import as_code, as_serial

_NEEDED = {"serial": 1, "item": 1, "by": 1}


def find_wishes(fair: ObjectId, typed: list[str]) -> list[dict[str, Any]]:
    """The published wishes of a fair that any of these codes or serials could mean, in one read."""
    codes = [code for code in map(as_code, typed) if code]
    serials = [serial for serial in map(as_serial, typed) if serial is not None]
    either = [{"_id": {"$in": codes}}, {"serial": {"$in": serials}}]
    query = {"fair": fair, "state": {"$in": PUBLISHED}, "$or": either}
    return list(Wish.collection().find(query, _NEEDED))
