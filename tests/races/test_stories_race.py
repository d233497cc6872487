"""Two editors save at once, many publish at once, and a plan is called off while workers publish it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.people import make_branch
from factories.stories import content, make_story
from support.racing import at_once, many_at_once
from weiguang.access.actor import Actor, Role
from weiguang.errors import Conflict
from weiguang.storage.clock import utc_now
from weiguang.stories import publishing, writing
from weiguang.stories.models import Story

THREADS = 16


@pytest.fixture
def branch(clean: None) -> ObjectId:
    return make_branch(kind="committee")


def editor(branch: ObjectId) -> Actor:
    return Actor(person=ObjectId(), roles=(Role("secretary", branch),))


def saving(branch: ObjectId, story: str, title: str, revision: int = 1) -> Callable[[], int]:
    """Save, and say 1 when it was taken."""

    def save() -> int:
        try:
            written = content(title=title)
            writing.save_story(actor=editor(branch), story=story, revision=revision, now=utc_now(), **written)
        except Conflict:
            return 0
        return 1

    return save


def stored(story: str) -> dict[str, Any]:
    return Story.collection().find_one({"_id": story})


def test_of_many_who_save_upon_one_revision_one_is_taken(branch: ObjectId) -> None:
    story = make_story(branch, state="draft")
    taken = at_once(*(saving(branch, story, f"题目 {n}") for n in range(THREADS)))
    assert (sum(taken), stored(story)["revision"]) == (1, 2)
    assert stored(story)["title"] == f"题目 {taken.index(1)}"


def test_without_the_revision_all_but_one_would_lose_their_words(branch: ObjectId) -> None:
    """The control: a save that names no revision is taken whatever was written meanwhile."""
    story, stories = make_story(branch, state="draft"), Story.collection()
    titles = [{"$set": {"title": f"题目 {n}"}} for n in range(THREADS)]
    taken = many_at_once(lambda n: stories.update_one({"_id": story}, titles[n]).matched_count, THREADS)
    assert sum(taken) == THREADS


def test_one_save_sent_many_times_at_once_is_one(branch: ObjectId) -> None:
    story, who, now = make_story(branch, state="draft"), editor(branch), utc_now()
    sent = {"actor": who, "story": story, "revision": 1, "now": now, **content(title="同一次保存")}
    answers = many_at_once(lambda _: writing.save_story(**sent), THREADS)
    assert {answer["revision"] for answer in answers} == {2}
    assert stored(story)["revision"] == 2


def test_a_story_published_by_many_at_once_has_one_time(branch: ObjectId) -> None:
    story, start = make_story(branch, state="draft"), utc_now()

    def publish(number: int) -> Any:
        return publishing.publish_story(
            actor=editor(branch), story=story, revision=1, publish_at=None, now=start + timedelta(seconds=number)
        )["published_at"]

    assert len(set(many_at_once(publish, THREADS))) == 1


def test_two_workers_publish_what_is_due_once(branch: ObjectId) -> None:
    at = utc_now() - timedelta(minutes=1)
    for _ in range(8):
        make_story(branch, state="scheduled", publish_at=at)
    assert sum(many_at_once(lambda _: publishing.publish_due(utc_now()), 4)) == 8


def test_a_plan_that_is_called_off_never_stays_published(branch: ObjectId) -> None:
    """Whoever comes first: called off it is a draft, published and then taken down it is withdrawn."""
    for _ in range(8):
        story = make_story(branch, state="scheduled", publish_at=utc_now() - timedelta(minutes=1))
        at_once(
            lambda: publishing.publish_due(utc_now()),
            lambda story=story: publishing.unpublish_story(actor=editor(branch), story=story),
        )
        assert stored(story)["state"] in ("draft", "withdrawn")


def test_what_is_published_is_what_its_publisher_saw(branch: ObjectId) -> None:
    """A save meanwhile refuses the publishing, or comes after it; it is never published unseen."""
    for _ in range(8):
        story = make_story(branch, state="draft")
        published, saved = at_once(publishing_it(branch, story), saving(branch, story, "后来的题目"))
        assert saved == 1
        assert (stored(story)["state"] == "published") == bool(published)


def publishing_it(branch: ObjectId, story: str) -> Callable[[], int]:
    def publish() -> int:
        sent = {"story": story, "revision": 1, "publish_at": None, "now": utc_now()}
        try:
            publishing.publish_story(actor=editor(branch), **sent)
        except Conflict:
            return 0
        return 1

    return publish
