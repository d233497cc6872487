"""Issuing a certificate: what counts now is written down, once, under a number."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.access.limits import hit
from weiguang.branches.tree import load_tree
from weiguang.checkins.hours.certificates import rules
from weiguang.checkins.hours.certificates.models import Certificate
from weiguang.checkins.hours.certificates.service import own_certificate, state_of
from weiguang.checkins.hours.rules import Entry, entries_of, figures_of
from weiguang.checkins.hours.service import host_line
from weiguang.errors import ClientIdReused, Conflict, NotFound, SignInRequired, Unacceptable
from weiguang.participation.hours import hour_rows
from weiguang.participation.recording import fingerprint
from weiguang.people.service import get_profile
from weiguang.storage.clock import local_day
from weiguang.storage.codes import ALPHABET

A_DAY, DAY_S = 30, 86_400
TRIES = 5
EVER = "1900-01-01"


class NameMissing(Conflict):
    """A certificate without a name certifies nobody."""

    code = "name_missing"
    title = "证明上要写姓名。请先到“我的”填好姓名，再来开"


class NoHours(Conflict):
    """Nothing that counts lies in the period."""

    code = "no_hours"
    title = "这段时间里还没有可以证明的志愿服务时长。忘记签退的，要等负责人核实"


class SeveralIssuers(Conflict):
    """No branch stands above all that recorded these hours."""

    code = "several_issuers"
    title = "这些活动由不同的单位记录，请按活动一项一项开"


class StillValid(Conflict):
    """Only a void certificate is replaced."""

    code = "certificate_still_valid"
    title = "这份证明仍然有效，不用换开"


class AlreadyReplaced(Conflict):
    """One is replaced once."""

    code = "certificate_replaced"
    title = "这份证明已经换开过，请看列表里的新证明"


def issue(
    *,
    actor: Actor,
    client_id: str,
    first: str | None,
    last: str | None,
    event: ObjectId | None,
    replaces: str | None,
    now: datetime,
) -> tuple[dict[str, Any], bool]:
    """Certify a period, one activity, or anew what a void certificate certified; return it and whether it is new.

    Raises `NameMissing`, `NoHours`, `SeveralIssuers`, `StillValid`, `AlreadyReplaced`, `NotFound`, `ClientIdReused`,
    `TooMany`, `Unacceptable`.
    """
    if actor.person is None:
        raise SignInRequired
    told = fingerprint("certificate", first, last, event, replaces)
    sent = _sent(actor.person, client_id, told)
    if sent is not None:
        return sent, False
    hit(name="certificate", key=str(actor.person), most=A_DAY, window_s=DAY_S, now=now)
    made = {"kind": "hours", "person": actor.person, "client": client_id, "fingerprint": told, "issued_at": now}
    if replaces is not None:
        old = own_certificate(actor.person, replaces)
        if old.get("kind", "hours") != "hours" or state_of(old)["state"] == "valid":
            raise StillValid
        first, last, event = old["first"], old["last"], old.get("event")
        made["replaces"] = replaces
    made |= _content(actor.person, *_period(first, last, event, now), event)
    return insert_numbered(made, local_day(now))


def _sent(person: ObjectId, client_id: str, told: str) -> dict[str, Any] | None:
    sent = Certificate.collection().find_one({"person": person, "client": client_id})
    if sent is not None and sent["fingerprint"] != told:
        raise ClientIdReused
    return sent


def _period(first: str | None, last: str | None, event: ObjectId | None, now: datetime) -> tuple[str, str]:
    """The days asked for; an activity is certified whole."""
    today = local_day(now)
    if event is not None:
        return EVER, today
    if first is None or last is None:
        raise Unacceptable(errors=[{"field": "first", "message": "请选一段时间，或选一项活动"}])
    if first > last:
        raise Unacceptable(errors=[{"field": "last", "message": "结束的日子要在开始之后"}])
    if last > today:
        raise Unacceptable(errors=[{"field": "last", "message": "最晚到今天"}])
    return first, last


def _content(person: ObjectId, first: str, last: str, event: ObjectId | None) -> dict[str, Any]:
    """Everything the paper says about the service, and the rows it comes from."""
    name = get_profile(person).get("name", "").strip()
    if not name:
        raise NameMissing
    entries = entries_of(hour_rows(person, first=first, last=last))
    if event is not None:
        entries = [entry for entry in entries if entry["subject"] == f"event:{event}"]
    entries = rules.certifiable(entries)
    if not entries:
        raise NoHours
    lines, figures = rules.lines_of(entries), figures_of(entries)
    if event is not None:
        first, last = min(line["first"] for line in lines), max(line["last"] for line in lines)
    return {
        "name": name,
        "first": first,
        "last": last,
        "event": event,
        "lines": lines,
        "machine_minutes": figures["machine_minutes"],
        "hand_minutes": figures["hand_minutes"],
        "rows": [row for entry in entries for row in entry["rows"]],
        **_issuer(entries),
    }


def _issuer(entries: list[Entry]) -> dict[str, Any]:
    """Who recorded it all; a place that is gone says nothing."""
    lines = {tuple(line) for entry in entries for line in [_line(entry)] if line}
    branch = rules.common_branch(sorted(lines))
    if branch is None:
        raise SeveralIssuers
    return {"branch": branch, "issuer": load_tree().get(branch)["name"]}


def _line(entry: Entry) -> list[ObjectId]:
    try:
        return host_line(entry)
    except NotFound:
        return []


def insert_numbered(made: dict[str, Any], day: str) -> tuple[dict[str, Any], bool]:
    """Insert under a fresh code and number.

    The unique indexes decide: the same request twice is one certificate, one is replaced once, and a number that is
    taken is drawn again.
    """
    for _ in range(TRIES):
        code = "".join(secrets.choice(ALPHABET) for _ in range(rules.CODE_LENGTH))
        number = rules.certificate_number(made["branch"], day, secrets.randbelow(rules.SERIALS))
        try:
            Certificate.collection().insert_one({"_id": code, "number": number, **made})
            return {"_id": code, "number": number, **made}, True
        except DuplicateKeyError:
            sent = _sent(made["person"], made["client"], made["fingerprint"])
            if sent is not None:
                return sent, False
            if "replaces" in made and Certificate.collection().find_one({"replaces": made["replaces"]}, {"_id": 1}):
                raise AlreadyReplaced from None
    raise RuntimeError("no free certificate number was found")
