"""A member studies on a train."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from browser.conftest import Shot, StartPhone
from support.product import Product
from support.wire import Wire

MEMBER, SECOND, SECRETARY = "13800000001", "13800000002", "13800000003"


def lesson_of(product: Product, position: int, token: str | None = None) -> dict[str, Any]:
    course = product.call("GET", "/courses")[1]["items"][0]["id"]
    listed = product.call("GET", f"/courses/{course}")[1]["lessons"][position - 1]
    return {"course": course, **product.call("GET", f"/lessons/{listed['id']}", token=token)[1]}


def first_words(lesson: dict[str, Any]) -> str:
    """How the first paragraph begins."""
    found = re.search("<p>(.+?)</p>", lesson["blocks"][0]["html"])
    assert found is not None
    return found[1][:20]


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
    expect(page.get_by_text(first_words(lesson))).to_be_visible()
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


def until(true: Callable[[], Any], seconds: float = 45) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def paragraph(page: Page, number: int) -> Locator:
    return page.locator(".blocks .text > *").nth(number)


def read_to(page: Page, number: int) -> str:
    """Scroll until a paragraph is where eyes are, and say how it begins."""
    at = paragraph(page, number)
    at.evaluate("one => scrollBy(0, one.getBoundingClientRect().top - innerHeight * 0.2)")
    page.wait_for_timeout(1200)
    return at.inner_text()[:8]


def test_a_lesson_begun_in_large_type_without_a_network_is_gone_on_with_on_another_phone(
    phone: StartPhone, product: Product, wire: Wire, shot: Shot
) -> None:
    lesson = lesson_of(product, 4)
    path = f"/study/lessons/{lesson['id']}"
    first = phone(number=MEMBER)
    first.evaluate("document.documentElement.dataset.text = 'largest'")
    first.goto(f"/study/courses/{lesson['course']['id']}")
    first.get_by_role("button", name="下载整门课程").click()
    expect(first.get_by_text("整门课程已下载")).to_be_visible()
    wire.cut()
    first.goto(path)
    first.evaluate("document.documentElement.dataset.text = 'largest'")
    words = read_to(first, 5)
    first.get_by_role("button", name="记笔记").click()
    first.get_by_label("写下您想记住的").fill("先问一句")
    first.get_by_role("button", name="写好了").click()
    shot(first, "lesson-largest-offline")
    first.goto("/study")
    wire.mend()
    first.reload()
    until(lambda: lesson_of(product, 4, product.token(MEMBER))["learning"]["place"])
    second = phone(number=MEMBER)
    second.goto(path)
    expect(second.get_by_text("上次读到")).to_be_visible()
    second.get_by_role("button", name="从上次的地方继续").click()
    expect(paragraph(second, 5)).to_be_in_viewport()
    assert paragraph(second, 5).inner_text().startswith(words)
    second.get_by_role("button", name="我的笔记").click()
    expect(second.get_by_label("写下您想记住的")).to_have_value("先问一句")
    second.get_by_role("button", name="关闭").click()
    answer(second, lesson)
    expect(second.get_by_text("这一课学完了").first).to_be_visible()


def test_who_says_why_not_is_no_longer_in_the_secretary_s_list(phone: StartPhone, product: Product) -> None:
    lesson = lesson_of(product, 1)  # what comes next for her
    secretary, page = phone(number=SECRETARY), phone(number=MEMBER)
    listed = secretary.get_by_role("listitem").filter(has_text="林晓梅")
    secretary.goto(f"/work/lessons/{lesson['id']}/learning")
    expect(listed).to_be_visible()
    page.goto(f"/study/courses/{lesson['course']['id']}")
    page.get_by_role("button", name="说明原因").click()
    page.get_by_label("身体不便").check()
    page.get_by_role("button", name="说好了").click()
    expect(page.get_by_text("您说明过：身体不便")).to_be_visible()
    secretary.reload()
    expect(secretary.get_by_role("heading", name="容易答错的题目")).to_be_visible()
    expect(listed).to_be_hidden()
    page.get_by_role("button", name="收回").click()
    expect(page.get_by_role("button", name="说明原因")).to_be_visible()
    secretary.reload()
    expect(listed).to_be_visible()
