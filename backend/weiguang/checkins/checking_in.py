"""Checking in: judge the scan by the time it was made, then one insert."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.checkins import rules
from weiguang.checkins.service import get_point
from weiguang.errors import Conflict, DomainError, SignInRequired
from weiguang.offline import UnreadableRow, answer_each
from weiguang.participation.recording import (
    credit,
    find_act,
    find_sent,
    fingerprint,
    make_row,
    person_key,
    record,
)
from weiguang.storage.clock import corrected, local_day

STORED, DUPLICATE = "签到成功", "已签到"


class CheckInCodeExpired(Conflict):
    """The proof was not on the screen when the phone scanned."""

    code = "check_in_code_expired"
    title = "这个签到码已经过期，请对着现场大屏幕重新扫一次"


class ScanTimeOutOfRange(Conflict):
    """The scan lies too far back, or in the future, even by the corrected clock."""

    code = "scan_time_out_of_range"
    title = "手机记下的扫码时间不对，请检查手机时间，再对着现场大屏幕扫一次"


def check_in(
    *,
    actor: Actor,
    client_id: str,
    point: str,
    proof: str,
    scanned_at: datetime,
    sent_at: datetime | None,
    now: datetime,
) -> tuple[dict[str, Any], bool]:
    """Check the actor in; return the check-in that stands and whether it is new.

    Raises `NotFound`, `CheckInCodeExpired`, `ScanTimeOutOfRange`, `ClientIdReused`.
    """
    found = get_point(point.upper())
    moment, skew_ms = corrected(scanned_at, sent_at, now)
    row = _row(actor, found, moment, now) | {
        "client_id": client_id,
        "fingerprint": fingerprint("check_in", found["_id"], proof.upper(), scanned_at.isoformat()),
        "skew_ms": skew_ms,
    }
    standing, new = _record(row, _refusal(found, proof.upper(), moment, now))
    return {
        "state": "stored" if new else "duplicate",
        "point": found["_id"],
        "event": found["event"],
        "title": standing["title"],
        "occurred_at": standing["occurred_at"],
        "message": STORED if new else DUPLICATE,
    }, new


def check_in_all(*, actor: Actor, rows: list[dict[str, Any] | UnreadableRow], now: datetime) -> list[dict[str, Any]]:
    """Check in an offline queue: one answer per row, in order; no row spoils another."""
    return answer_each(rows, lambda row: check_in(actor=actor, now=now, **row)[0])


def _record(row: dict[str, Any], refusal: DomainError | None) -> tuple[dict[str, Any], bool]:
    """Record, or refuse.

    An answer that got lost is asked for again, often when its code has long expired: whoever is checked in already is
    told so, and only then is a scan refused.
    """
    if refusal is None:
        return record(row)
    standing = find_sent(row) or find_act(row["_id"])
    if standing is None:
        raise refusal
    return standing, False


def _refusal(point: dict[str, Any], proof: str, moment: datetime, now: datetime) -> DomainError | None:
    if not rules.believable(moment, now):
        return ScanTimeOutOfRange()
    return None if rules.proves(point["secret"], proof, moment) else CheckInCodeExpired()


def _row(actor: Actor, point: dict[str, Any], moment: datetime, now: datetime) -> dict[str, Any]:
    if actor.person is None:
        raise SignInRequired
    branches, credited = credit(actor=actor, host=point["branch"])
    return make_row(
        f"checkin:{point['_id']}:{actor.person}:{local_day(moment)}",
        kind="check_in",
        who=person_key(actor.person),
        source="self_scan",
        subject=point["subject"],
        title=point["title"],
        branches=branches,
        credited=credited,
        occurred_at=moment,
        received_at=now,
    )
