"""The paper rose card: its tear-off code, and what holding it proves.

The code is derived from the wish, the version of its card, and the installation's secret, so it is stored nowhere:
printing the same card again prints the same code, and replacing a lost card (a new version) makes the old one void.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from weiguang.access.limits import hit, refuse_past
from weiguang.errors import Conflict
from weiguang.storage.codes import ALPHABET
from weiguang.storage.vault import the_vault

TEAR_OFF_LENGTH = 6
WRONG_MOST = 20
WRONG_WINDOW_S = 3600


class CardCodeWrong(Conflict):
    """The tear-off code is not the one of the card that counts now; whatever the wish's state."""

    code = "card_code_wrong"
    title = "撕口里的认领码不对，请对着玫瑰卡再输一次；卡片换过的，以新卡为准"


def tear_off_code(wish: str, version: int) -> str:
    """The code under the tear-off of one version of a card: six letters and digits that cannot be mixed up."""
    number, letters = int(the_vault().digest("card", f"{wish}\0{version}"), 16), ""
    for _ in range(TEAR_OFF_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return letters


def check_card_code(wish: dict[str, Any], given: str, now: datetime) -> None:
    """Raise `CardCodeWrong` unless ``given`` is the tear-off code that counts now.

    Wrong tries are limited per wish, so that nobody guesses; past the limit `TooMany`, right or wrong.
    """
    limit: dict[str, Any] = {"name": "card-code", "key": wish["_id"], "most": WRONG_MOST, "window_s": WRONG_WINDOW_S}
    refuse_past(**limit, now=now)
    version = (wish.get("card") or {}).get("version", 0)
    right = tear_off_code(wish["_id"], version) if version else ""
    if right and hmac.compare_digest(right.encode(), given.strip().upper().encode()):
        return
    hit(**limit, now=now)
    raise CardCodeWrong
