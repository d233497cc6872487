"""A secretary writes a lesson on a phone; the branch studies it, nobody else sees it; two writers meet."""

from __future__ import annotations

import io
import uuid
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Shot, StartPhone
from support.product import Product

SECRETARY, MEMBER, ELSEWHERE = "13800000003", "13800000001", "13800000002"
ALT = "志愿者在村口给老人量血压"


def picture() -> dict[str, Any]:
    drawn = io.BytesIO()
    Image.effect_noise((1200, 800), 60).convert("RGB").save(drawn, "JPEG")
    return {"name": "合影.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def begin(page: Page, course: str, lesson: str) -> None:
    """Make a course and begin its first lesson."""
    page.goto("/work/courses/new")
    page.get_by_label("课程名称").fill(course)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="写一课").click()
    page.get_by_label("标题").fill(lesson)
    page.get_by_role("button", name="开始写").click()
    expect(page.get_by_role("heading", name="课文")).to_be_visible()


def write(page: Page, words: str) -> None:
    """Add a text at the end."""
    page.get_by_role("button", name="加一段", exact=True).click()
    page.get_by_role("button", name="文字", exact=True).click()
    page.locator("[contenteditable]").last.fill(words)


def ask(page: Page) -> None:
    """Add a question with two options and one in own words."""
    page.get_by_role("button", name="加一道题").click()
    question = page.get_by_role("region", name="第 1 题")
    question.get_by_label("题目").fill("敲门之前做什么？")
    question.get_by_label("选项 1", exact=True).fill("先问一句")
    question.get_by_label("选项 2", exact=True).fill("直接动手")
    question.get_by_label("选项 1 是正确答案").check()
    page.get_by_role("button", name="加一道题").click()
    own = page.get_by_role("region", name="第 2 题")
    own.get_by_label("题型").select_option("short")
    own.get_by_label("题目").fill("为什么要先问？")
    own.get_by_label("参考答案").fill("对方需要什么，只有对方知道")


def published(page: Page) -> None:
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("button", name="现在发布").click()
    expect(page.get_by_text("已发布", exact=True).first).to_be_visible()


def answer(page: Page) -> None:
    page.get_by_label("先问一句").check(force=True)
    page.get_by_role("button", name="写好了，看参考答案").click()
    expect(page.get_by_text("对方需要什么，只有对方知道")).to_be_visible()
    page.get_by_role("button", name="对上了").click()
    page.get_by_role("button", name="完成这一课").click()


def test_a_secretary_writes_a_lesson_and_only_the_branch_studies_it(
    phone: StartPhone, product: Product, shot: Shot
) -> None:
    course = f"主题党日 {uuid.uuid4().hex[:6]}"
    page = phone(number=SECRETARY)
    begin(page, course, "敲门之前")
    write(page, "先问一句，再搭把手。")
    page.get_by_role("button", name="加一段", exact=True).click()
    page.get_by_role("dialog").locator("input[type=file]").first.set_input_files(picture())
    page.get_by_label("照片上有什么").fill(ALT)
    ask(page)
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_text("读者看到的就是这样")).to_be_visible()
    expect(page.get_by_role("img", name=ALT)).to_be_visible()
    shot(page, "writing-preview")
    page.get_by_role("link", name="回去修改").click()
    published(page)
    shot(page, "writing-course")

    member = phone(number=MEMBER)
    member.goto("/study")
    member.get_by_role("link", name=course).click()
    member.get_by_role("link", name="敲门之前").click()
    expect(member.get_by_text("先问一句，再搭把手。")).to_be_visible()
    assert loaded(member.get_by_role("img", name=ALT))
    address = member.url
    answer(member)
    expect(member.get_by_text("这一课学完了").first).to_be_visible()

    stranger = phone(number=ELSEWHERE)
    stranger.goto("/study")
    expect(stranger.get_by_role("heading", name="课程", exact=True)).to_be_visible()
    expect(stranger.get_by_text(course)).to_have_count(0)
    stranger.goto(address)
    expect(stranger.get_by_role("alert")).to_be_visible()


def test_two_who_write_the_same_lesson_keep_both_texts(phone: StartPhone, product: Product, shot: Shot) -> None:
    page = phone(number=SECRETARY)
    begin(page, f"两个人写 {uuid.uuid4().hex[:6]}", "一起写")
    lesson = page.url.rsplit("/", 1)[1]
    other = {
        "rev": 1,
        "title": "一起写",
        "questions": [],
        "blocks": [{"kind": "text", "html": "<p>另一台手机写的</p>"}],
    }
    assert product.call("PUT", f"/lessons/{lesson}/draft", other, product.token(SECRETARY))[0] == 200
    write(page, "这台手机写的")
    expect(page.get_by_text("有别人也改了这一课")).to_be_visible()
    page.get_by_text("陈慧芳写的").click()
    expect(page.get_by_text("另一台手机写的")).to_be_visible()
    shot(page, "writing-conflict")
    page.get_by_role("button", name="两份都留下").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    kept = product.call("GET", f"/lessons/{lesson}/writing", token=product.token(SECRETARY))[1]["blocks"]
    said = "".join(block["html"] for block in kept)
    assert "这台手机写的" in said and "另一台手机写的" in said


def loaded(image: Locator) -> bool:
    """The picture's bytes arrived: it may be seen."""
    image.scroll_into_view_if_needed()
    return bool(image.evaluate("image => image.decode().then(() => image.naturalWidth > 0, () => false)"))
