"""Many phones at one plaque in the same moment: nobody is lost, nobody counts twice."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from factories.centres import first_visit, make_stall
from factories.people import make_branch
from support.api import Caller
from weiguang.access.actor import NOBODY
from weiguang.checkins.footfall.counting import count_visit, show_plaque
from weiguang.checkins.footfall.models import Footfall
from weiguang.storage.clock import utc_now

PHONES = 24


def test_phones_that_come_at_once_are_all_counted_and_a_repeat_is_not(nobody: Caller) -> None:
    stall = make_stall(make_branch(kind="committee"))
    place = show_plaque(stall, now=utc_now())
    visits = [first_visit(os.urandom(16), place) for _ in range(PHONES)]

    def come(visit: dict[str, object]) -> bool:
        return count_visit(actor=NOBODY, point=stall, address="10.0.0.1", now=utc_now(), **visit)[1]

    with ThreadPoolExecutor(16) as pool:
        news = list(pool.map(come, visits + visits))
    assert Counter(news) == {True: PHONES, False: PHONES}
    stored = Footfall.collection().find_one()
    assert (stored["visits"], stored["first"]) == (PHONES, PHONES)
    assert stored["registers"] == {
        str(register): max(one["rank"] for one in visits if one["register"] == register)
        for register in {one["register"] for one in visits}
    }


def test_read_then_save_would_lose_visits(nobody: Caller) -> None:
    """The control: the same crowd, counted by reading a document and saving it."""
    Footfall.collection().insert_one({"_id": "AB23CD:2023-06-28", "visits": 0})

    def come(_: int) -> None:
        found = Footfall.collection().find_one({"_id": "AB23CD:2023-06-28"})
        Footfall.collection().replace_one({"_id": found["_id"]}, found | {"visits": found["visits"] + 1})

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(come, range(96)))
    assert Footfall.collection().find_one()["visits"] < 96
