"""The worker's part: giving lessons and notes of an earlier release what finding them takes."""

from __future__ import annotations

from bson import ObjectId

from weiguang.study.models import Lesson, LessonNote
from weiguang.study.searching import findable
from weiguang.work.worker import Worker

A_STEP = 50


def run_filling(_: Worker) -> int:
    """Fill some of those that lack it; the indexes know them, so nothing to do costs nothing."""
    lessons = list(Lesson.collection().find({"grams": None}, {"title": 1, "blocks": 1}).limit(A_STEP))
    for lesson in lessons:
        made = findable(lesson["title"], lesson["blocks"])
        # Whoever published meanwhile made it from newer words.
        Lesson.collection().update_one({"_id": lesson["_id"], "grams": None}, {"$set": made})
    notes = list(LessonNote.collection().find({"person": None}, {"_id": 1}).limit(A_STEP))
    for note in notes:
        of, person = map(ObjectId, note["_id"].split(":"))
        LessonNote.collection().update_one({"_id": note["_id"]}, {"$set": {"lesson": of, "person": person}})
    return len(lessons) + len(notes)
