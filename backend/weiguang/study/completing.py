"""Completing a lesson by answering its questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import SignInRequired, Unacceptable
from weiguang.participation.recording import credit, find_sent, fingerprint, make_row, person_key, record
from weiguang.storage.clock import corrected
from weiguang.storage.vault import the_vault
from weiguang.study import rules
from weiguang.study.models import LessonNote
from weiguang.study.service import completion_key, find_course, find_lesson


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
    note: str | None,
    occurred_at: datetime,
    sent_at: datetime | None,
    now: datetime,
) -> tuple[dict[str, Any], bool]:
    """Judge the answers and record the completion; return it and whether it is new.

    Raises `NotFound`, `AnswersIncorrect`, `Unacceptable` for an unknown id or an unbelievable time, `ClientIdReused`.
    """
    found = find_lesson(lesson)
    moment, skew_ms = corrected(occurred_at, sent_at, now)
    # Keyed, so that a short note cannot be guessed from the ledger.
    noted = "" if note is None else the_vault().digest("note", note)
    row = _row(actor, found, moment, now) | {
        "client_id": client_id,
        "fingerprint": fingerprint("completion", lesson, rules.canonical(answers), noted, occurred_at.isoformat()),
        "skew_ms": skew_ms,
    }
    standing, new = _record(row, _refusal(found["questions"], answers, moment, now))
    if note is not None:
        _keep_note(f"{lesson}:{actor.person}", note, moment)
    return {"state": "completed", "lesson": lesson, "completed_at": standing["occurred_at"]}, new


def _record(row: dict[str, Any], refusal: Unacceptable | None) -> tuple[dict[str, Any], bool]:
    """Record, or refuse. A request that was stored once is answered the same for ever, however it is judged now."""
    if refusal is None:
        return record(row)
    sent = find_sent(row)
    if sent is None:
        raise refusal
    return sent, False


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
    branches, credited = credit(actor=actor, host=find_course(lesson["course"])["branch"])
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


def _keep_note(key: str, text: str, written_at: datetime) -> None:
    """Keep the newest note.

    An outbox may deliver an old note after a newer one: the filter then matches nothing and the upsert collides on
    ``_id``, rightly.
    """
    try:
        LessonNote.collection().update_one(
            {"_id": key, "written_at": {"$lte": written_at}},
            {"$set": {"text": text, "written_at": written_at}},
            upsert=True,
        )
    except DuplicateKeyError:
        return
