"""A member studies on a train."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from support.product import Product
from support.wire import Wire

MEMBER, SECOND = "13800000001", "13800000002"


def lesson_of(product: Product, position: int, token: str | None = None) -> dict[str, Any]:
    course = product.call("GET", "/courses")[1]["items"][0]["id"]
    listed = product.call("GET", f"/courses/{course}")[1]["lessons"][position - 1]
    return {"course": course, **product.call("GET", f"/lessons/{listed['id']}", token=token)[1]}


def answer(page: Page, lesson: dict[str, Any]) -> None:
    """Choose the right options of every question."""
    for question in lesson["questions"]:
        card = page.get_by_role("group").filter(has_text=question["text"])
        for option in question["options"]:
            if option["id"] in question["answer"]:
                card.get_by_label(option["text"], exact=True).check(force=True)
        if question["kind"] == "multiple":
            card.get_by_role("button", name="选好了").click()
    page.get_by_role("button", name="完成这一课").click()


def test_an_opened_course_is_read_and_answered_with_the_network_cut(
    phone: StartPhone, product: Product, wire: Wire, shot: Shot
) -> None:
    lesson = lesson_of(product, 2)
    page = phone(number=MEMBER)
    page.goto(f"/study/courses/{lesson['course']['id']}")
    expect(page.get_by_text("已存到手机")).to_be_visible()
    wire.cut()
    page.goto(f"/study/lessons/{lesson['id']}")
    expect(page.get_by_text(lesson["blocks"][1]["text"][:20])).to_be_visible()
    answer(page, lesson)
    expect(page.get_by_text("已保存，待提交").first).to_be_visible()
    shot(page, "lesson-offline")
    wire.mend()
    page.reload()
    expect(page.get_by_text("这一课学完了").first).to_be_visible(timeout=45_000)
    assert lesson_of(product, 2, product.token(MEMBER))["completed_at"] is not None


def test_completing_twice_counts_once(phone: StartPhone, product: Product) -> None:
    lesson = lesson_of(product, 1)
    for _ in range(2):
        page = phone(number=SECOND)
        page.goto(f"/study/lessons/{lesson['id']}")
        again = page.get_by_role("button", name="再答一遍")
        page.get_by_role("heading", name="回想一下").or_(again).first.wait_for()
        if again.is_visible():
            again.click()
        answer(page, lesson)
        expect(page.get_by_text("这一课学完了").first).to_be_visible()
    rows = product.call("GET", "/me/participation", token=product.token(SECOND))[1]["items"]
    assert [row["title"] for row in rows if row["kind"] == "study"] == [lesson["title"]]


def test_a_wrong_answer_is_explained_and_may_be_tried_again(phone: StartPhone, product: Product) -> None:
    lesson = lesson_of(product, 1)
    question = next(one for one in lesson["questions"] if one["kind"] == "single")
    wrong = next(one for one in question["options"] if one["id"] not in question["answer"])
    page = phone()
    page.goto(f"/study/lessons/{lesson['id']}")
    card = page.get_by_role("group").filter(has_text=question["text"])
    card.get_by_label(wrong["text"], exact=True).check(force=True)
    expect(card.get_by_text("再想一想")).to_be_visible()
