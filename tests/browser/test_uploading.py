"""A film that is cut off near its end goes on where it was; a text is written with tools that can be undone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from browser.conftest import Shot, StartPhone
from factories.media import film
from support.product import Product, client_id

SECRETARY = "13800000003"
PARTS = 20
"""Of the film, counted from 0; the last one is short."""


@pytest.fixture
def writing(phone: StartPhone, product: Product) -> Page:
    """A secretary's phone with a lesson of its own open."""
    token = product.token(SECRETARY)
    course = {"client_id": client_id(), "title": "传视频的课", "summary": ""}
    own = product.call("POST", "/courses", course, token)[1]["id"]
    lesson = {"client_id": client_id(), "title": "第一课"}
    made = product.call("POST", f"/courses/{own}/lessons", lesson, token)[1]["id"]
    page = phone(number=SECRETARY)
    page.goto(f"/work/lessons/{made}")
    return page


def chosen(film_block: Locator, file: Path, name: str) -> None:
    """Choose the file where the block asks for it."""
    film_block.get_by_label(name).set_input_files(file)


def test_a_film_cut_near_its_end_goes_on_after_a_reload(writing: Page, shot: Shot, tmp_path: Path) -> None:
    file, sent = tmp_path / "启动仪式.mp4", []
    file.write_bytes(film(PARTS << 20))
    block = writing.get_by_role("region", name=re.compile("视频"))
    writing.route(f"**/parts/{PARTS - 1}", cut)
    writing.get_by_role("button", name="加一段", exact=True).click()
    writing.get_by_role("dialog").get_by_label("视频").set_input_files(file)
    expect(block).to_contain_text("网络断了，已传 9")
    shot(writing, "uploading-cut")

    writing.reload()
    expect(block).to_contain_text("请再选一次这个文件")
    writing.unroute(f"**/parts/{PARTS - 1}")
    writing.on("request", lambda request: sent.append(request.url) if "/parts/" in request.url else None)
    chosen(block, file, "重新选择文件")
    expect(block.locator("video")).to_be_visible()
    assert 1 <= len(sent) <= 2
    expect(block).to_contain_text("1分30秒")


def cut(route: Route) -> None:
    route.abort("connectionfailed")


def test_what_is_no_film_is_refused_in_words_and_another_one_may_be_chosen(writing: Page, tmp_path: Path) -> None:
    (tmp_path / "宣传片.mp4").write_bytes(b"MZ\x90\x00" + bytes(9000))
    writing.get_by_role("button", name="加一段", exact=True).click()
    writing.get_by_role("dialog").get_by_label("视频").set_input_files(tmp_path / "宣传片.mp4")
    block = writing.get_by_role("region", name=re.compile("视频"))
    expect(block.get_by_role("alert")).to_contain_text("这个文件不能用")
    (tmp_path / "启动仪式.mp4").write_bytes(film())
    chosen(block, tmp_path / "启动仪式.mp4", "重新选择文件")
    expect(block.locator("video")).to_be_visible()


def test_a_text_is_shaped_by_tools_and_pasted_without_what_hides_in_it(writing: Page, shot: Shot) -> None:
    writing.get_by_role("button", name="加一段", exact=True).click()
    writing.get_by_role("dialog").get_by_role("button", name="文字", exact=True).click()
    box, keys = writing.locator("[contenteditable]"), writing.keyboard
    expect(box).to_be_focused()
    keys.type("带上三样东西")
    press(writing, "标题")
    keys.press("Enter")
    keys.type("水")
    press(writing, "列表")
    keys.press("Enter")
    keys.type("药箱")
    expect(box.locator("h2")).to_have_text("带上三样东西")
    expect(box.locator("li")).to_have_text(["水", "药箱"])
    box.evaluate(PASTE, "<b>血压计</b><img src=x onerror=alert(1)><script>alert(1)</script>")
    expect(box.locator("li").last).to_have_text("药箱血压计")
    assert box.locator("img, script").count() == 0
    shot(writing, "uploading-text")
    press(writing, "撤销")
    expect(box.locator("li").last).to_have_text("药箱")
    writing.get_by_role("button", name="删除第 1 段").click()
    expect(box).to_have_count(0)
    writing.get_by_role("status").get_by_role("button", name="撤销").click()
    expect(box.locator("li").last).to_have_text("药箱")


PASTE = """(box, html) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/html', html)
  box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}"""


def press(page: Page, tool: str) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=tool, exact=True).click()
