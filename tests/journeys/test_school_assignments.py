"""Assignments of the Party school: set, handed in, answered, handed in anew, passed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from factories.media import BYTES, paper
from factories.school import School, assignment_body
from support.api import Caller, client_id


@pytest.fixture
def school(nobody: Caller) -> School:
    return School(nobody)


@pytest.fixture
def term(school: School) -> str:
    made = school.term()
    school.enrol(made, school.one, school.two)
    return made


def bring(who: Caller, branch: str) -> str:
    """Bring a paper of one's own to a branch; returns the file's id."""
    body = {"client_id": client_id(), "name": "笔记.pdf", "bytes": len(paper()), "branch": branch}
    own = str(who.post("/me/uploads", body).get_json()["id"])
    assert who.put(f"/uploads/{own}/parts/0", data=paper(), content_type=BYTES).status_code == 204
    assert who.post(f"/uploads/{own}/finish").status_code == 200
    return own


def waiting(school: School, assignment: str, state: str = "handed_in") -> list[dict[str, Any]]:
    return school.committee.get(f"/school/assignments/{assignment}/submissions?state={state}").get_json()["items"]


def test_an_assignment_is_set_once_and_trainees_are_told(school: School, term: str, settle: Callable[[], None]) -> None:
    body = assignment_body()
    answers = [school.committee.post(f"/school/terms/{term}/assignments", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    settle()
    assert "党校有新作业" in school.inbox(school.one)
    assert school.inbox(school.secretary) == []
    assert [one["title"] for one in school.seen(term, school.one)["assignments"]] == ["学习心得"]
    assert school.seen(term, school.secretary)["assignments"] == []
    path = f"/school/assignments/{answers[0].get_json()['id']}"
    assert [who.get(path).status_code for who in (school.one, school.secretary, school.stranger)] == [200, 404, 404]


def test_a_trainee_hands_in_is_asked_to_revise_and_passes(
    school: School, term: str, settle: Callable[[], None]
) -> None:
    work = school.assignment(term)
    assert school.hand_in(work, school.one, "第一稿").get_json()["version"] == 1
    assert [one["text"] for one in waiting(school, work)] == ["第一稿"]
    assert school.review(work, school.one, "revise", feedback="").status_code == 422
    assert school.review(work, school.one, "revise", feedback="请写具体些").status_code == 200
    mine = school.one.get(f"/school/assignments/{work}").get_json()["mine"]
    assert (mine["state"], mine["feedback"]) == ("revise", "请写具体些")
    assert school.hand_in(work, school.one, "第二稿").get_json()["version"] == 2
    assert [school.review(work, school.one, version=2).status_code for _ in range(2)] == [200, 200]
    settle()
    assert {"党校作业请再改一改", "党校作业通过了"} <= set(school.inbox(school.one))
    assert school.seen(term, school.one)["mine"]["missing"]["assignments"] == []


def test_a_late_repeat_of_a_hand_in_undoes_nothing(school: School, term: str) -> None:
    work, sent = school.assignment(term), client_id()
    first = [school.hand_in(work, school.one, client_id=sent).get_json()["version"] for _ in range(2)]
    assert first == [1, 1]
    school.review(work, school.one, "revise", feedback="再改")
    assert school.hand_in(work, school.one, client_id=sent).get_json()["state"] == "revise"
    assert waiting(school, work) == []


def test_what_has_passed_is_not_handed_in_again(school: School, term: str) -> None:
    work, sent = school.assignment(term), client_id()
    school.hand_in(work, school.one, client_id=sent)
    school.review(work, school.one)
    assert school.hand_in(work, school.one, "又一稿").get_json()["code"] == "assignment_passed"
    assert school.hand_in(work, school.one, client_id=sent).get_json()["state"] == "passed"


def test_feedback_is_about_the_version_that_was_read(school: School, term: str) -> None:
    work = school.assignment(term)
    assert school.review(work, school.one).status_code == 404
    school.hand_in(work, school.one, "第一稿")
    school.hand_in(work, school.one, "第二稿")
    assert school.review(work, school.one, version=1).get_json()["code"] == "submission_changed"
    assert school.review(work, school.one, version=2).status_code == 200


def test_only_a_trainee_hands_in_and_only_the_committee_reads(school: School, term: str) -> None:
    work = school.assignment(term)
    assert [school.hand_in(work, who).status_code for who in (school.secretary, school.stranger)] == [404, 404]
    school.hand_in(work, school.one)
    path = f"/school/assignments/{work}/submissions"
    refused = [who.get(path).status_code for who in (school.two, school.secretary, school.stranger)]
    assert refused == [403, 403, 403]
    assert school.two.get(f"/school/assignments/{work}").get_json()["mine"] is None


def test_nothing_is_no_hand_in_and_a_strangers_file_is_none(school: School, term: str) -> None:
    work = school.assignment(term)
    assert school.hand_in(work, school.one, "").get_json()["errors"][0]["field"] == "text"
    assert school.hand_in(work, school.one, files=["A" * 22]).get_json()["code"] == "media_unusable"


def test_files_of_the_trainee_go_with_it_and_the_committee_opens_them(school: School, term: str) -> None:
    work = school.assignment(term)
    branch = school.one.get(f"/school/assignments/{work}").get_json()["branch"]
    own = bring(school.one, branch)
    assert school.hand_in(work, school.one, "", files=[own]).status_code == 200
    assert [file["id"] for file in waiting(school, work)[0]["files"]] == [own]
    assert [who.get(f"/media/{own}").status_code for who in (school.one, school.committee)] == [200, 200]
    assert school.two.get(f"/media/{own}").status_code == 404
    assert school.hand_in(work, school.two, files=[own]).get_json()["code"] == "media_unusable"


def test_a_withdrawn_assignment_is_asked_of_nobody(school: School, term: str) -> None:
    work = school.assignment(term)
    changed = school.committee.patch(f"/school/assignments/{work}", {"withdrawn": True})
    assert (changed.status_code, changed.get_json()["withdrawn"]) == (200, True)
    assert school.hand_in(work, school.one).get_json()["code"] == "assignment_withdrawn"
    assert school.seen(term, school.one)["mine"]["missing"]["assignments"] == []
    assert school.committee.patch(f"/school/assignments/{work}", {"withdrawn": False}).status_code == 200
    assert school.hand_in(work, school.one).status_code == 200


def test_submissions_come_in_batches_the_one_that_waits_longest_first(school: School, term: str) -> None:
    work = school.assignment(term)
    for who in (school.two, school.one):
        school.hand_in(work, who)
    path = f"/school/assignments/{work}/submissions?limit=1"
    first = school.committee.get(path).get_json()
    second = school.committee.get(f"{path}&cursor={first['next']}").get_json()
    assert [page["items"][0]["name"] for page in (first, second)] == ["李小红", "王小明"]
    assert school.seen(term, school.committee)["assignments"][0]["waiting"] == 2
