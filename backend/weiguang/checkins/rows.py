"""The ledger rows of check-ins and check-outs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.checkins import rules
from weiguang.checkins.attempts import SOURCES, Attempt
from weiguang.checkins.knowing import Books, Row, memberships, stay_key
from weiguang.participation.recording import credit, make_row


def check_in_row(attempt: Attempt, books: Books) -> Row:
    """The check-in; ``code_at`` and ``entrance`` tell where a personal code was used, for `knowing` to find."""
    branches, credited = _credit(attempt, books)
    key, again = books.place(attempt.key)
    row = make_row(
        key,
        kind="check_in",
        source=SOURCES[attempt.offered.way],
        branches=branches,
        credited=credited,
        occurred_at=attempt.moment,
        **_common(attempt),
    )
    if again > 1:
        row["again"] = again
    if attempt.offered.issued_at and attempt.entrance:
        row |= {"code_at": attempt.offered.issued_at, "entrance": attempt.entrance}
    if attempt.rule.check_out:
        row["stay_until"] = rules.shift_end(attempt.rule, attempt.moment)
    return row


def stay_row(attempt: Attempt, check_in: Row | None, books: Books) -> Row:
    """The check-out; it belongs to the day of its check-in, and counts where that counts."""
    branches, credited = (check_in["branches"], check_in["credited"]) if check_in else _credit(attempt, books)
    source = "self_scan" if attempt.by is None else "staff_scan"
    row = make_stay(check_in, out_at=attempt.moment, source=source, branches=branches, credited=credited)
    return row | _common(attempt)


def make_stay(check_in: Row | None, *, out_at: datetime, source: str, branches: list[str], credited: list[str]) -> Row:
    """A stay's row; without a check-in it is not complete until `join_stay`."""
    row = make_row(
        "",
        kind="service",
        measure="hours",
        who="",
        source=source,
        subject="",
        title="",
        branches=branches,
        credited=credited,
        occurred_at=out_at,
        received_at=out_at,
        quantity=0,
        out_at=out_at,
    )
    return join_stay(row, check_in) if check_in else row


def stay_of(check_in: Row, *, out_at: datetime, source: str) -> Row:
    """The stay of a check-in that stands: whose, where and credited as that is; no request of its own."""
    own = make_stay(
        check_in, out_at=out_at, source=source, branches=check_in["branches"], credited=check_in["credited"]
    )
    copied = {name: check_in.get(name) for name in ("who", "subject", "title", "point", "host")}
    return own | copied | {"client_id": own["_id"]}


def join_stay(row: Row, check_in: Row) -> Row:
    """The stay that began with ``check_in``."""
    key, in_at = stay_key(check_in), check_in["occurred_at"]
    minutes = rules.minutes_between(in_at, row["out_at"])
    return row | {"_id": key, "day": check_in["day"], "in_at": in_at, "quantity": minutes}


def _common(attempt: Attempt) -> dict[str, Any]:
    """What every row of a scan says about it."""
    said: dict[str, Any] = {
        "who": attempt.who,
        "subject": attempt.point["subject"],
        "title": attempt.point["title"],
        "received_at": attempt.received_at,
        "client_id": attempt.client_id,
        "fingerprint": attempt.fingerprint,
        "skew_ms": attempt.skew_ms,
        "point": attempt.point["_id"],
        "host": attempt.point["branch"],
    }
    return said | ({"admitted_by": attempt.by, "device": attempt.device} if attempt.by else {})


def _credit(attempt: Attempt, books: Books) -> tuple[list[str], list[str]]:
    own = memberships(attempt, books)
    return credit(actor=Actor(functional=own), host=attempt.point["branch"])
