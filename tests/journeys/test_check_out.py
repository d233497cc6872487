"""Checking out: the second scan, staff, forgotten and closed, late and early; and the hours that come of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from support.api import Caller, client_id
from support.desks import HOUR, Desks
from weiguang.checkins import checking_out
from weiguang.checkins.models import CheckInConflict
from weiguang.participation.models import Participation
from weiguang.storage.clock import SHANGHAI, local_day, utc_now

MINUTE = timedelta(minutes=1)
PLAQUE = {"ways": ["plaque", "personal", "name"], "check_out": True}


@pytest.fixture
def desks(nobody: Caller) -> Desks:
    return Desks(nobody)


def morning(days: int = 1) -> datetime:
    """Nine o'clock in Shanghai, some days ago."""
    day = (utc_now() - timedelta(days=days)).astimezone(SHANGHAI)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def hours(nobody: Caller) -> float:
    return float(nobody.get("/participation/counts?measure=hours").get_json()["exact"])


def test_the_second_scan_an_hour_later_is_the_check_out(desks: Desks, settle: Any, nobody: Caller) -> None:
    point, now = desks.make("desk", **PLAQUE), morning()
    answers = [desks.put(desks.member, desks.plaque(point, now + later)) for later in (0 * HOUR, 2.59 * HOUR)]
    assert [(one.status_code, one.get_json()["act"]) for one in answers] == [(201, "in"), (201, "out")]
    assert answers[1].get_json()["minutes"] == 155
    assert answers[1].get_json()["message"] == "签退成功，辛苦了"
    settle()
    assert hours(nobody) == 2.5
    record = desks.member.get("/me/participation").get_json()["items"]
    assert {row["measure"]: row["quantity"] for row in record} == {"hours": 2.5, "attendances": 1}
    assert nobody.get("/participation/counts?measure=attendances").get_json()["exact"] == 1


def test_the_stay_says_all_about_itself(desks: Desks) -> None:
    point, now = desks.make("desk", **PLAQUE), morning()
    for later in (0, 90):
        desks.put(desks.member, desks.plaque(point, now + later * MINUTE))
    stay = desks.stay(point, now)
    assert stay is not None
    wanted = {"kind": "service", "measure": "hours", "quantity": 90, "source": "self_scan", "point": point}
    assert wanted.items() <= stay.items()
    assert (stay["in_at"], stay["out_at"], stay["host"]) == (now, now + 90 * MINUTE, desks.root)
    assert (stay["day"], stay["branches"], "flag" in stay) == (local_day(now), [str(desks.formal)], False)


def test_scanning_twice_within_a_minute_is_no_check_out(desks: Desks) -> None:
    point, now = desks.make("desk", **PLAQUE), morning()
    answers = [desks.put(desks.member, desks.plaque(point, now + timedelta(seconds=later))) for later in (0, 59)]
    assert [one.get_json()["state"] for one in answers] == ["stored", "duplicate"]
    assert desks.stay(point, now) is None


def test_a_third_scan_changes_nothing(desks: Desks) -> None:
    point, now = desks.make("desk", **PLAQUE), morning()
    bodies = [desks.plaque(point, now + later * HOUR) for later in range(3)]
    assert [desks.put(desks.member, body).status_code for body in bodies] == [201, 201, 200]
    assert [row["measure"] for row in desks.rows()] == ["attendances", "hours"]


def test_a_lost_answer_to_a_check_out_is_told_again(desks: Desks) -> None:
    point, now, name = desks.make("desk", **PLAQUE), morning(), client_id()
    desks.put(desks.member, desks.plaque(point, now))
    answers = [desks.put(desks.member, desks.plaque(point, now + HOUR), name) for _ in range(2)]
    assert [(one.status_code, one.get_json()["minutes"]) for one in answers] == [(201, 60), (200, 60)]
    assert {one.get_json()["act"] for one in answers} == {"out"}


def test_staff_check_people_in_and_out(desks: Desks) -> None:
    point, now = desks.make("desk", check_out=True), morning()
    acts = [("in", 0), ("in", 5), ("out", 10), ("out", 20), ("in", 30)]
    answers = [desks.put(desks.staff, desks.staffed(point, now + at * MINUTE, act=act)).get_json() for act, at in acts]
    states = [(one["state"], one["act"]) for one in answers]
    assert states == [
        ("stored", "in"),
        ("duplicate", "in"),
        ("stored", "out"),
        ("duplicate", "out"),
        ("duplicate", "in"),
    ]
    assert desks.stay(point, now)["quantity"] == 10  # type: ignore[index]


def test_without_check_outs_nobody_is_checked_out(desks: Desks) -> None:
    point = desks.make()
    desks.put(desks.staff, desks.staffed(point))
    assert desks.put(desks.staff, desks.staffed(point, act="out")).get_json()["state"] == "duplicate"
    assert desks.put(desks.member, desks.plaque(desks.make(**PLAQUE), act="out")).get_json()["code"] == "not_inside"


def test_a_queue_brings_in_and_out_at_once(desks: Desks) -> None:
    point, now = desks.make("desk", check_out=True), morning()
    rows = [
        desks.staffed(point, now + at * HOUR, act=act) | {"client_id": client_id()}
        for act, at in (("in", 0), ("out", 3))
    ]
    items = desks.batch(desks.staff, rows)
    assert [(one["state"], one["act"], one.get("minutes")) for one in items] == [
        ("stored", "in", None),
        ("stored", "out", 180),
    ]
    assert [one["state"] for one in desks.batch(desks.staff, rows)] == ["duplicate"] * 2


def test_a_check_out_counts_on_the_day_of_the_check_in(desks: Desks) -> None:
    night = morning(3).replace(hour=22)
    point = desks.make("desk", **PLAQUE, closes_at=(night + 9 * HOUR).isoformat())
    for later in (0, 8):
        desks.put(desks.member, desks.plaque(point, night + later * HOUR))
    stay = desks.stay(point, night)
    assert stay is not None and (stay["quantity"], stay["day"]) == (480, local_day(night))
    assert len(desks.rows()) == 2


def close(desks: Desks, now: datetime | None = None) -> None:
    """Let the worker look, some minutes later."""
    while checking_out.close_forgotten(now or utc_now() + 5 * MINUTE):
        pass


def test_who_forgets_is_checked_out_at_the_end_of_the_shift_with_a_flag(
    desks: Desks, settle: Any, nobody: Caller
) -> None:
    now = morning()
    point = desks.make("desk", **PLAQUE, closes_at=(now + 4 * HOUR).isoformat())
    desks.put(desks.member, desks.plaque(point, now))
    close(desks)
    stay = desks.stay(point, now)
    assert stay is not None and (stay["flag"], stay["source"], stay["quantity"], stay["most"]) == (
        "forgotten",
        "closed",
        0,
        240,
    )
    settle()
    assert hours(nobody) == 0
    assert Participation.collection().count_documents({"stay_until": {"$exists": True}}) == 0


def test_without_a_closing_time_the_day_s_end_closes(desks: Desks) -> None:
    point, now = desks.make("desk", **PLAQUE), morning()
    desks.put(desks.member, desks.plaque(point, now))
    close(desks)
    assert desks.stay(point, now)["most"] == 15 * 60  # type: ignore[index]


def test_a_shift_that_goes_on_is_not_closed(desks: Desks) -> None:
    now = utc_now()
    point = desks.make("desk", **PLAQUE, closes_at=(now + 4 * HOUR).isoformat())
    desks.put(desks.member, desks.plaque(point, now - HOUR))
    close(desks)
    assert desks.stay(point, now - HOUR) is None


def test_a_shift_made_longer_is_closed_later(desks: Desks) -> None:
    now = utc_now() - 3 * HOUR
    point = desks.make("desk", **PLAQUE, closes_at=(now + HOUR).isoformat())
    desks.put(desks.member, desks.plaque(point, now))
    longer = PLAQUE | {"closes_at": (utc_now() + HOUR).isoformat()}
    assert desks.staff.patch(f"/check-in-points/{point}", {"rule": longer}).status_code == 200
    close(desks)
    assert desks.stay(point, now) is None
    close(desks, utc_now() + 2 * HOUR)
    assert desks.stay(point, now)["flag"] == "forgotten"  # type: ignore[index]


def test_a_real_check_out_that_comes_late_corrects_the_forgotten_one(desks: Desks, settle: Any, nobody: Caller) -> None:
    now = morning()
    point = desks.make("desk", **PLAQUE, closes_at=(now + 4 * HOUR).isoformat())
    desks.put(desks.member, desks.plaque(point, now))
    close(desks)
    row = desks.staffed(point, now + 3 * HOUR, act="out") | {"client_id": client_id()}
    for state in ("stored", "duplicate"):
        (answer,) = desks.batch(desks.staff, [row])
        assert (answer["state"], answer["minutes"]) == (state, 180)
    correction = desks.stay(point, now, ":out")
    assert correction is not None and (correction["quantity"], correction["corrects"]) == (
        180,
        desks.stay(point, now)["_id"],
    )  # type: ignore[index]
    settle()
    assert hours(nobody) == 3.0


def test_what_a_late_check_out_corrected_nobody_has_to_look_at(desks: Desks) -> None:
    now = morning()
    point = desks.make("desk", **PLAQUE, closes_at=(now + 4 * HOUR).isoformat())
    desks.put(desks.member, desks.plaque(point, now))
    close(desks)
    desks.put(desks.member, desks.plaque(point, now + 5 * HOUR))
    stay = desks.stay(point, now)
    assert stay is not None and (stay["most"], stay["flag"]) == (240, "corrected")
    assert desks.put(desks.member, desks.plaque(point, now + 6 * HOUR)).get_json()["state"] == "duplicate"


def test_what_somebody_looked_at_is_not_corrected_by_a_phone(desks: Desks) -> None:
    now = morning()
    point = desks.make("desk", **PLAQUE, closes_at=(now + 4 * HOUR).isoformat())
    desks.put(desks.member, desks.plaque(point, now))
    close(desks)
    Participation.collection().update_one({"flag": "forgotten"}, {"$set": {"flag": "checked"}})
    assert desks.put(desks.member, desks.plaque(point, now + HOUR, act="out")).get_json()["state"] == "duplicate"
    assert desks.stay(point, now, ":out") is None


def test_a_check_out_that_overtook_its_check_in_waits_for_it(desks: Desks, settle: Any, nobody: Caller) -> None:
    point, now = desks.make("desk", check_out=True), morning()
    out = desks.put(desks.other, desks.staffed(point, now + 2 * HOUR, act="out")).get_json()
    assert (out["state"], out["code"], [one["kind"] for one in desks.to_do()]) == (
        "conflict",
        "no_check_in",
        ["no_check_in"],
    )
    assert desks.put(desks.staff, desks.staffed(point, now, act="in")).status_code == 201
    settle()
    assert (hours(nobody), desks.to_do()) == (2.0, [])
    assert CheckInConflict.collection().find_one({})["decision"]["choice"] == "found"


def test_a_check_out_without_a_check_in_is_noted_by_staff(desks: Desks) -> None:
    point = desks.make("desk", check_out=True)
    desks.put(desks.staff, desks.staffed(point, act="out"))
    assert [one["decisions"] for one in desks.to_do()] == [["noted"]]
    assert desks.decide("noted").status_code == 200
    assert (desks.to_do(), desks.rows()) == ([], [])


def test_hours_and_attendances_are_never_one_sum(desks: Desks, settle: Any, nobody: Caller) -> None:
    point, now = desks.make("desk", **PLAQUE), morning()
    for later in (0, 6):
        desks.put(desks.member, desks.plaque(point, now + later * MINUTE))
    settle()
    by_kind = nobody.get("/participation/counts?measure=hours&by=kind").get_json()
    assert (by_kind["unit"], by_kind["exact"]) == ("小时", 0.1)
    assert {row["key"]: row["exact"] for row in by_kind["rows"] if row["exact"]} == {"service": 0.1}
