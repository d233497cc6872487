"""Cells and gains."""

from __future__ import annotations

from factories.participation import row
from weiguang.participation.rules import cells_of, fold_rows, standing_after

TODAY = "all|check_in|attendances|day|2023-06-28"


def test_a_row_counts_in_each_scope_kind_and_grain_once() -> None:
    cells = list(cells_of(row(credited=["all", "b"])))
    assert len(cells) == len(set(cells)) == 2 * 2 * 4
    assert TODAY in cells


def test_the_day_is_the_day_in_shanghai() -> None:
    late = row().get("occurred_at").replace(hour=17)
    assert "all|all|attendances|day|2023-06-29" in set(cells_of(row(occurred_at=late)))


def test_attendances_add_up_and_people_are_a_set() -> None:
    gain = fold_rows([row(), row(), row(who="p:2")], {"p:1": 1, "p:2": 2}, {})[TODAY]
    assert (gain.exact, gain.add) == (3, {1, 2})


def test_approximate_rows_never_touch_the_exact_sum() -> None:
    gain = fold_rows([row(approx=True, quantity=2_000_000, who=None)], {}, {})[TODAY]
    assert (gain.exact, gain.approx, gain.add) == (0, 2_000_000, set())


def test_another_measure_is_another_cell() -> None:
    gains = fold_rows([row(measure="items", who=None)], {}, {})
    assert TODAY not in gains
    assert gains["all|check_in|items|day|2023-06-28"].exact == 1


def test_a_person_whose_acts_are_all_taken_back_leaves_the_set() -> None:
    rows = [row(key="a"), row(key="b", quantity=-1, corrects="a")]
    gain = fold_rows(rows, {"p:1": 1}, standing_after(rows, {"p:1"}))[TODAY]
    assert (gain.exact, gain.add, gain.drop) == (0, set(), {1})


def test_a_person_with_another_act_stays() -> None:
    rows = [row(key="a"), row(key="b", quantity=-1, corrects="a"), row(key="c")]
    gain = fold_rows(rows, {"p:1": 1}, standing_after(rows, {"p:1"}))[TODAY]
    assert (gain.exact, gain.add, gain.drop) == (1, {1}, set())
