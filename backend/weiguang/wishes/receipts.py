"""The paper receipt of a claim that somebody else made for the claimant: a link that opens it, and gives it back.

The link's token is derived from the wish, the claim and the installation's secret, so it is stored nowhere. It tells
about its own claim only, also after that claim was given back.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from weiguang.access.limits import hit, refuse_past
from weiguang.errors import NotFound
from weiguang.storage.vault import the_vault

TOKEN_LENGTH = 16
WRONG_MOST = 30
WRONG_WINDOW_S = 3600


def receipt_token(wish: str, client: str) -> str:
    """The token of the claim with this ``client`` digest, in capitals: they make the printed QR code smaller."""
    return the_vault().digest("receipt", f"{wish}\0{client}")[:TOKEN_LENGTH].upper()


def receipt_link(base_url: str, wish: str, client: str) -> str:
    """The link printed on the receipt."""
    return f"{base_url}/RECEIPT/{wish}/{receipt_token(wish, client)}".upper()


def client_of(wish: str, clients: Iterable[str], token: str, *, address: str, now: datetime) -> str:
    """Which of the ``clients`` (digests) of a wish's claims this token is for.

    Wrong tokens are limited per address, and past the limit right ones are refused too. Raises `NotFound`, `TooMany`.
    """
    limit: dict[str, Any] = {"name": "receipt", "key": address, "most": WRONG_MOST, "window_s": WRONG_WINDOW_S}
    refuse_past(**limit, now=now)
    given = token.strip().upper().encode()
    for client in clients:
        if hmac.compare_digest(receipt_token(wish, client).encode(), given):
            return client
    hit(**limit, now=now)
    raise NotFound("这个回执的链接不对，请对着纸质回执再扫一次")
