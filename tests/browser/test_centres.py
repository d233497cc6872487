"""A plaque at a centre's door: citizens without an account, a member, and the paper itself."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from support.paper import LAPTOP, on_paper, read
from support.product import Product

MEMBER, ORGANISER = "13800000002", "13800000004"
HALF_AN_HOUR = 30 * 60_000
LATER = """ms => {
    const note = JSON.parse(localStorage.getItem('weiguang.footfall'))
    for (const place of Object.values(note.places)) place.at -= ms
    localStorage.setItem('weiguang.footfall', JSON.stringify(note))
}"""


@pytest.fixture
def centre(product: Product) -> str:
    """A village's centre that the demo leaves alone, and no other test uses."""
    items = product.call("GET", "/centres?level=village&limit=100")[1]["items"]
    return str(items[-1]["id"])


def plaque(product: Product, centre: str) -> dict[str, Any]:
    status, shown = product.call("GET", f"/centres/{centre}/plaque", token=product.token(ORGANISER))
    assert status == 200
    return dict(shown)


def today(product: Product, centre: str) -> dict[str, Any]:
    days = product.call("GET", f"/centres/{centre}/figures", token=product.token(ORGANISER))[1]["days"]
    return dict(days[0]) if days else {}


def scan(page: Page, code: str) -> None:
    """As the phone's own camera does: the printed link opens in the browser."""
    page.goto(f"/C/{code}")


def test_two_phones_and_a_member_at_one_plaque(phone: StartPhone, product: Product, centre: str, shot: Shot) -> None:
    code = plaque(product, centre)["point"]
    first, second, member = phone(), phone(), phone(number=MEMBER)
    scan(first, code)
    expect(first.get_by_text("这次到访已经计入今天的人次。")).to_be_visible()
    shot(first, "plaque-citizen")
    first.reload()
    expect(first.get_by_text("半小时内已经计过一次")).to_be_visible()
    scan(second, code)
    expect(second.get_by_text("这次到访已经计入今天的人次。")).to_be_visible()
    first.evaluate(LATER, HALF_AN_HOUR)
    first.reload()
    expect(first.get_by_text("这次到访已经计入今天的人次。")).to_be_visible()
    scan(member, code)
    expect(member.get_by_text("签到成功")).to_be_visible()
    shot(member, "plaque-member")
    figures = today(product, centre)
    assert figures["known"] == {"attendances": 1, "people": 1}
    assert (figures["others"]["visits"], figures["others"]["people"]) == (3, 2)


def test_a_visitor_leaves_no_cookie_and_can_read_how_it_is_counted(
    phone: StartPhone, product: Product, centre: str, shot: Shot
) -> None:
    page = phone()
    told: list[str] = []
    page.on("request", lambda asked: told.append(f"{asked.url} {asked.post_data or ''}"))
    scan(page, plaque(product, centre)["point"])
    expect(page.get_by_text("不收集您的个人信息")).to_be_visible()
    page.get_by_role("button", name="是怎么做到的").click()
    expect(page.get_by_role("dialog")).to_contain_text("明天就作废")
    shot(page, "plaque-how")
    secret = page.evaluate("JSON.parse(localStorage.getItem('weiguang.footfall')).secret")
    assert page.context.cookies() == []
    assert len(secret) == 32 and not any(secret in one for one in told)


def test_the_printed_plaque_is_the_one_that_opens(
    phone: StartPhone, decoder: Page, product: Product, centre: str, shot: Shot
) -> None:
    laptop = phone(number=ORGANISER, **LAPTOP)
    laptop.goto(f"/work/centres/{centre}/plaque")
    laptop.locator(".sheet .qr").wait_for()
    (sheet,) = on_paper(laptop)
    shot(laptop, "plaque-paper")
    assert read(decoder, sheet) == [plaque(product, centre)["url"]]
    code = plaque(product, centre)["url"].rpartition("/")[2]
    assert product.call("GET", f"/check-in-points/{code}/plaque")[1]["centre"] == centre


def test_an_organiser_closes_a_centre_for_a_day(phone: StartPhone, product: Product, centre: str, shot: Shot) -> None:
    page = phone(number=ORGANISER)
    page.goto(f"/work/centres/{centre}/edit")
    page.get_by_label("周三").fill("九点")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("看不懂这个时间")).to_be_visible()
    page.get_by_label("周三").fill("9:00-12:00 13:30-20:00")
    page.get_by_role("button", name="加一个特别安排").click()
    row = page.get_by_role("group", name="特别安排 2")
    row.get_by_label("从哪天").fill("2099-05-01")
    row.get_by_label("原因").fill("停电检修")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"**/centres/{centre}")
    expect(page.get_by_text("停电检修", exact=True)).to_be_visible()
    expect(page.get_by_text("9:00–12:00、13:30–20:00")).to_be_visible()
    shot(page, "centre")


def test_a_citizen_finds_a_centre_by_town_and_word(phone: StartPhone, shot: Shot) -> None:
    page = phone()
    page.goto("/centres")
    page.locator("select[name=town]").select_option(label="白鹭镇党群服务中心")
    expect(page.get_by_text("共 15 个中心")).to_be_visible()
    page.get_by_role("searchbox").fill("老年助餐")
    expect(page.get_by_text("共 1 个中心")).to_be_visible()
    shot(page, "centres")
    page.get_by_role("link", name="白鹭镇党群服务中心").click()
    expect(page.get_by_text("开放时间")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("老年助餐")


def test_stalls_show_visits_and_about_how_many_people(phone: StartPhone, product: Product, shot: Shot) -> None:
    page = phone(number=ORGANISER)
    page.goto(f"/work/events/{product.fair()}/footfall")
    expect(page.get_by_text("人次，约").first).to_be_visible()
    shot(page, "stalls")
    page.get_by_role("link", name="打印到访码").click()
    expect(page.locator(".sheet").first).to_be_visible()
