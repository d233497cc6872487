"""The charity sale of the 2023 fair, invented: two sales booked, one that waits for its receipt, and what they went to.

No wish is left covered: the published figures of the day are 290 claimed and 19 open, and each of the 290 is a claim in
the ledger. So one allocation was given back, and the money is there to cover what is open.
"""

from __future__ import annotations

import io
import uuid
from contextlib import suppress
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from weiguang.demo.deliveries import find_planner
from weiguang.demo.programme import FAIR
from weiguang.demo.wishes import OPENING, code_of
from weiguang.wishes.fund.allocating import AllocationReleased, allocate, give_back
from weiguang.wishes.fund.recording import Sale, add_evidence, correct_sale, record_sale

ORGANISATION, FILING_NUMBER = "甬城微光公益基金会（虚构）", "演示备字〔2023〕0628号"
SALES = (("手工香囊和绘本摊", 286_050, 3), ("老年大学书画义卖", 412_000, 5))
PENDING = ("社区面包房", 58_800, 6)
"""Stall, fen, and hours after the opening."""
MISCOUNTED = 2_000
COVERED, COSTS = 146, 25_900
"""The wish that was covered until somebody claimed it after all, and was given back since."""


def load_sales(now: datetime) -> None:
    """Record the sales as the organiser did; a repeat changes nothing."""
    planner = find_planner("13800000004")
    booked = []
    for stall in (*SALES, PENDING):
        made = _sale(*stall)
        sale, _ = record_sale(actor=planner, fair=FAIR, client_id=_id("sale", made.stall), sale=made, now=now)
        if stall is not PENDING:
            add_evidence(actor=planner, sale=sale["id"], data=draw_receipt(), now=now)
            booked.append(sale["id"])
    once = _id("correction", "1")
    correct_sale(actor=planner, sale=booked[0], client_id=once, fen=MISCOUNTED, reason="找零多数了一次", now=now)
    with suppress(AllocationReleased):  # an earlier load was interrupted after this
        once, wish = _id("allocation", "1"), code_of(COVERED)
        made_out, _ = allocate(actor=planner, fair=FAIR, client_id=once, wish=wish, fen=COSTS, now=now)
        give_back(actor=planner, allocation=made_out["id"], now=now)


def _sale(stall: str, fen: int, hours: int) -> Sale:
    return Sale(
        stall=stall,
        fen=fen,
        organisation=ORGANISATION,
        filing_number=FILING_NUMBER,
        sold_at=OPENING + timedelta(hours=hours),
        note="演示数据，虚构",
    )


def draw_receipt() -> bytes:
    """A photo that shows a slip of paper with lines and a stamp, and says nothing."""
    photo = Image.new("RGB", (600, 800), "#c9b79c")
    pen = ImageDraw.Draw(photo)
    pen.rectangle((70, 60, 530, 740), fill="#fffdf6")
    for line, y in enumerate(range(150, 640, 60)):
        pen.line((110, y, 360 - line % 3 * 40, y), fill="#8d8778", width=10)
        pen.line((430, y, 490, y), fill="#8d8778", width=10)
    pen.ellipse((330, 560, 490, 720), outline="#c8322f", width=8)
    written = io.BytesIO()
    photo.save(written, "JPEG")
    return written.getvalue()


def _id(kind: str, key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"demo-{kind}:{key}"))
