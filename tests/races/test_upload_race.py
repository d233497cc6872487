"""The same part many times at once, and many who finish at once."""

from __future__ import annotations

from typing import Any

import pytest

from factories.media import film, parts_under, photo, pieces, stored
from factories.people import make_branch
from support.racing import many_at_once
from weiguang.media.finishing import finish
from weiguang.media.models import Media, Part
from weiguang.media.parts import PART_BYTES, PartDiffers, write_part
from weiguang.media.uploading import new_media
from weiguang.storage.clock import utc_now

THREADS = 16
LONG = film(2 * PART_BYTES)


def started(data: bytes) -> dict[str, Any]:
    """An upload that has begun."""
    made = new_media("u" * 22, name="文件", size=len(data), line=[make_branch()], now=utc_now())
    Media.collection().insert_one(made)
    return made


def test_one_part_sent_16_times_at_once_is_one_part(clean: None) -> None:
    file = started(LONG)["_id"]
    many_at_once(lambda _: write_part(file, 0, LONG[:PART_BYTES]), THREADS)
    assert parts_under(file) == 1


def test_of_16_different_parts_in_one_place_one_stays_and_the_others_are_told(clean: None) -> None:
    file = started(LONG)["_id"]

    def write(number: int) -> int:
        try:
            write_part(file, 0, bytes([number]) * 10)
        except PartDiffers:
            return 0
        return 1

    assert sum(many_at_once(write, THREADS)) == parts_under(file) == 1


@pytest.mark.parametrize("data", [LONG, photo()])
def test_16_who_finish_at_once_get_the_same_file(clean: None, data: bytes) -> None:
    made = started(data)
    for number, piece in enumerate(pieces(data)):
        write_part(made["_id"], number, piece)
    answers = many_at_once(lambda _: finish(made, utc_now()), THREADS)
    assert all(answer == stored(made["_id"]) for answer in answers)
    assert Part.collection().count_documents({}) == len(pieces(data)) + len(answers[0]["variants"])


def test_without_the_index_there_would_be_many(clean: None) -> None:
    """The control: the same inserts under numbers of their own."""
    file = started(LONG)["_id"]
    many_at_once(lambda number: write_part(file, number, LONG[:PART_BYTES]), THREADS)
    assert parts_under(file) == THREADS
