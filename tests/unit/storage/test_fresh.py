"""What was read a moment ago."""

from __future__ import annotations

import threading
import time

import pytest

from weiguang.storage.fresh import Fresh


class Reader:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.reads = 0

    def __call__(self) -> int:
        self.reads += 1
        time.sleep(0.01)
        return self.reads


def test_a_fresh_value_is_not_read_again() -> None:
    kept, reader = Fresh[str, int](seconds=60, most=9), Reader()
    assert [kept.get("a", reader), kept.get("a", reader), kept.get("b", reader)] == [1, 1, 2]


def test_a_stale_value_is_read_again() -> None:
    kept, reader = Fresh[str, int](seconds=0, most=9), Reader()
    assert [kept.get("a", reader), kept.get("a", reader)] == [1, 2]


def test_one_reads_while_the_others_wait() -> None:
    kept, reader = Fresh[str, int](seconds=60, most=9), Reader()
    crowd = [threading.Thread(target=kept.get, args=("a", reader)) for _ in range(16)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert reader.reads == 1


def test_what_is_forgotten_is_read_again() -> None:
    kept, reader = Fresh[str, int](seconds=60, most=9), Reader()
    kept.get("a", reader), kept.get("b", reader)
    kept.forget(lambda key: key == "a")
    assert [kept.get("b", reader), kept.get("a", reader)] == [2, 3]
    kept.forget()
    assert kept.get("b", reader) == 4


def test_it_does_not_grow_beyond_its_size() -> None:
    kept, reader = Fresh[int, int](seconds=60, most=3), Reader()
    for key in range(10):
        kept.get(key, reader)
    assert len(kept._kept) <= 3


def test_a_failure_is_told_and_not_kept() -> None:
    kept, reader = Fresh[str, int](seconds=60, most=9), Reader()

    def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        kept.get("a", fail)
    assert kept.get("a", reader) == 1


def test_what_somebody_else_read_is_kept_as_if_it_had_been_read_here() -> None:
    kept, reader = Fresh[str, int](seconds=60, most=9), Reader()
    assert not kept.has("a")
    kept.keep("a", 7)
    assert (kept.has("a"), kept.get("a", reader), reader.reads) == (True, 7, 0)


def test_what_is_kept_goes_stale_and_can_be_forgotten() -> None:
    stale, kept = Fresh[str, int](seconds=0, most=9), Fresh[str, int](seconds=60, most=9)
    for one in (stale, kept):
        one.keep("a", 7)
    assert (stale.has("a"), kept.has("a")) == (False, True)
    kept.forget(lambda key: key == "a")
    assert not kept.has("a")


def test_keeping_does_not_grow_it_beyond_its_size() -> None:
    kept = Fresh[int, int](seconds=60, most=3)
    for key in range(10):
        kept.keep(key, key)
    assert (len(kept._kept) <= 3, kept.has(9)) == (True, True)
