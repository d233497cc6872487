"""Lessons in the making, as a phone sends them."""

from __future__ import annotations

from typing import Any

from factories.people import make_branch, make_person
from support.api import Caller, client_id

TEXT = [{"kind": "text", "html": "<p>先问一句，再搭把手。</p>"}]


def written_question(name: str = "q1", **more: Any) -> dict[str, Any]:
    """A question with two options, the first of them right."""
    options = [{"id": "a", "text": "先问一句"}, {"id": "b", "text": "直接动手"}]
    return {"id": name, "kind": "single", "text": "敲门之前做什么？", "options": options, "answer": ["a"], **more}


def draft(rev: int, **more: Any) -> dict[str, Any]:
    """The body of a save: a whole lesson."""
    return {"rev": rev, "title": "敲门之前", "blocks": TEXT, "questions": [written_question()], **more}


def new_course(**more: Any) -> dict[str, Any]:
    """The body of a new course."""
    return {"client_id": client_id(), "title": "支部的课", "summary": "自己写的", **more}


class Newsroom:
    """A root and two branches; the first one's secretary, a second writer, a member of each, and a course."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee")
        self.branch, self.other = make_branch(parent=self.root), make_branch(parent=self.root)
        self.secretary = self.person(name="赵书记", roles=[("secretary", self.branch)])
        self.second = self.person(name="钱委员", roles=[("secretary", self.branch)])
        self.committee = self.person(roles=[("committee", self.root)])
        self.member, self.outsider = self.person(formal=self.branch), self.person(formal=self.other)
        self.course = self.secretary.post("/courses", new_course()).get_json()["id"]

    def person(self, **more: Any) -> Caller:
        return self.nobody.sign_in(make_person(**more)[1])

    def begin(self, title: str = "敲门之前") -> str:
        body = {"client_id": client_id(), "title": title}
        return self.secretary.post(f"/courses/{self.course}/lessons", body).get_json()["id"]

    def save(self, lesson: str, rev: int, who: Caller | None = None, **more: Any) -> Any:
        return (who or self.secretary).put(f"/lessons/{lesson}/draft", draft(rev, **more))

    def publish(self, lesson: str, rev: int, **more: Any) -> Any:
        return self.secretary.put(f"/lessons/{lesson}/publication", {"rev": rev, **more})

    def published(self, **more: Any) -> str:
        lesson = self.begin()
        self.save(lesson, 1, **more)
        assert self.publish(lesson, 2).status_code == 200
        return lesson

    def change(self, lesson: str, rev: int = 2, **more: Any) -> None:
        """Publish another version."""
        self.save(lesson, rev, **more)
        assert self.publish(lesson, rev + 1).status_code == 200

    def titles(self, who: Caller) -> list[str]:
        """What a reader finds: every lesson of every course."""
        courses = who.get("/courses").get_json()["items"]
        return [
            lesson["title"]
            for course in courses
            for lesson in who.get(f"/courses/{course['id']}").get_json()["lessons"]
        ]
