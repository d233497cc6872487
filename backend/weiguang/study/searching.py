"""Finding lessons by what their title and text say.

Chinese is written without spaces, so a lesson is found by its pairs of neighbouring characters (``grams``), and what
was found is held against the words themselves (``said``): all pairs may be there and the words not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.media.blocks import plain
from weiguang.storage.clock import from_ms, to_ms
from weiguang.study.models import Course, Lesson
from weiguang.study.service import shown_to

BEFORE, EXCERPT = 16, 64
STEP = 50

After = tuple[int, ObjectId]
_FOUND = {"title": 1, "kind": 1, "course": 1, "said": 1, "published_at": 1}


def findable(title: str, blocks: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What a lesson's published face carries beside its words, so that it can be found."""
    said = plain(blocks)
    return {"grams": sorted(grams(f"{title}\n{said}")), "named": normal(title), "said": said}


def grams(text: str) -> set[str]:
    """Every pair of neighbouring characters that are not blank."""
    letters = normal(text)
    return {pair for pair in map("".join, pairwise(letters)) if not re.search(r"\s", pair)}


def normal(text: str) -> str:
    """Written alike what is read alike: width and case make no difference."""
    return unicodedata.normalize("NFKC", text).casefold()


def search_lessons(*, actor: Actor, words: str, after: After | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` lessons the actor can read that say every word, the newest first.

    One character alone is looked for at the beginning of titles: it would be in every text.
    """
    terms = normal(words).split()
    courses = {one["_id"]: one["title"] for one in Course.collection().find(shown_to(actor), {"title": 1})}
    found: list[dict[str, Any]] = []
    while terms and len(found) <= limit:
        step = _candidates(terms, list(courses), after)
        found += [_shown(one, terms, courses) for one in step if _says(one, terms)]
        if len(step) < STEP:
            break
        after = _place(step[-1])
    return found[: limit + 1]


def _candidates(terms: list[str], courses: list[ObjectId], after: After | None) -> list[dict[str, Any]]:
    query: dict[str, Any] = {"state": "published", "course": {"$in": courses}}
    pairs = sorted(set().union(*map(grams, terms)))
    query |= {"grams": {"$all": pairs}} if pairs else {"named": {"$regex": f"^{re.escape(terms[0])}"}}
    if after:
        at, last = from_ms(after[0]), after[1]
        query["$or"] = [{"published_at": {"$lt": at}}, {"published_at": at, "_id": {"$lt": last}}]
    return list(Lesson.collection().find(query, _FOUND).sort([("published_at", -1), ("_id", -1)]).limit(STEP))


def _says(lesson: dict[str, Any], terms: list[str]) -> bool:
    text = normal(f"{lesson['title']}\n{lesson['said']}")
    return all(term in text for term in terms)


def _place(lesson: dict[str, Any]) -> After:
    return to_ms(lesson["published_at"]), lesson["_id"]


def _shown(lesson: dict[str, Any], terms: list[str], courses: dict[ObjectId, str]) -> dict[str, Any]:
    return {
        "id": lesson["_id"],
        "title": lesson["title"],
        "kind": lesson["kind"],
        "course": {"id": lesson["course"], "title": courses[lesson["course"]]},
        "excerpt": excerpt(lesson["said"], terms),
        "place": _place(lesson),
    }


def excerpt(said: str, terms: Iterable[str]) -> str:
    """Some words of the text around the first of these that it says, else its beginning."""
    read = normal(said)
    places = [place for place in map(read.find, terms) if place >= 0] if len(read) == len(said) else []
    start = max(0, min(places, default=0) - BEFORE)
    cut = " ".join(said[start : start + EXCERPT].split())
    return f"{'…' if start else ''}{cut}{'…' if start + EXCERPT < len(said) else ''}"
