"""The projector counts each row exactly once, whatever dies and whoever races."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from factories.participation import recorded, row
from weiguang.participation import projecting, recounting
from weiguang.participation.models import Fold, Participation, Total
from weiguang.participation.recording import record

ALL = "all|check_in|attendances|all|all"


def total() -> dict[str, Any]:
    return Total.collection().find_one({"_id": ALL}) or {"exact": 0}


def wrong_totals() -> list[str]:
    return recounting.differences(recounting.recount(lambda _: None))


def crash_after(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Die right after ``step`` of applying a fold."""

    class Crash(Exception):
        pass

    collection, method = {"written": (Fold, "insert_one"), "totals": (Total, "bulk_write")}[step]
    real = getattr(collection.collection(), method)

    def die(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(collection.collection(), method, die)
        with pytest.raises(Crash):
            projecting.project()


@pytest.mark.parametrize("step", ["written", "totals"])
def test_a_crash_in_a_fold_neither_loses_nor_doubles(clean: None, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    for _ in range(10):
        recorded()
    crash_after(monkeypatch, step)
    projecting.project()
    assert total()["exact"] == 10
    assert wrong_totals() == []
    assert Participation.collection().count_documents({"pending": True}) == 0


def test_racing_projectors_count_once(clean: None) -> None:
    for number in range(300):
        recorded(who=f"p:{number % 40}")
    racers = [threading.Thread(target=_project_all) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    projecting.project()
    assert total()["exact"] == 300
    assert wrong_totals() == []


def test_a_naive_projector_would_double(clean: None) -> None:
    """Negative control: without the fold's number a repeated fold counts twice, and the recount sees it."""
    made = [recorded() for _ in range(3)]
    for repeat in (1, 2):
        projecting.apply_fold(projecting.make_fold(repeat, made))
    assert total()["exact"] == 6
    assert ALL in wrong_totals()


def test_a_correction_that_is_folded_before_its_row_still_nets_to_nobody(clean: None) -> None:
    record(row(key="a-correction", corrects="z-act", quantity=-1))
    projecting.project()
    record(row(key="z-act"))
    projecting.project()
    assert (total()["exact"], total()["people"]) == (0, b"")
    assert wrong_totals() == []


def test_a_recount_puts_a_spoilt_total_right(clean: None) -> None:
    recorded()
    projecting.project()
    Total.collection().update_one({"_id": ALL}, {"$set": {"exact": 99}})
    sums = recounting.recount(lambda _: None)
    recounting.rebuild(sums, recounting.differences(sums), fold=1)
    assert total()["exact"] == 1
    assert wrong_totals() == []


def _project_all() -> None:
    while projecting.project():
        pass
