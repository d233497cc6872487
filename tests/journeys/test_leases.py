"""One at a time, and stepping aside."""

from __future__ import annotations

from weiguang.work import leases


def test_only_one_holds_a_lease(clean: None) -> None:
    assert leases.take("x", owner="a", seconds=60)
    assert not leases.take("x", owner="b", seconds=60)
    assert leases.take("x", owner="a", seconds=60)


def test_a_lease_that_ran_out_can_be_taken(clean: None) -> None:
    assert leases.take("x", owner="a", seconds=-1)
    assert leases.take("x", owner="b", seconds=60)


def test_a_holder_steps_aside_for_whoever_asked(clean: None) -> None:
    leases.take("x", owner="a", seconds=60)
    leases.ask("x", owner="b", seconds=60)
    assert not leases.take("x", owner="a", seconds=60)
    leases.release("x", owner="a")
    assert not leases.take("x", owner="c", seconds=60)
    assert leases.take("x", owner="b", seconds=60)


def test_after_the_heir_is_done_anyone_may_hold_it_again(clean: None) -> None:
    leases.take("x", owner="a", seconds=60)
    leases.ask("x", owner="b", seconds=60)
    leases.release("x", owner="a")
    leases.take("x", owner="b", seconds=60)
    leases.release("x", owner="b")
    assert leases.take("x", owner="a", seconds=60)
