"""From the desk to the certificate: what people's own scans make of their hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from support.api import Caller, client_id
from support.desks import HOUR, Desks
from weiguang.checkins import checking_out
from weiguang.storage.clock import SHANGHAI, local_day, utc_now

PLAQUE = {"ways": ["plaque", "personal", "name"], "check_out": True}


@pytest.fixture
def desks(nobody: Caller) -> Desks:
    return Desks(nobody)


@pytest.fixture
def morning() -> datetime:
    """Yesterday at nine in Shanghai."""
    return (utc_now() - timedelta(days=1)).astimezone(SHANGHAI).replace(hour=9, minute=0, second=0, microsecond=0)


def mine(desks: Desks) -> tuple[dict[str, int], dict[str, Any]]:
    """My figures and my latest entry."""
    found = desks.member.get("/me/hours").get_json()
    return found["figures"], found["items"][0]


def forget(desks: Desks, morning: datetime) -> str:
    """Check in, never out, and let the shift of four hours end; returns the point."""
    point = str(desks.make("desk", **PLAQUE, closes_at=(morning + 4 * HOUR).isoformat()))
    desks.put(desks.member, desks.plaque(point, morning))
    checking_out.close_forgotten(utc_now() + HOUR)
    return point


def test_two_scans_become_hours_and_a_certificate(desks: Desks, morning: datetime) -> None:
    point = desks.make("desk", **PLAQUE)
    for later in (0, 2.59):
        desks.put(desks.member, desks.plaque(point, morning + later * HOUR))
    figures, entry = mine(desks)
    assert (figures["machine_minutes"], entry["minutes"], entry["event"]) == (155, 155, str(desks.event))
    body = {"client_id": client_id(), "event": entry["event"]}
    paper = desks.member.post("/me/certificates", body).get_json()
    assert (paper["name"], paper["issuer"], paper["machine_minutes"]) == ("王小明", "综合党委", 155)
    assert paper["first"] == paper["last"] == local_day(morning)


def test_what_the_worker_closed_waits_for_somebody_to_look(desks: Desks, morning: datetime) -> None:
    forget(desks, morning)
    figures, entry = mine(desks)
    assert (figures["waiting_minutes"], figures["machine_minutes"], entry["state"]) == (240, 0, "waiting")
    (listed,) = desks.staff.get("/hours/forgotten").get_json()["items"]
    assert (listed["person"], listed["minutes"]) == ("王小明", 240)
    desks.staff.post("/hours/forgotten/checks", {"row": listed["id"], "minutes": 200})
    figures, entry = mine(desks)
    assert (figures["machine_minutes"], entry["state"], entry["corrected"]) == (200, "counted", True)


def test_a_real_check_out_that_comes_late_needs_no_look(desks: Desks, morning: datetime) -> None:
    point = forget(desks, morning)
    desks.put(desks.member, desks.plaque(point, morning + 3 * HOUR))
    figures, entry = mine(desks)
    assert (figures["machine_minutes"], figures["waiting_minutes"]) == (180, 0)
    assert datetime.fromisoformat(entry["out_at"]) == morning + 3 * HOUR
    assert desks.staff.get("/hours/forgotten").get_json()["items"] == []


def test_after_a_look_a_late_phone_changes_nothing(desks: Desks, morning: datetime) -> None:
    point = forget(desks, morning)
    row = desks.staff.get("/hours/forgotten").get_json()["items"][0]["id"]
    desks.staff.post("/hours/forgotten/checks", {"row": row, "minutes": 200})
    desks.put(desks.member, desks.plaque(point, morning + 3 * HOUR, act="out"))
    assert mine(desks)[0]["machine_minutes"] == 200
