"""A story is written on a phone and published; its link opens for everybody, or for nobody but the branch."""

from __future__ import annotations

import re
import urllib.request
from typing import Any

from playwright.sync_api import Page, Playwright, expect

from browser.conftest import CHROMIUM, FLAGS, Shot, StartPhone
from factories.media import photo
from support.product import Product, client_id

MEMBER, SECOND, SECRETARY, COMMITTEE = "13800000001", "13800000002", "13800000003", "13800000005"
SECRET = "只有本支部知道的题目"


def draft(product: Product, title: str, **more: Any) -> dict[str, Any]:
    """A story of the secretary's, saved and not published."""
    text = [{"kind": "text", "html": "<p>门口的灯亮了一夜。</p>"}]
    body = {"client_id": client_id(), "title": title, "topic": "branches", "blocks": text, "shown_to": ["all"], **more}
    status, made = product.call("POST", "/stories", body, product.token(SECRETARY))
    assert status == 201, made
    return made


def publish(product: Product, code: str) -> None:
    token = product.token(SECRETARY)
    status, _ = product.call("PUT", f"/stories/{code}/publication", {"revision": 1}, token)
    assert status == 200


def html(product: Product, code: str) -> str:
    with urllib.request.urlopen(f"{product.url}/S/{code}") as answer:
        return answer.read().decode()


def test_a_story_is_written_with_a_cover_and_opens_for_everybody(
    phone: StartPhone, product: Product, shot: Shot
) -> None:
    page = phone(number=SECRETARY)
    page.goto("/work/stories")
    page.get_by_role("link", name="写一篇").click()
    page.get_by_label("标题", exact=True).fill("门口那盏灯亮了一夜")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    expect(page.get_by_alt_text("选好的照片")).to_be_visible()
    page.get_by_role("textbox", name=re.compile("第 1 段")).fill("台风那夜，值班室的灯没有关。")
    tap(page, "保存草稿")
    page.wait_for_url(re.compile("/work/stories/[A-Z0-9]{6}$"))
    tap(page, "发布")
    tap(page, "确定")
    expect(page.get_by_text("已发布", exact=True)).to_be_visible()
    shot(page, "story-published")
    reader = phone()
    reader.goto(f"/s/{page.url[-6:].lower()}")
    expect(reader.get_by_role("heading", level=1)).to_have_text("门口那盏灯亮了一夜")
    expect(reader.get_by_text("台风那夜，值班室的灯没有关。")).to_be_visible()
    assert reader.locator("article img").first.evaluate("picture => picture.decode().then(() => picture.naturalWidth)")
    shot(reader, "story-shared")


def test_the_page_itself_says_title_summary_and_picture(product: Product) -> None:
    head = html(product, "STAR22")
    assert "<title>路口的那盏灯 - 微光</title>" in head
    assert re.search(rf'og:image" content="{product.url}/api/v1/media/[\w-]{{22}}\?w=960"', head)
    assert f'<link rel="canonical" href="{product.url}/S/STAR22">' in head


def test_without_scripts_a_story_can_be_read(product: Product, playwright: Playwright) -> None:
    with playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser:
        page = browser.new_page(java_script_enabled=False)
        page.goto(f"{product.url}/S/STAR22")
        expect(page.get_by_role("heading", level=1)).to_have_text("路口的那盏灯")
        expect(page.locator("article p").last).to_contain_text("因为孩子们会跟这块牌子说早上好")
        expect(page.locator("article p").last).to_be_visible()


def test_a_story_for_a_branch_shows_nothing_to_others(phone: StartPhone, product: Product, shot: Shot) -> None:
    made = draft(product, SECRET, summary=SECRET)
    own = {"revision": 1, "title": SECRET, "topic": "branches", "shown_to": [made["branch"]["id"]]}
    text = {"blocks": [{"kind": "text", "html": f"<p>{SECRET}</p>"}]}
    assert product.call("PUT", f"/stories/{made['code']}", own | text, product.token(SECRETARY))[0] == 200
    product.call("PUT", f"/stories/{made['code']}/publication", {"revision": 2}, product.token(SECRETARY))
    assert html(product, made["code"]) == html(product, "AAAAAA")
    for reader in (phone(), phone(number=SECOND)):
        reader.goto(f"/S/{made['code']}")
        expect(reader.get_by_text("看不到这篇文章")).to_be_visible()
        assert SECRET not in reader.content()
    member = phone(number=MEMBER)
    member.goto(f"/S/{made['code']}")
    expect(member.get_by_role("heading", level=1)).to_have_text(SECRET)
    expect(member.get_by_role("button", name="分享给别人")).to_have_count(0)


def test_who_was_overtaken_sees_both_and_decides(phone: StartPhone, product: Product, shot: Shot) -> None:
    code = draft(product, "两个人同时改")["code"]
    page = phone(number=SECRETARY)
    page.goto(f"/work/stories/{code}")
    page.get_by_label("标题", exact=True).fill("书记改的题目")
    theirs = {"revision": 1, "title": "委员改的题目", "topic": "news", "shown_to": ["all"]}
    assert product.call("PUT", f"/stories/{code}", theirs, product.token(COMMITTEE))[0] == 200
    tap(page, "保存")
    expect(page.get_by_role("heading", name="有别人保存过这篇文章")).to_be_in_viewport()
    shot(page, "story-conflict")
    tap(page, "看看现在的内容")
    expect(page.get_by_role("heading", name="委员改的题目")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("标题", exact=True)).to_have_value("书记改的题目")
    tap(page, "用我写的盖过去")
    expect(page.get_by_text("保存好了")).to_be_visible()
    assert written(product, code)["title"] == "书记改的题目"


def test_a_story_is_taken_down_and_put_back(phone: StartPhone, product: Product) -> None:
    code = draft(product, "撤下又恢复")["code"]
    publish(product, code)
    page = phone(number=SECRETARY)
    page.goto(f"/work/stories/{code}")
    tap(page, "撤下")
    expect(page.get_by_text("已撤下", exact=True)).to_be_visible()
    assert product.call("GET", f"/stories/{code}")[0] == 404
    page.get_by_role("button", name="撤销", exact=True).last.click()
    expect(page.get_by_text("已发布", exact=True)).to_be_visible()
    assert product.call("GET", f"/stories/{code}")[0] == 200


def test_a_planned_story_says_when_and_what_was_typed_survives_a_reload(phone: StartPhone, product: Product) -> None:
    code = draft(product, "定个时间")["code"]
    page = phone(number=SECRETARY)
    page.goto(f"/work/stories/{code}")
    page.get_by_label("摘要").fill("还没有保存的一句")
    page.reload()
    expect(page.get_by_label("摘要")).to_have_value("还没有保存的一句")
    tap(page, "发布")
    page.get_by_label("到时间自动发布").check()
    page.get_by_label("什么时候").fill("2020-01-01T09:00")
    tap(page, "确定")
    expect(page.get_by_text("这个时间已经过了，请选以后的时间")).to_be_visible()
    page.get_by_label("什么时候").fill("2099-06-28T09:00")
    tap(page, "确定")
    expect(page.get_by_text("等着发布", exact=True)).to_be_visible()
    assert (written(product, code)["summary"], written(product, code)["state"]) == ("还没有保存的一句", "scheduled")


def written(product: Product, code: str) -> dict[str, Any]:
    return product.call("GET", f"/stories/managed/{code}", token=product.token(SECRETARY))[1]


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
