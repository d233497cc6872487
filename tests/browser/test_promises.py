"""The organiser's morning: what hangs, a number opened for a purpose, and how the call went."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from browser.conftest import Shot, StartPhone
from support.product import Product

ORGANISER = "13800000004"


def open_list(page: Page) -> None:
    page.goto("/work")
    page.get_by_role("link", name="救援清单").first.click()
    expect(page.get_by_role("heading", name="过了约定的日子")).to_be_visible()


def test_an_organiser_calls_whoever_is_late(phone: StartPhone, product: Product, shot: Shot) -> None:
    page = phone(number=ORGANISER)
    open_list(page)
    shot(page, "rescue")
    row = page.get_by_role("button", name=re.compile(r"\*\*\*\*.*打电话")).first
    masked = re.search(r"1\d\d\*{4}\d{4}", row.inner_text())
    row.click()
    page.get_by_role("button", name="提醒约定").click()
    dial = page.get_by_role("link", name="拨打")
    expect(dial).to_have_attribute("href", re.compile(r"^tel:1\d{10}$"))
    assert masked and (dial.get_attribute("href") or "").endswith(masked.group()[-4:])
    shot(page, "rescue-call")
    page.get_by_role("button", name="没人接").click()
    expect(page.get_by_text("打过 1 次，没人接")).to_be_visible()
    expect(page.get_by_text(re.compile(r"拨打 1\d{10}"))).to_have_count(0)


def test_a_claimant_moves_the_day_and_says_it_is_ready(phone: StartPhone, product: Product, shot: Shot) -> None:
    wish = product.open_wishes()[5]  # no other test holds it
    page = phone()
    page.goto(f"/wishes/{wish['code']}/claim")
    page.get_by_label("您的姓名").fill("王小明")
    page.get_by_label("手机号").fill("13912340099")
    page.get_by_role("checkbox", name="我已看过").check()
    page.get_by_role("button", name="确定认领").click()
    page.get_by_role("link", name="看看这个心愿").click()
    page.get_by_role("button", name="改个日子").click()
    field = page.get_by_label("新的日子")
    field.fill(field.get_attribute("min") or "")
    page.get_by_role("button", name="就这一天").click()
    expect(page.get_by_text("好的，改到")).to_be_visible()
    page.get_by_role("button", name="我备好了").click()
    expect(page.get_by_text("您已备好")).to_be_visible()
    shot(page, "promise-ready")
    assert product.call("GET", f"/wishes/{wish['code']}")[1]["state"] == "ready"
