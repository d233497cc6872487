"""The promises of the demo's Party school: the printed figures, every kind of teaching, and that it is invented."""

from __future__ import annotations

from weiguang.demo.reading import read
from weiguang.school.rules import KINDS


def test_two_terms_have_55_trainees_as_printed() -> None:
    terms = read("school")["terms"]
    assert len(terms) == 2
    assert sum(term["invented"]["count"] + len(term["accounts"]) for term in terms) == 55


def test_each_term_shows_every_kind_of_teaching_and_says_that_it_is_invented() -> None:
    for term in read("school")["terms"]:
        assert {session["kind"] for session in term["sessions"]} == KINDS.keys()
        assert "虚构" in term["description"]
        assert all(session.get("place") or session.get("link") for session in term["sessions"])


def test_nobody_is_a_trainee_twice_and_there_is_a_place_for_everybody() -> None:
    terms = read("school")["terms"]
    ranges = [range(one["invented"]["first"], sum(one["invented"].values())) for one in terms]
    assert not set(ranges[0]) & set(ranges[1])
    for term in terms:
        assert term["invented"]["count"] + len(term["accounts"]) + len(term.get("pending", [])) <= term["capacity"]
