"""Completing a lesson by answering its questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.errors import NotFound, SignInRequired, Unacceptable
from weiguang.offline import UnreadableRow, answer_each
from weiguang.participation.recording import credit, find_sent, fingerprint, make_row, person_key, record
from weiguang.storage.clock import corrected
from weiguang.storage.vault import the_vault
from weiguang.study import rules
from weiguang.study.learning.noting import keep_note
from weiguang.study.models import Course
from weiguang.study.service import completion_key, is_shown
from weiguang.study.versions import find_answered

WORDS = {True: "这一课学完了", False: "这一课之前已经学完了"}


class AnswersIncorrect(Unacceptable):
    """Not every question is answered rightly; ``errors`` names them by id."""

    code = "answers_incorrect"
    title = "还差一点，有的题再想一想，改好了再交"


def complete_lesson(
    *,
    actor: Actor,
    lesson: ObjectId,
    client_id: str,
    answers: list[dict[str, Any]],
    version: int | None,
    missed: list[str],
    note: str | None,
    occurred_at: datetime,
    sent_at: datetime | None,
    now: datetime,
) -> tuple[dict[str, Any], bool]:
    """Judge the answers by the version that was answered and record the completion; return it and whether it is new.

    Raises `NotFound`, `VersionUnknown`, `AnswersIncorrect`, `Unacceptable` for an unknown id or an unbelievable time,
    `ClientIdReused`.
    """
    found = find_answered(lesson, version)
    moment, skew_ms = corrected(occurred_at, sent_at, now)
    # Keyed, so that a short note cannot be guessed from the ledger.
    noted = "" if note is None else the_vault().digest("note", note)
    told = [lesson, rules.canonical(answers), noted, occurred_at.isoformat(), *([] if version is None else [version])]
    row = _row(actor, found, moment, now) | {
        "client_id": client_id,
        "fingerprint": fingerprint("completion", *told),
        "skew_ms": skew_ms,
        "version": found["version"],
        "missed": rules.kept_missed(found["questions"], missed),
    }
    refusal = _refusal(found["questions"], answers, moment, now)
    standing, new = record(row) if refusal is None else (_sent_before(row, found, actor, refusal), False)
    if note is not None:
        keep_note(lesson=lesson, person=actor.person, text=note, written_at=moment)
    return {
        "state": "completed",
        "lesson": lesson,
        "completed_at": standing["occurred_at"],
        "version": standing.get("version", 1),
    }, new


def complete_all(*, actor: Actor, rows: list[dict[str, Any] | UnreadableRow], now: datetime) -> list[dict[str, Any]]:
    """Complete an offline queue of lessons: one answer per row, in order; no row spoils another."""

    def complete(row: dict[str, Any]) -> dict[str, Any]:
        new = complete_lesson(actor=actor, now=now, **row)[1]
        return {"state": "stored" if new else "duplicate", "message": WORDS[new]}

    return answer_each(rows, complete)


def _sent_before(row: dict[str, Any], lesson: dict[str, Any], actor: Actor, refusal: Unacceptable) -> dict[str, Any]:
    """The completion that this very request stored before: it is answered the same for ever, however it is judged now.

    Whoever answers rightly has had the lesson in hand. To anybody else, one that is not shown to them is unknown.
    """
    sent = find_sent(row)
    if sent is not None:
        return sent
    course = Course.collection().find_one({"_id": lesson["course"]}, {"shown_to": 1})
    if course is None or not is_shown(course, actor):
        raise NotFound
    raise refusal


def _refusal(
    questions: list[dict[str, Any]], answers: list[dict[str, Any]], moment: datetime, now: datetime
) -> Unacceptable | None:
    errors = rules.unknown(questions, answers)
    if errors:
        return Unacceptable(errors=errors)
    fault = rules.time_fault(moment, now)
    if fault:
        return Unacceptable(errors=[{"field": "occurred_at", "message": fault}])
    wrong = rules.judge(questions, answers)
    return AnswersIncorrect(errors=rules.kind_words(questions, wrong)) if wrong else None


def _row(actor: Actor, lesson: dict[str, Any], moment: datetime, now: datetime) -> dict[str, Any]:
    if actor.person is None:
        raise SignInRequired
    branches, credited = credit(actor=actor, host=lesson["line"][0])
    return make_row(
        completion_key(lesson["_id"], actor.person),
        kind="study",
        who=person_key(actor.person),
        source="answer",
        subject=f"lesson:{lesson['_id']}",
        title=lesson["title"],
        branches=branches,
        credited=credited,
        occurred_at=moment,
        received_at=now,
    )
