"""Looking at a forgotten check-out: until somebody did, it counts for nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.checkins.hours.changing import HoursForOneself, HoursMovedOn
from weiguang.checkins.hours.deriving import correcting_row
from weiguang.checkins.hours.rules import CHECKED, CORRECTED, FORGOTTEN, checked_key, hours_text
from weiguang.checkins.hours.service import PROPOSE, host_line, person_of
from weiguang.errors import NotFound, Unacceptable
from weiguang.participation.hours import change_flag, recorded_minutes
from weiguang.participation.recording import find_act, record


def check_stay(*, actor: Actor, row: str, minutes: int, now: datetime) -> dict[str, Any]:
    """Say how many of the minutes until the shift's end were really served: all, fewer, or none.

    One person is enough, because nothing is added: the shift's end is the most it can be. The insert of the look
    decides who was first, also against a real check-out that arrives late; the flag follows and is put right by any
    later look. Raises `NotFound`, `Forbidden`, `HoursForOneself`, `HoursMovedOn`, `Unacceptable`.
    """
    stay = find_act(row)
    if stay is None or stay.get("flag") not in (FORGOTTEN, CHECKED, CORRECTED):
        raise NotFound
    actor.must(PROPOSE, host_line(stay))
    if person_of(stay) == actor.person:
        raise HoursForOneself
    if minutes > recorded_minutes(stay):
        most = f"最多 {hours_text(recorded_minutes(stay))} 小时；实际更长，请用补录，由两个人核对"
        raise Unacceptable(errors=[{"field": "minutes", "message": most}])
    looked = correcting_row(
        stay,
        checked_key(row),
        source="staff",
        quantity=minutes - stay["quantity"],
        received_at=now,
        by=actor.person,
    )
    standing, _ = record(looked)
    change_flag(row, was=FORGOTTEN, to=CHECKED)
    if standing["quantity"] != looked["quantity"]:
        raise HoursMovedOn
    return {"id": row, "minutes": minutes}
