"""One scan, read: at which point, in which way, of whom, when by the clock put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.checkins import rules
from weiguang.checkins.deciding import Offered, Rule
from weiguang.checkins.personal_codes import is_personal, the_keys
from weiguang.checkins.service import get_point
from weiguang.errors import SignInRequired
from weiguang.participation.recording import fingerprint, person_key
from weiguang.storage.clock import corrected, local_day

SOURCES = {"screen": "self_scan", "plaque": "self_scan", "personal": "staff_scan", "name": "staff_name"}


@dataclass(frozen=True)
class Attempt:
    """One scan. ``person`` is None where a personal code does not tell whose it is; ``by`` is the staff, if any."""

    client_id: str
    point: dict[str, Any]
    rule: Rule
    offered: Offered
    person: ObjectId | None
    by: ObjectId | None
    device: str
    memberships: tuple[ObjectId, ...] | None
    moment: datetime
    skew_ms: int
    received_at: datetime
    fingerprint: str

    @property
    def who(self) -> str:
        """How the ledger names whom it is about."""
        return person_key(self.person) if self.person else ""

    @property
    def event(self) -> ObjectId | None:
        """The event of the point."""
        event: ObjectId | None = self.point.get("event")
        return event

    @property
    def roll(self) -> str | None:
        """The list that the rule ``registered`` means, where it is not the event's."""
        roll: str | None = self.point.get("roll")
        return roll

    @property
    def entrance(self) -> str | None:
        """The kind of the entrance of an event that this is at; a desk where a shift begins is none."""
        enters = self.event is not None and self.point["kind"] in rules.ENTRANCES and not self.rule.check_out
        return str(self.point["kind"]) if enters else None

    @property
    def believable(self) -> bool:
        """Whether the scan may reach us now, by its time."""
        return rules.believable(self.moment, self.received_at)

    @property
    def key(self) -> str:
        """The natural key of this check-in."""
        return self._key(self.moment)

    @property
    def keys(self) -> list[str]:
        """The keys of the check-ins that this may be about: today's, and through the night yesterday's too."""
        days = [self.moment, self.moment - timedelta(days=1)] if self.over_midnight else [self.moment]
        return list(dict.fromkeys(map(self._key, days)))

    @property
    def over_midnight(self) -> bool:
        """Whether it may end a stay that began yesterday."""
        return rules.runs_over_midnight(self.rule, self.moment)

    def _key(self, moment: datetime) -> str:
        if self.rule.once == "event" and self.event:
            return f"checkin:{self.event}:{self.person}"
        return f"checkin:{self.point['_id']}:{self.person}:{local_day(moment)}"


def read_attempt(
    *,
    actor: Actor,
    client_id: str,
    point: str,
    scanned_at: datetime,
    now: datetime,
    proof: str | None = None,
    person: ObjectId | None = None,
    act: str | None = None,
    event: ObjectId | None = None,
    sent_at: datetime | None = None,
) -> Attempt:
    """Read one scan; a personal code or a name needs ``check_in.desk`` at the point.

    Raises `NotFound` for an unknown point, `Forbidden`, `SignInRequired`.
    """
    if actor.person is None:
        raise SignInRequired
    found = get_point(point.upper())
    moment, skew_ms = corrected(scanned_at, sent_at, now)
    way = _way(proof, person)
    staff = way in ("personal", "name")
    if staff:
        actor.must("check_in.desk", found["line"])
    offered, whose = _offered(found, way, proof, moment)
    said = [part for part in (person, act, event) if part is not None]
    return Attempt(
        client_id=client_id,
        point=found,
        rule=rules.rule_of(found),
        offered=Offered(**offered, event=str(event) if event else None, act=act),
        person=(person or whose) if staff else actor.person,
        by=actor.person if staff else None,
        device=str(actor.session) if staff else "",
        memberships=None if staff else actor.memberships,
        moment=moment,
        skew_ms=skew_ms,
        received_at=now,
        fingerprint=fingerprint("check_in", found["_id"], (proof or "").upper(), scanned_at.isoformat(), *said),
    )


def _way(proof: str | None, person: ObjectId | None) -> str:
    if person is not None:
        return "name"
    if proof is None:
        return "plaque"
    return "personal" if is_personal(proof) else "screen"


def _offered(
    point: dict[str, Any], way: str, proof: str | None, moment: datetime
) -> tuple[dict[str, Any], ObjectId | None]:
    if way == "screen":
        good = rules.proves(point["secret"], (proof or "").upper(), moment)
        return {"way": way, "code": "good" if good else "expired"}, None
    if way == "personal":
        read = the_keys().read(proof or "")
        return {"way": way, "code": read.code, "issued_at": read.issued_at}, read.person
    return {"way": way}, None
